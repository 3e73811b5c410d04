using System.Globalization;
using System.Text;

namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>Kinds of token, named as GitHub's syntax errors name them.</summary>
internal enum TokenKind
{
    End,
    Identifier,
    Int,
    Float,
    String,
    Punctuator,
}

/// <summary>One token.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">Its text; of a string, its value.</param>
/// <param name="At">Where it starts.</param>
internal readonly record struct Token(TokenKind Kind, string Text, Location At);

/// <summary>Cuts GraphQL text into tokens (specification of October 2021, section 2.1).</summary>
internal sealed class Lexer
{
    private const int MostTokens = 200_000;
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private Lexer(string text) => _text = text;

    private Location Here => new(_line, _at - _lineStart + 1);

    public static List<Token> Read(string text)
    {
        var lexer = new Lexer(text);
        while (lexer.Next())
        {
            if (lexer._tokens.Count > MostTokens)
            {
                throw new GraphQLSyntaxException("The document has too many tokens", lexer.Here);
            }
        }

        lexer._tokens.Add(new Token(TokenKind.End, "", lexer.Here));
        return lexer._tokens;
    }

    private bool Next()
    {
        SkipIgnored();
        if (_at >= _text.Length)
        {
            return false;
        }

        var (here, start, c) = (Here, _at, _text[_at]);
        if (c == '_' || char.IsAsciiLetter(c))
        {
            while (_at < _text.Length && (_text[_at] == '_' || char.IsAsciiLetterOrDigit(_text[_at])))
            {
                _at++;
            }

            _tokens.Add(new Token(TokenKind.Identifier, _text[start.._at], here));
        }
        else if (c == '-' || char.IsAsciiDigit(c))
        {
            ReadNumber(here);
        }
        else if (c == '"')
        {
            _tokens.Add(new Token(TokenKind.String, _text.AsSpan(_at).StartsWith("\"\"\"") ? ReadBlockString(here) : ReadString(here), here));
        }
        else if (_text.AsSpan(_at).StartsWith("..."))
        {
            _at += 3;
            _tokens.Add(new Token(TokenKind.Punctuator, "...", here));
        }
        else if ("!$&():=@[]{|}".Contains(c, StringComparison.Ordinal))
        {
            _at++;
            _tokens.Add(new Token(TokenKind.Punctuator, c.ToString(), here));
        }
        else
        {
            throw new GraphQLSyntaxException($"Expected a token, actual: UNKNOWN_CHAR (\"{c}\")", here);
        }

        return true;
    }

    private void SkipIgnored()
    {
        for (; _at < _text.Length; _at++)
        {
            switch (_text[_at])
            {
                case '\n':
                    (_line, _lineStart) = (_line + 1, _at + 1);
                    break;
                case '\r':
                    if (_at + 1 >= _text.Length || _text[_at + 1] != '\n')
                    {
                        (_line, _lineStart) = (_line + 1, _at + 1);
                    }

                    break;
                case ' ' or '\t' or ',' or '\uFEFF':
                    break;
                case '#':
                    while (_at + 1 < _text.Length && _text[_at + 1] is not ('\n' or '\r'))
                    {
                        _at++;
                    }

                    break;
                default:
                    return;
            }
        }
    }

    private void ReadNumber(Location here)
    {
        var start = _at;
        _at += _text[_at] == '-' ? 1 : 0;
        var digits = Digits();
        var wrong = digits == 0 || (digits > 1 && _text[_at - digits] == '0');
        var kind = TokenKind.Int;
        if (_at < _text.Length && _text[_at] == '.')
        {
            (kind, _at) = (TokenKind.Float, _at + 1);
            wrong |= Digits() == 0;
        }

        if (_at < _text.Length && _text[_at] is 'e' or 'E')
        {
            (kind, _at) = (TokenKind.Float, _at + 1);
            _at += _at < _text.Length && _text[_at] is '+' or '-' ? 1 : 0;
            wrong |= Digits() == 0;
        }

        wrong |= _at < _text.Length && (_text[_at] is '.' or '_' || char.IsAsciiLetter(_text[_at]));
        _tokens.Add(wrong
            ? throw new GraphQLSyntaxException($"Expected a number, actual: \"{_text[start..Math.Min(_at + 1, _text.Length)]}\"", here)
            : new Token(kind, _text[start.._at], here));
    }

    private int Digits()
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return _at - start;
    }

    private string ReadString(Location here)
    {
        var value = new StringBuilder();
        for (_at++; _at < _text.Length && _text[_at] is not ('\n' or '\r'); _at++)
        {
            if (_text[_at] == '"')
            {
                _at++;
                return value.ToString();
            }

            value.Append(_text[_at] == '\\' ? Escape(here) : _text[_at].ToString());
        }

        throw new GraphQLSyntaxException("Expected string or block string, but it was malformed", here);
    }

    private string Escape(Location here)
    {
        _at++;
        var c = _at < _text.Length ? _text[_at] : '\n';
        switch (c)
        {
            case '"' or '\\' or '/': return c.ToString();
            case 'b': return "\b";
            case 'f': return "\f";
            case 'n': return "\n";
            case 'r': return "\r";
            case 't': return "\t";
            case 'u' when _at + 4 < _text.Length
                && ushort.TryParse(_text.AsSpan(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                _at += 4;
                return ((char)unit).ToString();
            default:
                throw new GraphQLSyntaxException("Expected string or block string, but it was malformed", here);
        }
    }

    private string ReadBlockString(Location here)
    {
        var raw = new StringBuilder();
        for (_at += 3; _at < _text.Length; _at++)
        {
            var rest = _text.AsSpan(_at);
            if (rest.StartsWith("\"\"\""))
            {
                _at += 3;
                return Unindent(raw.ToString());
            }

            if (rest.StartsWith("\\\"\"\""))
            {
                raw.Append("\"\"\"");
                _at += 3;
                continue;
            }

            if (_text[_at] == '\n')
            {
                (_line, _lineStart) = (_line + 1, _at + 1);
            }

            raw.Append(_text[_at]);
        }

        throw new GraphQLSyntaxException("Expected string or block string, but it was malformed", here);
    }

    private static string Unindent(string raw)
    {
        var lines = raw.ReplaceLineEndings("\n").Split('\n');
        var indent = lines.Skip(1).Where(line => line.Trim(' ', '\t').Length > 0).Select(line => line.Length - line.TrimStart(' ', '\t').Length).DefaultIfEmpty(0).Min();
        var cut = lines.Select((line, i) => i == 0 || line.Length < indent ? (i == 0 ? line : "") : line[indent..]).ToList();
        var first = cut.FindIndex(line => line.Trim(' ', '\t').Length > 0);
        var last = cut.FindLastIndex(line => line.Trim(' ', '\t').Length > 0);
        return first < 0 ? "" : string.Join('\n', cut[first..(last + 1)]);
    }
}
