using System.Buffers.Binary;
using System.Text;

namespace Pruner.Sandbox.GitHub;

/// <summary>Node ids in the form GitHub gives them since 2021: a kind, and a MessagePack list in URL-safe Base64.</summary>
internal static class NodeIds
{
    public static string Repository(int databaseId) => "R_" + Encode([0x92, 0x00, .. Number(databaseId)]);

    /// <summary>Of something numbered: <c>PR_</c>, <c>U_</c>, …</summary>
    public static string Of(string kind, int repositoryId, int number) => $"{kind}_" + Encode([0x93, 0x00, .. Number(repositoryId), .. Number(number)]);

    /// <summary>Of something named: <c>C_</c> and a commit id, <c>REF_</c> and a ref's name.</summary>
    public static string Of(string kind, int repositoryId, string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        return $"{kind}_" + Encode([0x93, 0x00, .. Number(repositoryId), 0xDA, (byte)(text.Length >> 8), (byte)text.Length, .. text]);
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[5];
        bytes[0] = 0xCE;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
