using System.Text;

namespace Pruner.Fuzz.Tests.Harness;

/// <summary>Bytes as texts, as the readers' callers make them.</summary>
internal static class Texts
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text; null when it is not UTF-8.</summary>
    public static string? TryDecode(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The text, with replacement characters where it is not UTF-8.</summary>
    public static string Decode(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>The text's bytes.</summary>
    public static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);
}
