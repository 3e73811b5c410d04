using System.Security.Cryptography;

namespace Pruner.Aliyun.Signing;

/// <summary>Numbers used once: 64 hex digits from the system's random source, as the official client sends them.</summary>
internal static class Nonces
{
    /// <summary>A new one.</summary>
    public static string Next() => RandomNumberGenerator.GetHexString(64, lowercase: true);
}
