using Pruner.Fuzz.Tests.Mutations;

namespace Pruner.Fuzz.Tests.Harness;

/// <summary>Damaged texts: the same for the same target, seed and number, on every machine.</summary>
internal static class Mutants
{
    private const int MostWounds = 4;

    /// <summary>Every text of a target as it is, and cut off at each of its bytes.</summary>
    public static IEnumerable<Input> Whole(Target target) =>
        target.Examples.SelectMany(example => Enumerable.Range(0, example.Bytes.Length + 1).Select(length => new Input(example.Bytes[..length], example)));

    /// <summary>A damaged text.</summary>
    /// <param name="target">Whose reader it is for.</param>
    /// <param name="seed">Which series.</param>
    /// <param name="number">Which of the series.</param>
    public static Input Of(Target target, int seed, int number)
    {
        var random = new Random(Mix(target.Name, seed, number));
        var example = target.Examples[random.Next(target.Examples.Length)];
        var other = target.Examples[random.Next(target.Examples.Length)];
        var wounds = random.Next(1, MostWounds + 1);
        var bytes = target.Form switch
        {
            Form.Json when random.Next(4) > 0 => JsonWounds.Inflict(example.Bytes, other.Bytes, wounds, random),
            Form.JsonLines when random.Next(4) > 0 => LineWounds.InflictOnJson(example.Bytes, other.Bytes, wounds, random),
            Form.Lines when random.Next(4) > 0 => LineWounds.Inflict(example.Bytes, other.Bytes, wounds, random),
            _ => ByteWounds.Inflict(example.Bytes, other.Bytes, wounds, random),
        };
        return new Input(random.Next(25) == 0 ? ByteWounds.Reencode(bytes, random) : bytes, example);
    }

    // FNV: hash codes of texts differ from process to process.
    private static int Mix(string name, int seed, int number)
    {
        var hash = 2166136261u;
        foreach (var part in (IEnumerable<uint>)[.. name.Select(letter => (uint)letter), (uint)seed, (uint)number])
        {
            hash = (hash ^ part) * 16777619u;
            hash ^= hash >> 15;
        }

        return (int)(hash & int.MaxValue);
    }
}
