using System.Text;

namespace Pruner.Actions.Runner;

/// <summary>
/// Standard output or error of a step: whatever is written through it, by whichever part of the program and in whatever pieces, is no command to the runner.
/// The runner reads both streams.
/// </summary>
/// <param name="inner">The stream. Lines are handed on whole, so that a command cannot come together from two pieces.</param>
public sealed class InertWriter(TextWriter inner) : TextWriter
{
    /// <summary>Characters of a line that are held back; a longer one is broken into several.</summary>
    private const int MostOfALine = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly StringBuilder _line = new();

    /// <inheritdoc />
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc />
    public override void Write(char value) => Write([value]);

    /// <inheritdoc />
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc />
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc />
    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_gate)
        {
            if (buffer.LastIndexOf('\n') is var end and >= 0)
            {
                _line.Append(buffer[..(end + 1)]);
                HandOn();
                buffer = buffer[(end + 1)..];
            }

            _line.Append(buffer);
            if (_line.Length > MostOfALine && !char.IsHighSurrogate(_line[^1]))
            {
                _line.Append('\n');
                HandOn();
            }
        }
    }

    /// <summary>Hands on whole lines; what is begun waits for its end, or for <see cref="TextWriter.Dispose()"/>.</summary>
    public override void Flush()
    {
        lock (_gate)
        {
            inner.Flush();
        }
    }

    /// <summary>Ends the line that is begun: a command of our own may follow, and stands at the start of a line or is none.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_gate)
            {
                if (_line.Length > 0)
                {
                    _line.Append('\n');
                }

                HandOn();
            }
        }

        base.Dispose(disposing);
    }

    private void HandOn()
    {
        inner.Write(Inert.Text(_line.ToString()));
        inner.Flush();
        _line.Clear();
    }
}
