using System.Text;

namespace Pruner.Output;

/// <summary>
/// The lines at the bottom of a terminal that are drawn over as things go on. It alone knows what is drawn there: whoever writes anything else to that
/// terminal writes through <see cref="Beside"/>, and the lines give way first.
/// </summary>
/// <param name="terminal">The terminal's stream.</param>
/// <param name="screen">What it can show; must be one that can be redrawn.</param>
/// <param name="time">Clock of the redraws.</param>
internal sealed class LiveArea(TextWriter terminal, Screen screen, TimeProvider time) : IDisposable
{
    /// <summary>Time between two looks whether something is to be redrawn: never more than ten redraws a second.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Palette _palette = new(screen.HasColour);
    private ProgressBoard _board = ProgressBoard.Empty;
    private string[] _drawn = [];
    private ITimer? _timer;
    private bool _isDead;

    /// <summary>A writer to the same terminal, or to one beside it, that never writes into the lines.</summary>
    /// <param name="inner">Where it writes.</param>
    /// <param name="settles">True when what is written is a result: then the lines are over, and their sum stays. False for remarks in between.</param>
    public TextWriter Beside(TextWriter inner, bool settles) => new GuardedWriter(inner, this, settles);

    /// <summary>Takes a report. It shows at the next beat.</summary>
    public void Report(Func<ProgressBoard, DateTimeOffset, ProgressBoard> change)
    {
        lock (_gate)
        {
            if (_isDead)
            {
                return;
            }

            var before = _board;
            _board = change(_board, time.GetUtcNow());
            if (before.Regions.IsEmpty && !_board.Regions.IsEmpty && before.ReadingSum() is { } sum)
            {
                _board = _board with { Reading = [] };
                Replace([], Wrapped(sum));
            }

            _timer ??= time.CreateTimer(_ => Draw(), state: null, Beat, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends the lines; their sum stays.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            var sums = new[] { _board.Regions.IsEmpty ? _board.ReadingSum() : null, _board.RegionsSum() };
            _board = ProgressBoard.Empty;
            Replace([], [.. sums.OfType<string>().SelectMany(Wrapped)]);
        }
    }

    /// <summary>Ends the lines. What was not finished leaves only how far the regions came.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _board = _board with { Reading = [] };
            Settle();
        }
    }

    private void Write(Action write, bool settles)
    {
        lock (_gate)
        {
            if (settles)
            {
                Settle();
            }
            else
            {
                Replace([]);
            }

            write();
        }
    }

    private string[] Wrapped(string sum) => [.. SafeText.Wrap("", sum, screen.Size().Columns - 1)];

    private void Draw()
    {
        lock (_gate)
        {
            if (_timer is null)
            {
                // The last beat of a timer that is disposed of may still come.
                return;
            }

            var (columns, rows) = screen.Size();
            var lines = _board.Lines(time.GetUtcNow(), columns, rows, screen.IsUnicode, _palette);
            if (!lines.AsSpan().SequenceEqual(_drawn))
            {
                Replace([.. lines]);
            }

            _timer.Change(Beat, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Draws lines in place of those that are there, in one write; lines that stay stand above them.</summary>
    private void Replace(string[] lines, params ReadOnlySpan<string> staying)
    {
        if (_isDead || (_drawn.Length == 0 && lines.Length == 0 && staying.IsEmpty))
        {
            return;
        }

        var columns = Math.Max(1, screen.Size().Columns);
        // A window that became narrower has broken the lines that were there.
        var up = _drawn.Sum(line => Math.Max(1, (VisibleColumns(line) + columns - 1) / columns));
        var frame = new StringBuilder();
        if (up > 0)
        {
            frame.Append($"\r\e[{up}A");
        }

        foreach (var line in (string[])[.. staying, .. lines])
        {
            frame.Append(line).Append("\e[K\n");
        }

        frame.Append("\e[J");
        try
        {
            terminal.Write(frame.ToString());
            terminal.Flush();
            _drawn = lines;
        }
        catch (IOException)
        {
            // The terminal is gone: no reason to leave images half done.
            _isDead = true;
        }
    }

    private static int VisibleColumns(string line)
    {
        var visible = new StringBuilder();
        var isInSequence = false;
        foreach (var c in line)
        {
            if (c == '\e')
            {
                isInSequence = true;
            }
            else if (!isInSequence)
            {
                visible.Append(c);
            }
            else if (char.IsAsciiLetter(c))
            {
                isInSequence = false;
            }
        }

        return SafeText.Columns(visible.ToString());
    }

    /// <summary>Passes everything on, after the lines have given way.</summary>
    private sealed class GuardedWriter(TextWriter inner, LiveArea area, bool settles) : TextWriter
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => area.Write(() => inner.Write(value), settles);

        public override void Write(char[] buffer, int index, int count) => area.Write(() => inner.Write(buffer, index, count), settles);

        public override void Write(string? value) => area.Write(() => inner.Write(value), settles);

        public override void WriteLine(string? value) => area.Write(() => inner.WriteLine(value), settles);

        public override void Flush() => inner.Flush();
    }
}
