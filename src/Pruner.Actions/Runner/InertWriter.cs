using System.Text;

namespace Pruner.Actions.Runner;

/// <summary>
/// Standard output or error of a step: whatever is written through it, by whichever part of the program and in whatever pieces, is no command to the runner.
/// The runner reads both streams.
/// </summary>
/// <param name="inner">The stream. Lines are handed on whole, so that a command cannot come together from two pieces.</param>
public sealed class InertWriter(TextWriter inner) : TextWriter
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _line = new();

    /// <inheritdoc />
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc />
    public override void Write(char value)
    {
        lock (_gate)
        {
            _line.Append(value);
            if (value == '\n')
            {
                HandOn();
            }
        }
    }

    /// <inheritdoc />
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc />
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_gate)
        {
            _line.Append(buffer);
            if (buffer.Contains('\n'))
            {
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

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_gate)
            {
                inner.Write(Inert.Text(_line.ToString()));
                _line.Clear();
                inner.Flush();
            }
        }

        base.Dispose(disposing);
    }

    private void HandOn()
    {
        var text = _line.ToString();
        var end = text.LastIndexOf('\n') + 1;
        inner.Write(Inert.Text(text[..end]));
        inner.Flush();
        _line.Clear().Append(text, end, text.Length - end);
    }
}
