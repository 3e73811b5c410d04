using System.Globalization;

namespace Pruner.Worlds.Tests.Runner;

/// <summary>Counts worlds, and says now and then how far it is. Safe for many threads.</summary>
internal sealed class Tally(int all, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _lastSaid;
    private int _done;
    private long _doomed;

    /// <summary>Worlds in which something was wrong.</summary>
    public int Wrong { get; private set; }

    /// <summary>Counts one world.</summary>
    public void Count(WorldVerdict verdict)
    {
        lock (_gate)
        {
            _done++;
            _doomed += verdict.Doomed;
            Wrong += verdict.Wrong.IsEmpty ? 0 : 1;
            var elapsed = time.GetElapsedTime(_started);
            if (elapsed - _lastSaid > Pause)
            {
                _lastSaid = elapsed;
                Console.WriteLine(ToString());
            }
        }
    }

    /// <summary>Says something.</summary>
    public void Say(string words)
    {
        lock (_gate)
        {
            Console.WriteLine(words);
        }
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var seconds = time.GetElapsedTime(_started).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{_done} of {all} worlds, {Wrong} wrong, {_doomed} images to go, {seconds:0.0} s, {_done / seconds:0.0} a second");
    }
}
