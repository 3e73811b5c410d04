using System.Collections.Immutable;
using System.Globalization;

namespace Pruner.Sandbox.Aliyun;

/// <summary>One authenticated call: who, where, and the typed reading of its parameters.</summary>
/// <param name="Request">The request it came in.</param>
/// <param name="Caller">Who signed it.</param>
/// <param name="Region">The region of the endpoint it was sent to; empty for a central one.</param>
internal sealed record AliyunCall(AliyunRequest Request, AliyunCredential Caller, string Region)
{
    public string Action => Request.Action;

    /// <summary>The parameter, or null when absent or empty: the service does not tell the two apart.</summary>
    public string? Text(string name) => Request.Parameters.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    public string Need(string name) => Text(name) ?? throw AliyunException.MissingParameter(name);

    /// <summary>Booleans come as true, True or TRUE, depending on the SDK.</summary>
    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => throw AliyunException.InvalidParameter(name),
    };

    /// <summary>A number of at least 1; above <paramref name="cap"/> it counts as the cap.</summary>
    public int Number(string name, int fallback, int cap) => Text(name) switch
    {
        null => fallback,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 => Math.Min(number, cap),
        _ => throw AliyunException.InvalidParameter(name),
    };

    /// <summary>The values of <c>Name.1</c>, <c>Name.2</c> …, in the order of their numbers.</summary>
    public ImmutableArray<string> List(string name) => [.. Indexed(name)
        .Where(entry => entry.Tail.Length == 0)
        .OrderBy(entry => entry.Index)
        .Select(entry => entry.Value)];

    /// <summary>The pairs of <c>Name.1.Key</c>, <c>Name.1.Value</c> …; null stands for a half that was not sent.</summary>
    public ImmutableArray<(string? Key, string? Value)> Pairs(string name) => [.. Indexed(name)
        .Where(entry => entry.Tail is "Key" or "Value")
        .GroupBy(entry => entry.Index)
        .OrderBy(group => group.Key)
        .Select(group => (Half(group, "Key"), Half(group, "Value")))];

    private static string? Half(IEnumerable<(int Index, string Tail, string Value)> group, string half) =>
        group.Where(entry => entry.Tail == half).Select(entry => entry.Value).FirstOrDefault();

    private IEnumerable<(int Index, string Tail, string Value)> Indexed(string name)
    {
        foreach (var (key, value) in Request.Parameters)
        {
            if (!key.StartsWith(name + ".", StringComparison.Ordinal))
            {
                continue;
            }

            var rest = key[(name.Length + 1)..];
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            var (number, tail) = dot < 0 ? (rest, "") : (rest[..dot], rest[(dot + 1)..]);
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index < 1)
            {
                throw AliyunException.InvalidParameter(key);
            }

            yield return (index, tail, value);
        }
    }
}
