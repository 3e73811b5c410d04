using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Pruner.Sandbox.Aliyun;

/// <summary>Percent encoding of RFC 3986 over UTF-8, as both signatures want it: upper-case hex, only letters, digits and <c>-_.~</c> left alone.</summary>
internal static class PercentText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var one in Utf8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
            {
                encoded.Append((char)one);
            }
            else
            {
                encoded.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    /// <summary>Decodes; a percent sign without two hex digits stands for itself.</summary>
    /// <param name="text">Encoded text.</param>
    /// <param name="plusIsSpace">True for form bodies only: in a query a plus is a plus.</param>
    public static string Decode(string text, bool plusIsSpace)
    {
        var bytes = Utf8.GetBytes(text);
        var decoded = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '%' && i + 2 < bytes.Length
                && Utf8Parser.TryParse(bytes.AsSpan(i + 1, 2), out byte value, out var consumed, 'X') && consumed == 2)
            {
                decoded.Add(value);
                i += 2;
            }
            else
            {
                decoded.Add(plusIsSpace && bytes[i] == '+' ? (byte)' ' : bytes[i]);
            }
        }

        return Utf8.GetString([.. decoded]);
    }

    /// <summary>The pairs of <c>a=1&amp;b=2</c>, decoded, in order; a pair without <c>=</c> has an empty value.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(string text, bool plusIsSpace)
    {
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            yield return new(Decode(key, plusIsSpace), Decode(value, plusIsSpace));
        }
    }

    /// <summary>The canonical form of parameters: sorted by raw name, ordinal, both halves encoded.</summary>
    public static string Canonical(IEnumerable<KeyValuePair<string, string>> pairs) => string.Join('&', pairs
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{Encode(pair.Key)}={Encode(pair.Value)}"));
}
