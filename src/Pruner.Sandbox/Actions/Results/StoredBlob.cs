using System.Security.Cryptography;

namespace Pruner.Sandbox.Actions.Results;

/// <summary>A blob as the storage keeps it.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">What it is handed out as.</param>
/// <param name="Blocks">Of how many blocks it was put together; 0 when it came in one piece.</param>
public sealed record StoredBlob(ReadOnlyMemory<byte> Content, string ContentType, int Blocks)
{
    /// <summary>SHA-256 of the bytes, as artifacts name it: <c>sha256:</c> and lower hex.</summary>
    public string Digest => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Content.Span));
}
