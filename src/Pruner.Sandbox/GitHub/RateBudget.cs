namespace Pruner.Sandbox.GitHub;

/// <summary>One hourly budget. Tests may set <see cref="Remaining"/>. Safe for many threads.</summary>
public sealed class RateBudget
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private int _remaining;
    private DateTimeOffset _resetAt;

    internal RateBudget(string resource, int limit, TimeProvider time)
    {
        (Resource, Limit, _remaining, _time) = (resource, limit, limit, time);
        _resetAt = NextReset();
    }

    /// <summary>Which budget: <c>core</c> or <c>graphql</c>.</summary>
    public string Resource { get; }

    /// <summary>What each hour starts with.</summary>
    public int Limit { get; }

    /// <summary>What is left of this hour.</summary>
    public int Remaining
    {
        get
        {
            lock (_gate)
            {
                Renew();
                return _remaining;
            }
        }

        set
        {
            lock (_gate)
            {
                Renew();
                _remaining = value;
            }
        }
    }

    /// <summary>When the next hour starts; whole seconds.</summary>
    public DateTimeOffset ResetAt
    {
        get
        {
            lock (_gate)
            {
                Renew();
                return _resetAt;
            }
        }
    }

    /// <summary>What was used of this hour.</summary>
    public int Used => Math.Max(0, Limit - Remaining);

    /// <summary>Takes points, to no less than zero; none only asks. False when nothing was left.</summary>
    internal bool Take(int points)
    {
        lock (_gate)
        {
            Renew();
            if (_remaining <= 0)
            {
                return false;
            }

            _remaining = Math.Max(0, _remaining - points);
            return true;
        }
    }

    /// <summary>Gives a point back: an answer that GitHub does not count.</summary>
    internal void GiveBack()
    {
        lock (_gate)
        {
            _remaining = Math.Min(Limit, _remaining + 1);
        }
    }

    private void Renew()
    {
        if (_time.GetUtcNow() >= _resetAt)
        {
            (_remaining, _resetAt) = (Limit, NextReset());
        }
    }

    private DateTimeOffset NextReset() => DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds() + 3600);
}
