namespace Pruner.Http;

/// <summary>
/// How many calls of one lane may be under way at once: starts modest, grows by one for each window of good answers, halves
/// when the server throttles, and then holds every call of the lane until the wait that the server named is over.
/// Safe for many threads.
/// </summary>
public sealed class AdaptiveLimiter(TimeProvider time, int start, int most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private double _window = start;
    private int _underWay;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    /// <summary>How many calls may be under way now.</summary>
    public int Window
    {
        get
        {
            lock (_gate)
            {
                return (int)_window;
            }
        }
    }

    /// <summary>Waits for a place, and for the end of a pause.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource? place = null;
        lock (_gate)
        {
            if (_underWay < (int)_window)
            {
                _underWay++;
            }
            else
            {
                place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.AddLast(place);
            }
        }

        if (place is not null)
        {
            await WaitForPlaceAsync(place, cancellationToken);
        }

        try
        {
            await WaitForPauseAsync(cancellationToken);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Gives the place back after a good answer.</summary>
    public void LeaveGood()
    {
        lock (_gate)
        {
            _window = Math.Min(most, _window + (1.0 / _window));
        }

        Leave();
    }

    /// <summary>Gives the place back after the server throttled: half as many from now on, and none before the wait is over.</summary>
    public void LeaveThrottled(TimeSpan wait)
    {
        lock (_gate)
        {
            _window = Math.Max(1, _window / 2);
            var until = time.GetUtcNow() + wait;
            if (until > _pausedUntil)
            {
                _pausedUntil = until;
            }
        }

        Leave();
    }

    /// <summary>Gives the place back after an answer that says nothing about the load.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _underWay--;
            while (_waiting.First is { } first && _underWay < (int)_window)
            {
                _waiting.RemoveFirst();
                if (first.Value.TrySetResult())
                {
                    _underWay++;
                }
            }
        }
    }

    private static async Task WaitForPlaceAsync(TaskCompletionSource place, CancellationToken cancellationToken)
    {
        using var cancelled = cancellationToken.Register(() => place.TrySetCanceled(cancellationToken));
        await place.Task;
    }

    private async Task WaitForPauseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan left;
            lock (_gate)
            {
                left = _pausedUntil - time.GetUtcNow();
            }

            if (left <= TimeSpan.Zero)
            {
                return;
            }

            // Task.Delay cuts off what is less than a millisecond: the rest would be spun through.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellationToken);
        }
    }
}
