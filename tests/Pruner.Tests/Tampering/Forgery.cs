using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pruner.Tests.Tampering;

/// <summary>One change of one field of a document.</summary>
/// <param name="Field">The field: its JSON pointer, with <c>*</c> for positions of lists and for keys that are data.</param>
/// <param name="How">What is done to it.</param>
/// <param name="Apply">The document changed so, as text.</param>
internal sealed partial record Forgery(string Field, string How, Func<JsonNode, string> Apply)
{
    private const string Doubled = "doubled-by-the-forger";

    /// <summary>Every change of every field: another value of its kind, one of another place, removed, doubled; lists shortened, emptied, turned round and lengthened.</summary>
    /// <param name="document">The document; it stays as it is.</param>
    /// <param name="random">Chooses, among the places that a field has in the document, the one that is changed.</param>
    public static IEnumerable<Forgery> Of(JsonNode document, Random random)
    {
        foreach (var places in Below(document, "", []).GroupBy(place => place.Field, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var all = places.ToList();
            var (field, steps, node) = all[random.Next(all.Count)];
            foreach (var (how, value) in Values(node, [.. all.Select(place => place.Node)], random))
            {
                yield return new Forgery(field, how, whole => With(whole, steps, (parent, step) => Put(parent, step, value?.DeepClone())).ToJsonString());
            }

            if (steps is [.., string member])
            {
                yield return new Forgery(field, "removed", whole => With(whole, steps, (parent, _) => parent.AsObject().Remove(member)).ToJsonString());
                yield return new Forgery(field, "doubled", whole => With(whole, steps, (parent, _) => parent[Doubled] = parent[member]?.DeepClone()).ToJsonString()
                    .Replace($"\"{Doubled}\":", $"\"{member}\":", StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<(string How, JsonNode? Value)> Values(JsonNode? node, List<JsonNode?> elsewhere, Random random)
    {
        if (node is JsonValue)
        {
            yield return ("made up", MadeUp(node));
            var others = elsewhere.Where(other => other?.GetValueKind() == node.GetValueKind() && !JsonNode.DeepEquals(other, node)).ToList();
            if (others.Count > 0)
            {
                yield return ("of another place", others[random.Next(others.Count)]);
            }
        }

        if (node is JsonArray list)
        {
            // A list that is empty here may be filled elsewhere.
            var foreign = elsewhere.OfType<JsonArray>().SelectMany(other => other).Where(item => !list.Any(own => JsonNode.DeepEquals(own, item))).ToList();
            var entry = foreign.Count > 0 ? foreign[random.Next(foreign.Count)] : list.Count > 0 && list[0] is JsonValue first ? MadeUp(first) : null;
            if (entry is not null)
            {
                yield return ("with a foreign entry", Copy([.. list, entry]));
            }

            if (list.Count > 0)
            {
                yield return ("emptied", new JsonArray());
                yield return ("shortened", Copy([.. list.Skip(1)]));
                yield return ("with an entry twice", Copy([.. list, list[0]]));
            }

            if (list.Count > 1)
            {
                yield return ("turned round", Copy([.. list.Reverse()]));
            }
        }
    }

    private static JsonNode MadeUp(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True => false,
        JsonValueKind.False => true,
        JsonValueKind.Number => node.GetValue<long>() + 1,
        _ => MadeUp(node.GetValue<string>()),
    };

    private static string MadeUp(string text) => text switch
    {
        _ when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) && text.EndsWith('Z') =>
            time.AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        { Length: > 0 } when text.All(char.IsAsciiHexDigit) => (text[0] == 'a' ? "b" : "a") + text[1..],
        { Length: > 0 } when text.All(char.IsAsciiDigit) => (text[0] == '1' ? "2" : "1") + text[1..],
        _ => text + "x",
    };

    private static JsonArray Copy(IEnumerable<JsonNode?> items) => [.. items.Select(item => item?.DeepClone())];

    private static void Put(JsonNode parent, object step, JsonNode? value)
    {
        if (step is string member)
        {
            parent[member] = value;
        }
        else
        {
            parent[(int)step] = value;
        }
    }

    private static JsonNode With(JsonNode whole, IReadOnlyList<object> steps, Action<JsonNode, object> change)
    {
        var copy = whole.DeepClone();
        var parent = steps.Take(steps.Count - 1).Aggregate(copy, (node, step) => step is string member ? node[member]! : node[(int)step]!);
        change(parent, steps[^1]);
        return copy;
    }

    private static IEnumerable<(string Field, IReadOnlyList<object> Steps, JsonNode? Node)> Below(JsonNode? node, string field, IReadOnlyList<object> steps)
    {
        if (steps.Count > 0)
        {
            yield return (field, steps, node);
        }

        IEnumerable<(object Step, string Name, JsonNode? Node)> parts = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, MemberName().IsMatch(member.Key) ? member.Key : "*", member.Value)),
            JsonArray items => items.Select((item, index) => ((object)index, "*", item)),
            _ => [],
        };
        foreach (var below in parts.SelectMany(part => Below(part.Node, $"{field}/{part.Name}", [.. steps, part.Step])))
        {
            yield return below;
        }
    }

    // Keys that are data hold digits, slashes or dots.
    [GeneratedRegex(@"\A[a-zA-Z]{1,24}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MemberName();
}
