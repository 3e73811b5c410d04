using Pruner.Core;

namespace Pruner.GitHub;

/// <summary>Where GitHub's API is and who asks. Not a record: its text must never show the token.</summary>
public sealed class GitHubEndpoint
{
    /// <summary>The public GitHub.</summary>
    public const string DefaultBaseUrl = "https://api.github.com";

    private const string EnterpriseRestPath = "/api/v3";

    /// <summary>Checks and keeps an address and a token.</summary>
    /// <param name="baseUrl">
    /// Base of the REST API: <c>https://api.github.com</c>, <c>https://HOST/api/v3</c>, or any other http(s) address; a trailing slash is dropped.
    /// </param>
    /// <param name="token">The bearer token; null or blank when there is none.</param>
    /// <exception cref="SetupException">The address is not an absolute http(s) address without query, or the token holds characters no header may hold.</exception>
    public GitHubEndpoint(string baseUrl, string? token)
    {
        var trimmed = baseUrl.Trim().TrimEnd('/');
        if (!Uri.TryCreate(trimmed, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")
            || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new SetupException(new Refusal(
                "The address of GitHub's API is not usable.",
                "It must be an absolute http or https address without user name, query or fragment.",
                "Give --github-url an address such as https://api.github.com or https://HOST/api/v3."));
        }

        BaseUrl = trimmed;
        Host = uri.Host;
        Token = CheckToken(token);
    }

    /// <summary>Base of the REST API, without a trailing slash.</summary>
    public string BaseUrl { get; }

    /// <summary>Host of the API, without port: <c>api.github.com</c>.</summary>
    public string Host { get; }

    /// <summary>Address of the GraphQL API: <c>BASE/graphql</c>, but <c>HOST/api/graphql</c> for a base that ends in <c>/api/v3</c>.</summary>
    public string GraphQLUrl => BaseUrl.EndsWith(EnterpriseRestPath, StringComparison.Ordinal)
        ? BaseUrl[..^"v3".Length] + "graphql"
        : BaseUrl + "/graphql";

    /// <summary>True when a token was given.</summary>
    public bool HasToken => Token is not null;

    /// <summary>The bearer token; never printed.</summary>
    internal string? Token { get; }

    /// <summary>A REST address. Joined as text: combining <see cref="Uri"/>s would eat <c>/api/v3</c>.</summary>
    /// <param name="path">Path below the base, without a leading slash.</param>
    public string RestUrl(string path) => $"{BaseUrl}/{path}";

    /// <summary>The base address; never the token.</summary>
    public override string ToString() => BaseUrl;

    private static string? CheckToken(string? token)
    {
        var trimmed = token?.Trim();
        if (string.IsNullOrEmpty(trimmed))
        {
            return null;
        }

        // Anything else would either be no header or smuggle a second one in.
        return trimmed.All(c => c is > ' ' and < '\x7f')
            ? trimmed
            : throw new SetupException(new Refusal(
                "The GitHub token holds characters that a token cannot hold.",
                "It cannot be sent in a header.",
                "Set GITHUB_TOKEN or GH_TOKEN to the token alone, without quotes or line breaks."));
    }
}
