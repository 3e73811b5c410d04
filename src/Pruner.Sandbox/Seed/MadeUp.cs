using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pruner.Sandbox.Seed;

/// <summary>Identities that are made up, always the same for the same name: a hash of the name, written in the identity's real shape.</summary>
internal static class MadeUp
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>Lower case hexadecimal digits, at most 64.</summary>
    public static string Hex(string name, int length) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..length];

    /// <summary>A number from 0 up to, not including, <paramref name="below"/>.</summary>
    public static int Number(string name, int below) =>
        (int)(uint.Parse(Hex(name, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) % (uint)below);

    /// <summary>An AWS image id, as in <c>ami-0c174ad0e47a87cbe</c>.</summary>
    public static string Ami(string build, string architecture, string region) => "ami-" + Hex($"ami/{build}/{architecture}/{region}", 17);

    /// <summary>An ECS image id: <c>m-</c>, the region's three characters, 17 more.</summary>
    public static string ImageId(string regionCode, string name) => "m-" + regionCode + Letters("image/" + name, 17);

    /// <summary>An ECS snapshot id, of the same shape.</summary>
    public static string SnapshotId(string regionCode, string name) => "s-" + regionCode + Letters("snapshot/" + name, 17);

    private static string Letters(string name, int length) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(name)).Take(length).Select(octet => Digits[octet % Digits.Length]));
}
