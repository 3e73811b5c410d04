using System.Globalization;
using Pruner.Fuzz.Tests.Harness;

namespace Pruner.Fuzz.Tests.Runner;

/// <summary>How it went with one reader.</summary>
internal sealed class Count(Target target)
{
    private int _read;
    private int _refused;

    /// <summary>The reader.</summary>
    public Target Target { get; } = target;

    /// <summary>The next damaged text of the series.</summary>
    public int Next { get; set; }

    /// <summary>Time spent.</summary>
    public TimeSpan Spent { get; set; }

    /// <summary>Texts with which something was wrong.</summary>
    public int Wrong { get; private set; }

    /// <summary>Texts given.</summary>
    public int All => _read + _refused + Wrong;

    /// <summary>Counts one text.</summary>
    public void Add(Verdict verdict)
    {
        Wrong += verdict.Wrong is null ? 0 : 1;
        _read += verdict is { Wrong: null, WasRead: true } ? 1 : 0;
        _refused += verdict is { Wrong: null, WasRead: false } ? 1 : 0;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Target.Name,-28} {All,10} texts {_read,10} taken {_refused,10} refused {Wrong,4} wrong {All / Math.Max(Spent.TotalSeconds, 0.001),8:0} a second");
}
