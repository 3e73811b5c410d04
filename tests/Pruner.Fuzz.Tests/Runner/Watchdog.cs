namespace Pruner.Fuzz.Tests.Runner;

/// <summary>Ends the process when one text takes longer than any may: a reader that hangs is found, not waited for.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private volatile string _doing = "";
    private long _since;

    /// <summary>Begins to watch.</summary>
    public Watchdog(TimeProvider time)
    {
        _time = time;
        _since = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), null, Patience, Patience);
    }

    /// <summary>Notes what is being done from now on.</summary>
    public void Note(string doing)
    {
        _doing = doing;
        Volatile.Write(ref _since, _time.GetTimestamp());
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _since)) > Patience)
        {
            Environment.FailFast($"{_doing} takes longer than {Patience.TotalSeconds:0} s");
        }
    }
}
