using Pruner.Core.Pins;
using Pruner.Output;

namespace Pruner.Tests.Output;

public sealed class WebAddressTests
{
    private static readonly string _commit = new('a', 40);

    [Theory]
    [InlineData("api.github.com", "github.com")]
    [InlineData("ssh.github.com", "github.com")]
    [InlineData("github.com", "github.com")]
    [InlineData("api.octo.ghe.com", "octo.ghe.com")]
    [InlineData("git.example.com", "git.example.com")]
    public void A_commit_is_on_the_hosts_pages(string host, string pages) =>
        Assert.Equal($"https://{pages}/openshift/installer/commit/{_commit}", WebAddress.OfCommit(host, Witness())?.Text);

    [Theory]
    [InlineData("file")]
    [InlineData("a.example/x")]
    [InlineData("a.example:80@b.example")]
    [InlineData("a.example\n")]
    public void What_is_no_host_has_no_pages(string host) => Assert.Null(WebAddress.OfCommit(host, Witness()));

    [Theory]
    [InlineData("openshift", "a")]
    [InlineData("openshift/installer/../x", "a")]
    [InlineData("openshift/in)staller", "a")]
    [InlineData("openshift/installer", "")]
    [InlineData("openshift/installer", "A")]
    public void What_is_no_repository_or_no_commit_leads_nowhere(string repository, string digit) =>
        Assert.Null(WebAddress.OfCommit("github.com", Witness() with { Repository = repository, Commit = string.Concat(Enumerable.Repeat(digit, 40)) }));

    [Theory]
    [InlineData("refs/pull/90060/head", "https://github.com/openshift/installer/pull/90060")]
    [InlineData("refs/heads/pull/1/head", null)]
    [InlineData("refs/pull/1/head/../x", null)]
    public void A_pull_request_is_known_by_its_ref(string reference, string? address) =>
        Assert.Equal(address, WebAddress.OfPullRequest("api.github.com", Witness() with { Reference = reference })?.Text);

    [Fact]
    public void A_link_holds_its_text_in_a_span_and_without_an_address_is_none()
    {
        Assert.Equal($"[`a](b) 'c`](https://github.com/openshift/installer/commit/{_commit})", MarkdownText.Link("a](b) `c", WebAddress.OfCommit("github.com", Witness())));
        Assert.Equal("`a`", MarkdownText.Link("a", null));
    }

    [Fact]
    public void A_cell_is_cut() => Assert.Equal($"`{new string('a', 118)}..`", MarkdownText.Cell(new string('a', 5000)));

    private static Witness Witness() => new("openshift/installer", "refs/heads/master", _commit, "data/data/rhcos.json", "/x");
}
