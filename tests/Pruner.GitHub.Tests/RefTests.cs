using Pruner.Core;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.Hosting;

namespace Pruner.GitHub.Tests;

public sealed class RefTests
{
    [Fact]
    public async Task A_branch_that_one_listing_never_shows_is_a_refusal_that_names_it()
    {
        await using var scene = await StartAsync();
        scene.OnRest("/git/matching-refs/heads/", FaultKind.Alter, static fault => fault with { Rewrite = DropHidden, Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("refs/heads/hidden differ", refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Equal(3, scene.Calls("/git/matching-refs/heads/"));
        Assert.Equal(0, scene.Calls("history("));
    }

    [Fact]
    public async Task A_branch_that_GraphQL_hides_is_a_refusal_even_when_its_total_agrees_with_its_list()
    {
        await using var scene = await StartAsync();
        scene.OnQuery("refs/heads/", FaultKind.Reply, fault => fault with
        {
            Status = 200,
            Times = int.MaxValue,
            Body = $$$$$$"""{"data":{"repository":{"refs":{"totalCount":1,"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[{"name":"master","prefix":"refs/heads/","target":{"__typename":"Commit","oid":"{{{{{{scene.Repository.Git("rev-parse", "master")}}}}}}"}}]}}}}""",
        });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("refs/heads/hidden", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_total_that_does_not_fit_its_list_is_a_refusal()
    {
        await using var scene = await StartAsync();
        scene.OnQuery("refs/heads/", FaultKind.Alter, static fault => fault with { Rewrite = static body => body.Replace("\"totalCount\":2", "\"totalCount\":3", StringComparison.Ordinal), Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("2 refs were listed of 3 branches", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refs_that_moved_between_the_listings_are_listed_again()
    {
        await using var scene = await StartAsync();
        scene.OnRest("/git/matching-refs/heads/", FaultKind.Alter, static fault => fault with { Rewrite = DropHidden, Times = 2 });
        var history = await scene.ReadAsync();
        Assert.Equal(2, history.Refs.Length);
        Assert.Equal(3, scene.Calls("/git/matching-refs/heads/"));
    }

    [Fact]
    public async Task A_next_page_elsewhere_is_not_followed()
    {
        await using var scene = await StartAsync();
        scene.OnRest("/git/matching-refs/heads/", FaultKind.ReplyAfter, static fault => fault with
        {
            Status = 200,
            Body = "[]",
            Headers = new Dictionary<string, string> { ["Link"] = "<http://127.0.0.1:9/steal?page=2>; rel=\"next\"" },
        });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("another address", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_branch_that_is_not_listed_is_a_refusal()
    {
        await using var scene = await StartAsync();
        scene.OnQuery("nameWithOwner", FaultKind.Alter, static fault => fault with { Rewrite = static body => body.Replace("\"name\":\"master\"", "\"name\":\"main\"", StringComparison.Ordinal) });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("default branch main", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_GitHub_does_not_have_is_a_refusal()
    {
        await using var scene = await StartAsync();
        var head = scene.Repository.Git("rev-parse", "hidden");
        scene.Traffic.Script(new Fault(FaultKind.Reply, request => request.Body.Contains("history(", StringComparison.Ordinal) && request.Body.Contains(head, StringComparison.Ordinal))
        {
            Status = 200,
            Body = """{"data":{"repository":{"h0":null}}}""",
        });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains(head, refusal.Refusal.What, StringComparison.Ordinal);
    }

    private static string DropHidden(string body)
    {
        var refs = System.Text.Json.Nodes.JsonNode.Parse(body)!.AsArray();
        refs.Remove(refs.Single(item => item!["ref"]!.GetValue<string>() == "refs/heads/hidden"));
        return refs.ToJsonString();
    }

    private static async Task<Scene> StartAsync()
    {
        var git = new TestRepository();
        var root = git.Line("refs/heads/master", 2);
        git.Commit("refs/heads/hidden", [root], "hidden", ("data/data/coreos/rhcos.json", "hidden pins"));
        return await Scene.StartAsync(git);
    }
}
