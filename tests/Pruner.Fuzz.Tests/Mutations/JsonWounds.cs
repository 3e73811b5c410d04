using System.Globalization;

namespace Pruner.Fuzz.Tests.Mutations;

/// <summary>Damage after which a JSON text is still JSON, and says something else.</summary>
internal static class JsonWounds
{
    private const int LongestText = 50_000;
    private const int Deepest = 200;

    /// <summary>Damages a text.</summary>
    public static byte[] Inflict(byte[] text, byte[] other, int wounds, Random random)
    {
        if (JsonTree.TryParse(text) is not { } tree)
        {
            return ByteWounds.Inflict(text, other, wounds, random);
        }

        for (var wound = 0; wound < wounds; wound++)
        {
            // The document itself is a value too.
            var whole = JsonTree.Of(isObject: false, ("", tree));
            var places = whole.Places().ToList();
            var (holder, index) = places[random.Next(places.Count)];
            var elsewhere = places[random.Next(places.Count)];
            Once(holder, index, elsewhere, other, random);
            tree = whole.Parts is [var (_, kept), ..] ? kept : JsonTree.Single("");
        }

        return tree.Write();
    }

    private static void Once(JsonTree holder, int index, (JsonTree Holder, int Index) elsewhere, byte[] other, Random random)
    {
        var (name, value) = holder.Parts[index];
        switch (random.Next(16))
        {
            case 0:
                holder.Parts.RemoveAt(index);
                break;
            case 1:
                holder.Parts.Insert(random.Next(holder.Parts.Count + 1), (name, value.Copy()));
                break;
            case 2:
                // A copy each: one inside of the other would never end.
                (holder.Parts[index], elsewhere.Holder.Parts[elsewhere.Index]) = ((name, elsewhere.Holder.Parts[elsewhere.Index].Value.Copy()), (elsewhere.Holder.Parts[elsewhere.Index].Name, value.Copy()));
                break;
            case 3 or 4 or 5:
                holder.Parts[index] = (name, JsonTree.Single(Pick(Fragments.Values, random)));
                break;
            case 6:
                holder.Parts[index] = (name, Nested(value, random));
                break;
            case 7:
                holder.Parts[index] = (Pick(Fragments.Names, random), value);
                break;
            case 8:
                holder.Parts[index] = (Respelt(name, random), value);
                break;
            case 9:
                holder.Parts[index] = (name, JsonTree.Single($"\"{new string((char)random.Next('a', 'z'), random.Next(LongestText))}\""));
                break;
            case 10 when JsonTree.TryParse(other) is { } foreign && foreign.Places().ToList() is { Count: > 0 } places:
                holder.Parts[index] = (name, places[random.Next(places.Count)] is var (from, at) ? from.Parts[at].Value : value);
                break;
            case 11:
                holder.Parts.Add((Pick(Fragments.Names, random), JsonTree.Single(Pick(Fragments.Values, random))));
                break;
            case 12:
                holder.Parts.Reverse();
                break;
            case 13:
                holder.Parts[index] = (name, JsonTree.Of(value.IsObject));
                break;
            case 14:
                value.Parts.Reverse();
                break;
            default:
                value.Raw = Tweaked(value.Raw, random);
                break;
        }
    }

    private static string Pick(IReadOnlyList<string> all, Random random) => all[random.Next(all.Count)];

    private static JsonTree Nested(JsonTree value, Random random)
    {
        var isObject = random.Next(2) == 0;
        for (var depth = random.Next(3) == 0 ? random.Next(Deepest) : 1; depth > 0; depth--)
        {
            value = JsonTree.Of(isObject, (isObject ? "a" : "", value));
        }

        return value;
    }

    // The same name to a reader of JSON, or one that differs in case or blanks.
    private static string Respelt(string name, Random random) => name.Length == 0 ? "a" : random.Next(4) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)name[0]:x4}{name[1..]}"),
        1 => char.ToUpperInvariant(name[0]) + name[1..],
        2 => name + " ",
        _ => name[..^1],
    };

    private static string Tweaked(string raw, Random random)
    {
        var at = random.Next(raw.Length + 1);
        return random.Next(4) switch
        {
            0 when at < raw.Length => raw.Remove(at, 1),
            1 when raw.Length > 2 && raw[0] == '"' => string.Create(CultureInfo.InvariantCulture, $"\"\\u{(int)raw[1]:x4}{raw[2..]}"),
            2 when raw.Length > 2 && raw[0] == '"' => raw.Insert(random.Next(1, raw.Length), new string((char)random.Next(1, 0x3000), random.Next(1, 3))),
            _ => raw.Insert(at, ((char)random.Next(32, 127)).ToString()),
        };
    }
}
