namespace Pruner.Sandbox.Kills;

/// <summary>Counts the signs of one run until its moment has come. Safe for many threads.</summary>
/// <param name="moment">The moment.</param>
/// <param name="time">The clock of its delay.</param>
internal sealed class KillWatch(KillMoment moment, TimeProvider time)
{
    private readonly TaskCompletionSource _noticed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Something was noticed.</summary>
    public void Notice(KillSign sign)
    {
        if (sign == moment.Sign && Interlocked.Increment(ref _count) == moment.Number)
        {
            _noticed.TrySetResult();
        }
    }

    /// <summary>Waits for the moment, for ever when it does not come.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _noticed.Task.WaitAsync(cancellationToken);
        await Task.Delay(moment.Delay, time, cancellationToken);
    }
}
