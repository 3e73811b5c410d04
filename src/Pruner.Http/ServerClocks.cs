namespace Pruner.Http;

/// <summary>
/// Compares the servers' <c>Date</c> headers with the local clock. A wrong clock would make young images look old,
/// so decisions take the earlier of the two. Safe for many threads.
/// </summary>
public sealed class ServerClocks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TimeSpan> _skews = new(StringComparer.Ordinal);
    private TimeSpan _earliest = TimeSpan.Zero;

    /// <summary>For each service heard, server time minus local time: the one farthest from zero.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Skews
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, TimeSpan>(_skews, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Notes one answer.</summary>
    /// <param name="service">The service that answered.</param>
    /// <param name="serverDate">Its <c>Date</c> header, whole seconds; null when it sent none.</param>
    /// <param name="receivedAt">Local time of receipt.</param>
    public void Observe(string service, DateTimeOffset? serverDate, DateTimeOffset receivedAt)
    {
        if (serverDate is not { } date)
        {
            return;
        }

        // The header has whole seconds: up to one second of difference is not a difference.
        var skew = date - receivedAt;
        if (skew.Duration() <= TimeSpan.FromSeconds(1))
        {
            skew = TimeSpan.Zero;
        }

        lock (_gate)
        {
            // A service is many machines: one that is behind counts though another is farther ahead.
            _earliest = skew < _earliest ? skew : _earliest;
            if (!_skews.TryGetValue(service, out var known) || skew.Duration() > known.Duration())
            {
                _skews[service] = skew;
            }
        }
    }

    /// <summary>The earlier of local time and the time of every server heard, in whole seconds.</summary>
    public DateTimeOffset EarliestNow(DateTimeOffset localNow)
    {
        DateTimeOffset earliest;
        lock (_gate)
        {
            earliest = localNow + _earliest;
        }

        return new DateTimeOffset(earliest.UtcTicks - (earliest.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }
}
