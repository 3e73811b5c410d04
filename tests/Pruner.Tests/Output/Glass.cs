using System.Text;

namespace Pruner.Tests.Output;

/// <summary>A terminal's window as far as we use it: what is written becomes rows, as a person would see them. Scrolls for ever.</summary>
internal sealed class Glass(int columns) : TextWriter
{
    private readonly List<StringBuilder> _rows = [new()];
    private readonly StringBuilder _sequence = new();
    private int _row;
    private int _column;

    /// <summary>Columns; a narrower window breaks what is written from then on.</summary>
    public int Columns { get; set; } = columns;

    /// <summary>Frames drawn so far.</summary>
    public int Writes { get; private set; }

    /// <summary>True when a colour was asked for.</summary>
    public bool HasColour { get; private set; }

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The rows, without empty ones at the end.</summary>
    public string[] Rows => string.Join('\n', _rows.Select(row => row.ToString().TrimEnd())).TrimEnd().Split('\n');

    public override void Write(string? value)
    {
        Writes++;
        base.Write(value);
    }

    public override void Write(char value)
    {
        if (_sequence.Length > 0 || value == '\e')
        {
            _sequence.Append(value);
            if (char.IsAsciiLetter(value) || value is '=' or '>')
            {
                Obey(_sequence.ToString());
                _sequence.Clear();
            }

            return;
        }

        switch (value)
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                (_row, _column) = (_row + 1, 0);
                break;
            default:
                if (_column == Columns)
                {
                    (_row, _column) = (_row + 1, 0);
                }

                Row().Append(' ', Math.Max(0, _column - Row().Length));
                Row().Remove(_column, Math.Min(1, Row().Length - _column)).Insert(_column, value);
                _column++;
                break;
        }

        Row();
    }

    private void Obey(string sequence)
    {
        switch (sequence[^1])
        {
            case 'A':
                _row -= int.Parse(sequence.AsSpan(2, sequence.Length - 3));
                Assert.True(_row >= 0, "The cursor left the window.");
                break;
            case 'K':
                Row().Length = Math.Min(Row().Length, _column);
                break;
            case 'J':
                Row().Length = Math.Min(Row().Length, _column);
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                break;
            case 'm':
                HasColour = true;
                break;
            case 'h' or 'l' or '=' or '>':
                // Modes that the runtime sets at every start.
                break;
            default:
                Assert.Fail($"A sequence that nobody should send: {sequence[1..]}");
                break;
        }
    }

    private StringBuilder Row()
    {
        while (_rows.Count <= _row)
        {
            _rows.Add(new StringBuilder());
        }

        return _rows[_row];
    }
}
