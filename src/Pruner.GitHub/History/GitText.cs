using System.Text;
using Pruner.Core.History;

namespace Pruner.GitHub.History;

/// <summary>Blob ids of texts.</summary>
internal static class GitText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>True when this text in UTF-8 is the content of that blob.</summary>
    public static bool IsBlob(ObjectId id, string text)
    {
        try
        {
            return ObjectId.Of("blob", Strict.GetBytes(text)) == id;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>The text of these bytes, or null when they are not UTF-8. A byte order mark stays, as it is part of the content.</summary>
    public static string? TryDecode(ReadOnlySpan<byte> bytes)
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

    /// <summary>The text of these bytes with replacement characters where they are not UTF-8: whatever id stands in it is still seen.</summary>
    public static string DecodeLeniently(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
