namespace Pruner.Git;

/// <summary>Whose clone it is, by the address of its remote.</summary>
/// <param name="Host">The host; <c>file</c> for a path on this machine.</param>
/// <param name="Repository">The last two parts of the address, without <c>.git</c>: <c>owner/name</c>.</param>
internal sealed record RemoteName(string Host, string Repository)
{
    /// <summary>Reads <c>https://host/owner/name.git</c>, <c>git@host:owner/name</c> or a path.</summary>
    public static RemoteName Of(string address)
    {
        var rest = address.Trim().Replace('\\', '/').TrimEnd('/');
        rest = rest.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? rest[..^4] : rest;
        var host = "file";
        if (Uri.TryCreate(rest, UriKind.Absolute, out var uri) && rest.Contains("://", StringComparison.Ordinal))
        {
            host = uri.IsFile ? host : uri.Host;
            rest = uri.AbsolutePath;
        }
        else if (rest.IndexOf(':', StringComparison.Ordinal) is var colon and > 1 && !rest[..colon].Contains('/', StringComparison.Ordinal))
        {
            host = rest[..colon].Split('@')[^1];
            rest = rest[(colon + 1)..];
        }

        return new RemoteName(host, string.Join('/', rest.Split('/').TakeLast(2)));
    }
}
