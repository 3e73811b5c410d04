using Pruner.Core;
using Pruner.Core.Bumps;
using Pruner.GitHub.Pulls;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;

namespace Pruner.GitHub.Tests.Pulls;

public sealed class PullRequestReaderTests
{
    private const string Rhcos = "data/data/coreos/rhcos.json";
    private const string Fcos = "data/data/coreos/fcos.json";
    private static readonly DateTimeOffset Noon = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Both_sides_of_every_metadata_file_are_read_from_where_it_left_its_branch()
    {
        await using var scene = await StartAsync();
        var head = scene.Repository.Commit("refs/pull/7/head", [Base(scene)], "Bump", (Rhcos, "after"), (Fcos, "new"), ("README.md", "words"));
        // The branch goes on without the pull request: that must not look like a change of it.
        scene.Repository.Commit("refs/heads/master", [Base(scene)], "Go on", (Rhcos, "elsewhere"));
        Open(scene, head);
        var proposal = await ReadAsync(scene);

        Assert.Equal((7, "Bump it", "contributor", ProposalState.Open, true, "master"), (proposal.Number, proposal.Title, proposal.Author, proposal.State, proposal.IsFromFork, proposal.BaseBranch));
        Assert.Equal((scene.Repository.Git("rev-parse", $"{head}^"), head), (proposal.Base.Hex, proposal.Head.Hex));
        Assert.Equal(
            [(Fcos, null, "new"), (Rhcos, "before", "after")],
            proposal.Documents.OrderBy(document => document.Path, StringComparer.Ordinal).Select(document => (document.Path, document.Before?.Text, document.After?.Text)));
        Assert.Empty(scene.Traffic.Changes);
    }

    [Fact]
    public async Task Removed_and_moved_files_keep_what_they_were()
    {
        await using var scene = await StartAsync();
        var head = scene.Repository.Special("refs/pull/7/head", [Base(scene)], "Move", (Rhcos, "100644", ""), ("data/data/coreos/coreos-rhel-9.json", "100644", scene.Repository.Blob("before"u8.ToArray())));
        Open(scene, head);
        var document = Assert.Single((await ReadAsync(scene)).Documents);
        Assert.Equal(("data/data/coreos/coreos-rhel-9.json", Rhcos, "before", "before"), (document.Path, document.PreviousPath, document.Before?.Text, document.After?.Text));

        var removed = scene.Repository.Special("refs/pull/8/head", [Base(scene)], "Remove", (Rhcos, "100644", ""));
        Open(scene, removed, 8);
        var gone = Assert.Single((await ReadAsync(scene, 8)).Documents);
        Assert.Equal((Rhcos, "before", null), (gone.Path, gone.Before?.Text, gone.After?.Text));
    }

    [Fact]
    public async Task A_merged_one_is_compared_with_the_branch_as_it_was()
    {
        await using var scene = await StartAsync();
        var from = Base(scene);
        var head = scene.Repository.Commit("refs/pull/7/head", [from], "Bump", (Rhcos, "after"));
        scene.Repository.Git("update-ref", "refs/heads/master", head);
        Open(scene, head, state: PullState.Merged);
        var proposal = await ReadAsync(scene);
        Assert.Equal((ProposalState.Merged, from), (proposal.State, proposal.Base.Hex));
        Assert.Equal("before", proposal.Documents.Single().Before?.Text);
    }

    [Fact]
    public async Task A_link_and_a_file_that_is_no_text_are_told_and_end_nothing()
    {
        await using var scene = await StartAsync();
        var head = scene.Repository.Special(
            "refs/pull/7/head", [Base(scene)], "Odd", (Rhcos, "120000", scene.Repository.Blob("../../../etc/passwd"u8.ToArray())), (Fcos, "100644", scene.Repository.Blob([0xff, 0xfe])));
        Open(scene, head);
        var documents = (await ReadAsync(scene)).Documents.ToDictionary(document => document.Path, document => document.After!.Unreadable);
        Assert.Equal(("it is no plain file", "it is not UTF-8 text"), (documents[Rhcos], documents[Fcos]));
    }

    [Fact]
    public async Task More_files_than_one_page_are_all_looked_through()
    {
        await using var scene = await StartAsync();
        var head = scene.Repository.Commit("refs/pull/7/head", [Base(scene)], "Much", [.. Enumerable.Range(0, 120).Select(i => ($"a/{i:D3}", "x")), (Rhcos, "after")]);
        Open(scene, head);
        Assert.Equal(Rhcos, Assert.Single((await ReadAsync(scene)).Documents).Path);
    }

    [Fact]
    public async Task A_push_while_it_is_read_starts_the_reading_again_and_pushing_on_and_on_is_refused()
    {
        await using var scene = await StartAsync();
        var (first, second) = (scene.Repository.Commit("refs/pull/7/head", [Base(scene)], "One", (Rhcos, "one")), scene.Repository.Commit("refs/heads/other", [Base(scene)], "Two", (Rhcos, "two")));
        Open(scene, first);
        var pushes = 0;
        void Push(int times) => scene.Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            if (!request.Path.EndsWith("/files", StringComparison.Ordinal))
            {
                return false;
            }

            scene.Emulator.Repository.SetRef("refs/pull/7/head", pushes++ % 2 == 0 ? second : first);
            return true;
        })
        { Times = times });

        Push(1);
        Assert.Equal("two", (await ReadAsync(scene)).Documents.Single().After?.Text);
        Push(3);
        var refused = await Assert.ThrowsAsync<EvidenceException>(() => ReadAsync(scene));
        Assert.Equal("Pull request 7 was pushed to again and again while it was read.", refused.Refusal.What);
    }

    [Fact]
    public async Task Too_many_metadata_files_and_a_foreign_history_are_refused()
    {
        await using var scene = await StartAsync();
        Open(scene, scene.Repository.Commit("refs/pull/7/head", [Base(scene)], "Much", [.. Enumerable.Range(0, 51).Select(i => ($"data/data/coreos/{i:D3}.json", "{}"))]));
        Assert.Contains("touches 51 metadata files", (await Assert.ThrowsAsync<EvidenceException>(() => ReadAsync(scene))).Refusal.What, StringComparison.Ordinal);
        Open(scene, scene.Repository.Commit("refs/pull/8/head", [], "Alone", (Rhcos, "x")), 8);
        Assert.Contains("Pull request 8 shares no commit with its base branch", (await Assert.ThrowsAsync<EvidenceException>(() => ReadAsync(scene, 8))).Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_request_that_is_not_there_is_a_wrong_option()
    {
        await using var scene = await StartAsync();
        var refused = await Assert.ThrowsAsync<SetupException>(() => ReadAsync(scene, 99));
        Assert.Equal("GitHub shows no pull request 99 of openshift/installer.", refused.Refusal.What);
    }

    [Fact]
    public async Task Content_that_is_not_the_commits_own_is_refused()
    {
        await using var scene = await StartAsync();
        Open(scene, scene.Repository.Commit("refs/pull/7/head", [Base(scene)], "Bump", (Rhcos, "after")));
        scene.OnRest("/git/blobs/", FaultKind.Alter, fault => fault with { Rewrite = text => text.Replace("after", "other", StringComparison.Ordinal), Times = int.MaxValue });
        var refused = await Assert.ThrowsAsync<EvidenceException>(() => ReadAsync(scene));
        Assert.Contains("gives something else for the file", refused.Refusal.What, StringComparison.Ordinal);
    }

    private static async Task<Scene> StartAsync()
    {
        var repository = new TestRepository();
        repository.Commit("refs/heads/master", [], "Begin", (Rhcos, "before"));
        return await Scene.StartAsync(repository);
    }

    private static string Base(Scene scene) => scene.Repository.Git("rev-list", "--max-parents=0", "refs/heads/master");

    private static void Open(Scene scene, string head, int number = 7, PullState state = PullState.Open) =>
        scene.Emulator.Repository.AddPullRequest(number, state, "Bump it", "", head, "master", Noon);

    private static Task<Proposal> ReadAsync(Scene scene, int number = 7) =>
        new PullRequestReader(scene.NewExchange(), new GitHubEndpoint(scene.Emulator.BaseUrl, Scene.Token), MetadataSource.Parse("openshift/installer"))
            .ReadAsync(number, Scene.Scope.Paths.IsDocument, TestContext.Current.CancellationToken);
}
