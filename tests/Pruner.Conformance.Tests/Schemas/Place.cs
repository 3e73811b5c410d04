using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pruner.Conformance.Tests.Schemas;

/// <summary>A place in a document, and the document broken there.</summary>
/// <param name="Name">Its JSON pointer, with <c>*</c> for positions of lists and for keys that are data.</param>
/// <param name="Steps">The members and positions that lead to it.</param>
internal sealed record Place(string Name, IReadOnlyList<object> Steps)
{
    // Objects whose keys are data.
    private static readonly string[] _maps = ["/certificates/*/heads", "/certificates/*/pins", "/totals/byReason"];

    /// <summary>Every place of a document under each name once, the document itself first.</summary>
    public static IEnumerable<Place> Of(JsonNode document) => Below(document, new Place("", [])).DistinctBy(place => place.Name);

    /// <summary>Takes from all lists what shows no place that was not seen before, so that what is left is small and still shows all.</summary>
    public static JsonObject Thin(JsonObject document)
    {
        var left = document.DeepClone().AsObject();
        foreach (var list in left.Select(member => member.Value).OfType<JsonArray>())
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in list.Where(item => !Of(item!).Select(place => seen.Add(place.Name)).ToList().Contains(true)).ToList())
            {
                list.Remove(item);
            }
        }

        return left;
    }

    /// <summary>The document with this place broken in every general way, each with its name.</summary>
    public IEnumerable<(string How, JsonObject Document)> Break(JsonObject document)
    {
        var isMember = Steps is [.., string] && !Name.EndsWith("/*", StringComparison.Ordinal);
        if (isMember)
        {
            yield return ("missing", With(document, (parent, step) => parent.AsObject().Remove((string)step)));
        }

        if (Steps.Count > 0)
        {
            yield return ("null", Set(document, null));
            yield return ("of another type", Set(document, Other(Find(document)!)));
        }

        if (Find(document) is JsonObject && !_maps.Contains(Name, StringComparer.Ordinal))
        {
            var copy = document.DeepClone().AsObject();
            Find(copy)!.AsObject()["unexpected"] = "x";
            yield return ("with a member besides", copy);
        }
    }

    /// <summary>The document with another value in this place.</summary>
    public JsonObject Set(JsonObject document, JsonNode? value) => With(document, (parent, step) =>
    {
        if (step is string member)
        {
            parent[member] = value;
        }
        else
        {
            parent[(int)step] = value;
        }
    });

    private static IEnumerable<Place> Below(JsonNode? node, Place place)
    {
        yield return place;
        var isMap = _maps.Contains(place.Name, StringComparer.Ordinal);
        IEnumerable<(object Step, string Name, JsonNode? Node)> parts = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, isMap ? "*" : member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => ((object)index, "*", item)),
            _ => [],
        };
        foreach (var below in parts.SelectMany(part => Below(part.Node, new Place($"{place.Name}/{part.Name}", [.. place.Steps, part.Step]))))
        {
            yield return below;
        }
    }

    private static JsonNode Other(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => 7,
        JsonValueKind.Number => "7",
        JsonValueKind.Array => new JsonObject(),
        JsonValueKind.Object => new JsonArray(),
        _ => "yes",
    };

    private JsonNode? Find(JsonNode document, int up = 0) =>
        Steps.Take(Steps.Count - up).Aggregate((JsonNode?)document, (node, step) => step is string member ? node![member] : node![(int)step]);

    private JsonObject With(JsonObject document, Action<JsonNode, object> change)
    {
        var copy = document.DeepClone().AsObject();
        change(Find(copy, up: 1)!, Steps[^1]);
        return copy;
    }
}
