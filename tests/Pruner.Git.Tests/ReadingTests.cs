using Pruner.Core.History;

namespace Pruner.Git.Tests;

public sealed class ReadingTests : IDisposable
{
    private readonly Workshop _workshop = new();

    [Theory]
    [InlineData("--mirror")]
    [InlineData("--bare")]
    [InlineData("--no-checkout")]
    public async Task Every_form_of_a_whole_clone_gives_the_same(string form)
    {
        var history = await Workshop.ReadAsync(_workshop.Clone(form));
        Assert.Equal(HistoryWay.Clone, history.Way);
        Assert.Empty(history.PullRequests);
        Assert.Equal("master", history.DefaultBranch);
        Assert.Equal(["refs/heads/master", "refs/heads/release-4.0", "refs/tags/v1"], history.Refs.Select(item => item.Name));
        Assert.Equal((2, 1, 2, 1), (history.RefCounts.Branches, history.RefCounts.Tags, history.RefCounts.BranchesAgain, history.RefCounts.TagsAgain));
        Assert.Equal(history.Refs[1].Commit, history.Refs[2].Commit);
        Assert.NotEqual(history.Refs[2].Target, history.Refs[2].Commit);
        Assert.Equal(2, history.Commits.Count);
        Assert.All(history.Commits.Values, commit => Assert.Equal("bump", commit.Message));
        Assert.Equal(["{\"pin\": 1}", "{\"pin\": 2}"], history.Blobs.Values.Order(StringComparer.Ordinal));
        Assert.All(history.Folders.Values, files => Assert.Equal(Workshop.File, Assert.Single(files).Path));
    }

    [Fact]
    public async Task A_merge_is_read_on_both_sides_though_it_kept_nothing_of_the_one_whose_branch_is_gone()
    {
        Workshop.Git(_workshop.Upstream, Workshop.Now, "checkout", "-q", "-b", "side");
        _workshop.Commit("{\"pin\": 3}", Workshop.Now.AddDays(-1));
        Workshop.Git(_workshop.Upstream, Workshop.Now, "checkout", "-q", "master");
        Workshop.Git(_workshop.Upstream, Workshop.Now, "merge", "-q", "-s", "ours", "-m", "merge", "side");
        Workshop.Git(_workshop.Upstream, Workshop.Now, "commit", "-q", "--allow-empty", "-m", "on");
        Workshop.Git(_workshop.Upstream, Workshop.Now, "branch", "-q", "-D", "side");

        var history = await Workshop.ReadAsync(_workshop.Clone());

        Assert.Equal(5, history.Commits.Count);
        Assert.Contains("{\"pin\": 3}", history.Blobs.Values);
    }

    [Fact]
    public async Task Branches_of_the_clones_owner_are_not_the_remotes()
    {
        var clone = _workshop.Clone();
        Workshop.Git(clone, Workshop.Now, "commit", "-q", "--allow-empty", "-m", "mine");
        Workshop.Git(clone, Workshop.Now, "branch", "mine");
        var history = await Workshop.ReadAsync(clone);
        Assert.DoesNotContain("refs/heads/mine", history.Refs.Select(item => item.Name));
        Assert.Equal(2, history.Commits.Count);
    }

    [Theory]
    [InlineData("https://github.com/openshift/installer.git", "github.com", "openshift/installer")]
    [InlineData("https://user:word@github.com/openshift/installer", "github.com", "openshift/installer")]
    [InlineData("git@github.com:openshift/installer.git", "github.com", "openshift/installer")]
    [InlineData("ssh://git@github.com:22/openshift/installer/", "github.com", "openshift/installer")]
    [InlineData("/srv/openshift/installer.git", "file", "openshift/installer")]
    [InlineData("file:///srv/openshift/installer", "file", "openshift/installer")]
    public void The_remotes_address_names_the_repository(string address, string host, string repository) =>
        Assert.Equal(new RemoteName(host, repository), RemoteName.Of(address));

    [Fact]
    public void Messages_hold_no_credentials_of_an_address() =>
        Assert.Equal("fatal: no https://host/x", Refusals.OneLine("fatal: no https://user:word@host/x\n"));

    public void Dispose() => _workshop.Dispose();
}
