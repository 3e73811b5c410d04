using System.Text;

namespace Pruner.Fuzz.Tests.Mutations;

/// <summary>Damage that knows nothing of the text: bits, holes, repetitions, foreign pieces.</summary>
internal static class ByteWounds
{
    private const int LongestRepetition = 20_000;

    private static readonly byte[][] Pieces =
    [
        .. Fragments.Texts.Select(Encoding.UTF8.GetBytes),
        [0x00], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x80, 0xA8], [0x1B, 0x5B],
    ];

    /// <summary>Damages a text.</summary>
    public static byte[] Inflict(byte[] text, byte[] other, int wounds, Random random)
    {
        var bytes = text;
        for (var wound = 0; wound < wounds; wound++)
        {
            bytes = Once(bytes, other, random);
        }

        return bytes;
    }

    /// <summary>The same text in another encoding, or as if it were.</summary>
    public static byte[] Reencode(byte[] bytes, Random random) => random.Next(5) switch
    {
        0 => [.. Encoding.UTF8.GetPreamble(), .. bytes],
        1 => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))],
        2 => Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(bytes)),
        3 => Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(bytes)),
        _ => Encoding.UTF32.GetBytes(Encoding.UTF8.GetString(bytes)),
    };

    private static byte[] Once(byte[] bytes, byte[] other, Random random)
    {
        var at = random.Next(bytes.Length + 1);
        var length = Math.Min(random.Next(1, 60), bytes.Length - at);
        switch (random.Next(9))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 2:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 3 or 4:
                return [.. bytes[..at], .. Pieces[random.Next(Pieces.Length)], .. bytes[at..]];
            case 5:
                return [.. bytes[..at], .. Pieces[random.Next(Pieces.Length)], .. bytes[(at + length)..]];
            case 6:
                var from = random.Next(other.Length + 1);
                return [.. bytes[..at], .. other[from..]];
            case 7 when random.Next(10) == 0:
                return [.. bytes[..at], .. Enumerable.Repeat((byte)random.Next(32, 127), random.Next(LongestRepetition)), .. bytes[at..]];
            default:
                return at == bytes.Length ? bytes : [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]];
        }
    }
}
