using System.Security;
using System.Text;
using System.Text.Json;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>The runner's masking (<c>SecretMasker</c>): a secret is hidden in all the forms in which programs tend to print it.</summary>
internal sealed class SecretMask
{
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);

    /// <summary>Hides a value whole and each of its lines.</summary>
    public void AddLines(string value)
    {
        Add(value);
        foreach (var line in value.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Add(line);
        }
    }

    /// <summary>Hides a value.</summary>
    public void Add(string value)
    {
        if (value.Length > 0)
        {
            _hidden.UnionWith(Forms(value));
        }
    }

    /// <summary>The text with three asterisks for every hidden value; values that touch or overlap become one.</summary>
    public string Apply(string text)
    {
        var places = _hidden.SelectMany(hidden => Places(text, hidden)).OrderBy(place => place.Start).ToList();
        var (masked, at) = (new StringBuilder(), 0);
        for (var i = 0; i < places.Count; i++)
        {
            var (start, end) = places[i];
            for (; i + 1 < places.Count && places[i + 1].Start <= end; i++)
            {
                end = Math.Max(end, places[i + 1].End);
            }

            masked.Append(text, at, start - at).Append("***");
            at = end;
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }

    private static IEnumerable<(int Start, int End)> Places(string text, string hidden)
    {
        for (var at = text.IndexOf(hidden, StringComparison.Ordinal); at >= 0; at = text.IndexOf(hidden, at + 1, StringComparison.Ordinal))
        {
            yield return (at, at + hidden.Length);
        }
    }

    private static IEnumerable<string> Forms(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        yield return value;
        for (var shift = 0; shift <= 2; shift++)
        {
            yield return Convert.ToBase64String(bytes.AsSpan(bytes.Length > shift ? shift : 0));
        }

        yield return value.Replace("\"", "\\\"", StringComparison.Ordinal);
        yield return value.Replace("'", "''", StringComparison.Ordinal);
        yield return JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return Uri.EscapeDataString(value);
        yield return SecurityElement.Escape(value);
        if (value.Length > 8 && value.StartsWith('"') && value.EndsWith('"'))
        {
            yield return value[1..^1];
        }
    }
}
