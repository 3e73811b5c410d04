using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Pruner.Sandbox.Builds;

/// <summary>One stored document.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="LastModified">When it was stored, in whole seconds.</param>
public sealed record BuildsDocument(ImmutableArray<byte> Content, DateTimeOffset LastModified)
{
    /// <summary>The strong entity tag, quotes included: the first half of the content's SHA-256.</summary>
    public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content.AsSpan()))[..32]}\"";
}
