using Pruner.Core;

namespace Pruner.Aliyun.Credentials;

/// <summary>
/// An access key, with a security token when it is a temporary one. The values stay inside this room, and nothing that prints
/// this object shows them. Given as they are, they are their own source: no others can be had.
/// </summary>
public sealed class AliyunCredentials : ICredentialSource
{
    private const string Hidden = "***";

    internal AliyunCredentials(string accessKeyId, string accessKeySecret, string? securityToken, string source) =>
        (AccessKeyId, AccessKeySecret, SecurityToken, Source) = (accessKeyId, accessKeySecret, securityToken, source);

    /// <inheritdoc />
    public string Source { get; }

    /// <inheritdoc />
    public AliyunCredentials Held => this;

    internal string AccessKeyId { get; }

    internal string AccessKeySecret { get; }

    internal string? SecurityToken { get; }

    /// <summary>
    /// Finds credentials: environment variables first, by family, then the profile file of the Aliyun CLI.
    /// A family of variables is taken whole or not at all, and half a family is refused even when another is whole: a stale
    /// half is how the wrong account comes to be used.
    /// </summary>
    /// <param name="environment">Reads an environment variable; null or empty when it is not set.</param>
    /// <param name="readHomeFile">Reads a file below the home folder, by relative path with <c>/</c>; null when there is none.</param>
    /// <exception cref="SetupException">None found, half of them, or in a form that cannot be used.</exception>
    public static AliyunCredentials Resolve(Func<string, string?> environment, Func<string, string?> readHomeFile) =>
        TryResolve(environment, readHomeFile)
        ?? throw new SetupException(new Refusal(
            "No Alibaba Cloud credentials were found.",
            "Nothing can be listed or deleted without them.",
            $"Set one of these whole: {CredentialVariables.Ways}; or write a profile with `aliyun configure` ({CliProfiles.Path}, modes AK and StsToken)."));

    /// <summary>The same for who can do without: null when none are set at all.</summary>
    /// <exception cref="SetupException">Half of them, or in a form that cannot be used.</exception>
    public static AliyunCredentials? TryResolve(Func<string, string?> environment, Func<string, string?> readHomeFile) =>
        CredentialVariables.Find(environment) ?? CliProfiles.Find(environment, readHomeFile);

    /// <inheritdoc />
    public ValueTask<AliyunCredentials> CurrentAsync(CancellationToken cancellationToken) => ValueTask.FromResult(this);

    /// <inheritdoc />
    public ValueTask<bool> RenewAsync(AliyunCredentials refused, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <summary>Tells every value that must not be shown.</summary>
    /// <param name="announceSecret">Told each.</param>
    public void Announce(Action<string> announceSecret)
    {
        foreach (var value in new[] { AccessKeyId, AccessKeySecret, SecurityToken })
        {
            if (!string.IsNullOrEmpty(value))
            {
                announceSecret(value);
            }
        }
    }

    /// <inheritdoc />
    public override string ToString() => $"credentials from {Source}";

    /// <summary>The text without any of the values; for what a server said.</summary>
    internal string Redact(string text)
    {
        // Longest first, so that a value inside another leaves nothing behind.
        foreach (var value in new[] { SecurityToken, AccessKeySecret, AccessKeyId }
            .Where(value => !string.IsNullOrEmpty(value))
            .OrderByDescending(value => value!.Length))
        {
            text = text.Replace(value!, Hidden, StringComparison.Ordinal);
        }

        return text;
    }
}
