using Pruner.GitHub.Comments;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;

namespace Pruner.GitHub.Tests.Comments;

public sealed class StickyCommentsTests
{
    private const string Bot = "github-actions[bot]";
    private static readonly DateTimeOffset Noon = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_comment_is_created_once_left_alone_while_it_says_the_same_and_updated_in_its_place()
    {
        await using var scene = await StartAsync();
        var created = await PutAsync(scene, "one");
        var again = await PutAsync(scene, "one");
        var updated = await PutAsync(scene, "two");

        Assert.Equal((CommentOutcome.Created, CommentOutcome.Unchanged, CommentOutcome.Updated), (created.Outcome, again.Outcome, updated.Outcome));
        Assert.Equal((created.Url, created.Url), (again.Url, updated.Url));
        Assert.EndsWith("/pull/7#issuecomment-1000000001", created.Url, StringComparison.Ordinal);
        var comment = Assert.Single(scene.Emulator.Repository.AllComments);
        Assert.Equal("<!-- aliyun-pruner:v1:bump -->\ntwo", comment.Body);
        Assert.Equal(2, scene.Traffic.Changes.Length);
    }

    [Fact]
    public async Task Line_ends_as_GitHub_may_keep_them_are_no_change()
    {
        await using var scene = await StartAsync();
        scene.Emulator.Repository.AddComment(7, Bot, "<!-- aliyun-pruner:v1:bump -->\r\none\r\ntwo", Noon);
        Assert.Equal(CommentOutcome.Unchanged, (await PutAsync(scene, "one\ntwo\n")).Outcome);
    }

    [Theory]
    [InlineData("mallory", "<!-- aliyun-pruner:v1:bump -->\nnothing to see")] // anybody may paste the marker
    [InlineData("github-actions[bot]", "> <!-- aliyun-pruner:v1:bump -->\nquoted by another job")]
    [InlineData("github-actions[bot]", "<!-- aliyun-pruner:v1:bump --> and more in its line")]
    [InlineData("github-actions[bot]", "<!-- aliyun-pruner:v1:other -->\nof another job")]
    [InlineData("github-actions[bot]", "words")]
    public async Task What_is_not_ours_is_left_alone(string author, string body)
    {
        await using var scene = await StartAsync();
        scene.Emulator.Repository.AddComment(7, author, body, Noon);
        Assert.Equal(CommentOutcome.Created, (await PutAsync(scene, "one")).Outcome);
        Assert.Equal(body, scene.Emulator.Repository.AllComments[0].Body);
    }

    [Fact]
    public async Task A_person_s_token_finds_the_person_s_comment_and_no_bot_s()
    {
        await using var scene = await StartAsync(options => options with { ViewerLogin = "Octocat" });
        scene.Emulator.Repository.AddComment(7, Bot, "<!-- aliyun-pruner:v1:bump -->\nof a job", Noon);
        scene.Emulator.Repository.AddComment(7, "octocat", "<!-- aliyun-pruner:v1:bump -->\nmine", Noon);
        Assert.Equal(CommentOutcome.Updated, (await PutAsync(scene, "one")).Outcome);
        Assert.Equal(["<!-- aliyun-pruner:v1:bump -->\nof a job", "<!-- aliyun-pruner:v1:bump -->\none"], scene.Emulator.Repository.AllComments.Select(comment => comment.Body));
    }

    [Fact]
    public async Task It_is_found_on_a_later_page()
    {
        await using var scene = await StartAsync();
        for (var i = 0; i < 130; i++)
        {
            scene.Emulator.Repository.AddComment(7, "somebody", $"comment {i}", Noon);
        }

        await PutAsync(scene, "one");
        Assert.Equal(CommentOutcome.Unchanged, (await PutAsync(scene, "one")).Outcome);
    }

    [Fact]
    public async Task Without_leave_to_create_only_what_is_there_is_updated()
    {
        await using var scene = await StartAsync();
        Assert.Equal(CommentOutcome.NotNeeded, (await PutAsync(scene, "well", mayCreate: false)).Outcome);
        Assert.Empty(scene.Traffic.Changes);
        await PutAsync(scene, "wrong");
        Assert.Equal(CommentOutcome.Updated, (await PutAsync(scene, "well", mayCreate: false)).Outcome);
    }

    [Fact]
    public async Task A_token_that_may_only_read_is_told_which_permission_it_lacks()
    {
        await using var scene = await StartAsync(options => options with { CanWrite = false });
        var reply = await PutAsync(scene, "one");
        Assert.Equal(CommentOutcome.Forbidden, reply.Outcome);
        Assert.Contains("pull-requests: write", reply.Note, StringComparison.Ordinal);
        Assert.Contains("HTTP 403: Resource not accessible by integration", reply.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_asked()
    {
        await using var scene = await StartAsync();
        var reply = await PutAsync(scene, "one", token: null);
        Assert.Equal(CommentOutcome.Forbidden, reply.Outcome);
        Assert.Empty(scene.Traffic.Requests);
    }

    [Fact]
    public async Task Comments_that_may_not_be_read_are_not_written_blindly()
    {
        await using var scene = await StartAsync();
        scene.OnRest("/comments", FaultKind.Reply, fault => fault with { Status = 403, Body = "{\"message\":\"Resource not accessible by integration\"}" });
        Assert.Equal(CommentOutcome.Forbidden, (await PutAsync(scene, "one")).Outcome);
        scene.OnRest("/comments", FaultKind.Reply, fault => fault with { Status = 200, Body = "{}" });
        Assert.Equal(CommentOutcome.Failed, (await PutAsync(scene, "one")).Outcome);
        Assert.Empty(scene.Traffic.Changes);
    }

    [Fact]
    public async Task One_that_was_deleted_meanwhile_is_written_anew_a_second_later()
    {
        var time = new StoppedTime();
        await using var scene = await StartAsync(time: time);
        scene.Emulator.Repository.AddComment(7, Bot, "<!-- aliyun-pruner:v1:bump -->\none", Noon);
        scene.Traffic.Script(new Fault(FaultKind.Reply, request => request.Method == "PATCH") { Status = 404, Body = "{\"message\":\"Not Found\"}" });
        Assert.Equal(CommentOutcome.Created, (await PutAsync(scene, "two")).Outcome);
        Assert.Equal(2, scene.Emulator.Repository.AllComments.Length);
        Assert.Equal([TimeSpan.FromSeconds(1)], time.Waits);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_the_next_run_finds_what_was_written()
    {
        await using var scene = await StartAsync();
        scene.Traffic.Script(new Fault(FaultKind.ResetAfter, request => request.Method == "POST"));
        var reply = await PutAsync(scene, "one");
        Assert.Equal(CommentOutcome.Unknown, reply.Outcome);
        Assert.Single(scene.Emulator.Repository.AllComments);
        Assert.Equal(CommentOutcome.Unchanged, (await PutAsync(scene, "one")).Outcome);
    }

    [Fact]
    public async Task What_GitHub_does_not_take_is_told()
    {
        await using var scene = await StartAsync();
        var reply = await PutAsync(scene, new string('x', StickyComments.MostCharacters));
        Assert.Equal(CommentOutcome.Failed, reply.Outcome);
        Assert.Contains("HTTP 422", reply.Note, StringComparison.Ordinal);
        Assert.Equal(CommentOutcome.Created, (await PutAsync(scene, new string('x', StickyComments.MostCharacters - StickyComments.Marker("bump").Length - 1))).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a -->b")]
    [InlineData("a\nb")]
    public void A_key_cannot_end_the_marker(string key) => Assert.Throws<ArgumentException>(() => StickyComments.Marker(key));

    private static async Task<Scene> StartAsync(Func<GitHubEmulatorOptions, GitHubEmulatorOptions>? with = null, TimeProvider? time = null)
    {
        var repository = new TestRepository();
        var head = repository.Commit("refs/heads/master", [], "Begin", ("a", "b"));
        var scene = await Scene.StartAsync(repository, time, with);
        scene.Emulator.Repository.AddPullRequest(7, PullState.Open, "Bump it", "", head, "master", Noon);
        return scene;
    }

    private static Task<CommentReply> PutAsync(Scene scene, string text, bool mayCreate = true, string? token = Scene.Token) =>
        new StickyComments(scene.NewExchange(), new GitHubEndpoint(scene.Emulator.BaseUrl, token), MetadataSource.Parse("openshift/installer"))
            .PutAsync(7, "bump", text, mayCreate, TestContext.Current.CancellationToken);
}
