using Pruner.Core;

namespace Pruner.GitHub.Tests;

public sealed class GitHubEndpointTests
{
    [Theory]
    [InlineData("https://api.github.com", "https://api.github.com/graphql")]
    [InlineData("https://api.github.com/", "https://api.github.com/graphql")]
    [InlineData("https://ghe.example.org/api/v3", "https://ghe.example.org/api/graphql")]
    [InlineData("https://ghe.example.org/api/v3/", "https://ghe.example.org/api/graphql")]
    [InlineData("http://127.0.0.1:8080/some/base", "http://127.0.0.1:8080/some/base/graphql")]
    [InlineData("http://127.0.0.1:8080/my-api/v3", "http://127.0.0.1:8080/my-api/v3/graphql")]
    public void GraphQL_lies_where_each_kind_of_server_has_it(string baseUrl, string expected)
    {
        var endpoint = new GitHubEndpoint(baseUrl, token: null);
        Assert.Equal(expected, endpoint.GraphQLUrl);
        Assert.Equal(baseUrl.TrimEnd('/') + "/repos/a/b", endpoint.RestUrl("repos/a/b"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("api.github.com")]
    [InlineData("ftp://api.github.com")]
    [InlineData("https://user:password@api.github.com")]
    [InlineData("https://api.github.com?x=1")]
    [InlineData("https://api.github.com#x")]
    public void Other_addresses_are_refused_without_being_repeated(string baseUrl)
    {
        var refusal = Assert.Throws<SetupException>(() => new GitHubEndpoint(baseUrl, token: null));
        Assert.Contains("--github-url", refusal.Refusal.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("password", refusal.Refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ghs_abc\r\nX-Evil: 1")]
    [InlineData("ghs_abc def")]
    [InlineData("ghs_ä")]
    public void A_token_that_no_header_can_hold_is_refused_and_not_shown(string token)
    {
        var refusal = Assert.Throws<SetupException>(() => new GitHubEndpoint(GitHubEndpoint.DefaultBaseUrl, token));
        Assert.DoesNotContain("ghs_", refusal.Refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Blanks_around_a_token_are_dropped_and_its_text_is_never_shown()
    {
        var endpoint = new GitHubEndpoint(GitHubEndpoint.DefaultBaseUrl, " ghs_abc\n");
        Assert.Equal("ghs_abc", endpoint.Token);
        Assert.True(endpoint.HasToken);
        Assert.Equal("https://api.github.com", endpoint.ToString());
        Assert.Equal("api.github.com", endpoint.Host);
    }

    [Theory]
    [InlineData("openshift")]
    [InlineData("openshift/")]
    [InlineData("a/b/c")]
    [InlineData("a/b?c")]
    [InlineData("a b/c")]
    public void A_repository_is_named_by_owner_and_name(string name) => Assert.Throws<SetupException>(() => MetadataSource.Parse(name));
}
