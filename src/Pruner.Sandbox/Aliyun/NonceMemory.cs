namespace Pruner.Sandbox.Aliyun;

/// <summary>Which nonces were used, for as long as a request carrying one could still be in date. Safe for many threads.</summary>
internal sealed class NonceMemory(TimeSpan window)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset At, string Nonce)> _order = new();

    /// <summary>False when the nonce was used before with this key.</summary>
    public bool Use(string accessKeyId, string nonce, DateTimeOffset now)
    {
        var entry = $"{accessKeyId}\n{nonce}";
        lock (_gate)
        {
            // A date may lie one window ahead of the clock, so that request stays in date for two.
            while (_order.TryPeek(out var oldest) && now - oldest.At > window * 2)
            {
                _used.Remove(_order.Dequeue().Nonce);
            }

            if (!_used.Add(entry))
            {
                return false;
            }

            _order.Enqueue((now, entry));
            return true;
        }
    }
}
