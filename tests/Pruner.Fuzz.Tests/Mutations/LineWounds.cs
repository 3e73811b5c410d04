using System.Text;

namespace Pruner.Fuzz.Tests.Mutations;

/// <summary>Damage to texts in which lines mean something.</summary>
internal static class LineWounds
{
    /// <summary>Damages a text.</summary>
    public static byte[] Inflict(byte[] text, byte[] other, int wounds, Random random) =>
        Inflict(text, wounds, random, line => Encoding.UTF8.GetString(ByteWounds.Inflict(Encoding.UTF8.GetBytes(line), other, 1, random)));

    /// <summary>Damages a text whose lines are JSON documents.</summary>
    public static byte[] InflictOnJson(byte[] text, byte[] other, int wounds, Random random) =>
        Inflict(text, wounds, random, line => Encoding.UTF8.GetString(JsonWounds.Inflict(Encoding.UTF8.GetBytes(line), other, 1, random)));

    private static byte[] Inflict(byte[] text, int wounds, Random random, Func<string, string> damage)
    {
        var lines = Encoding.UTF8.GetString(text).Split('\n').ToList();
        for (var wound = 0; wound < wounds && lines.Count > 0; wound++)
        {
            Once(lines, random, damage);
        }

        return Encoding.UTF8.GetBytes(string.Join(random.Next(30) == 0 ? "\r\n" : "\n", lines));
    }

    private static void Once(List<string> lines, Random random, Func<string, string> damage)
    {
        var (at, elsewhere) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(9))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(elsewhere, lines[at]);
                break;
            case 2:
                (lines[at], lines[elsewhere]) = (lines[elsewhere], lines[at]);
                break;
            case 3:
                lines[at] = new string(' ', random.Next(12)) + lines[at].TrimStart();
                break;
            case 4:
                lines.Insert(at, new string(' ', random.Next(4)) + Fragments.Lines[random.Next(Fragments.Lines.Length)]);
                break;
            case 5 when lines[at].IndexOf(':', StringComparison.Ordinal) is > 0 and var colon:
                lines[at] = $"{lines[at][..colon]}: {Fragments.Texts[random.Next(Fragments.Texts.Length)]}";
                break;
            case 6 when lines[at].IndexOf('=', StringComparison.Ordinal) is > 0 and var sign:
                lines[at] = $"{lines[at][..sign]}={Fragments.Texts[random.Next(Fragments.Texts.Length)]}";
                break;
            default:
                lines[at] = damage(lines[at]);
                break;
        }
    }
}
