using Pruner.Core;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.Hosting;

namespace Pruner.GitHub.Tests;

public sealed class WeatherTests
{
    [Theory]
    [InlineData("history(")]
    [InlineData("entries")]
    [InlineData("isTruncated")]
    [InlineData("pullRequests(")]
    [InlineData("\"prefix\":\"refs/tags/")]
    public async Task An_answer_with_errors_is_never_used(string query)
    {
        await using var scene = await StartAsync();
        scene.OnQuery(query, FaultKind.Alter, static fault => fault with { Rewrite = static body => CommitScanTests.WithErrors(body, "WEIRD", "A part of the answer is missing."), Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("A part of the answer is missing.", refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, refusal.ExitCode);
        Assert.Equal(3, scene.Calls(query));
    }

    [Theory]
    [InlineData(FaultKind.Truncate, 200, "")]
    [InlineData(FaultKind.ResetAfter, 200, "")]
    [InlineData(FaultKind.ResetBefore, 200, "")]
    [InlineData(FaultKind.Reply, 502, "<html>")]
    [InlineData(FaultKind.Reply, 500, "oops")]
    [InlineData(FaultKind.Reply, 200, "{\"data\":{\"reposit")]
    [InlineData(FaultKind.Reply, 200, "")]
    [InlineData(FaultKind.Reply, 200, "[]")]
    [InlineData(FaultKind.Reply, 200, "{}")]
    [InlineData(FaultKind.Reply, 200, "{\"data\":null}")]
    [InlineData(FaultKind.Reply, 200, "{\"data\":{\"repository\":{}},\"data\":{\"repository\":{}}}")]
    [InlineData(FaultKind.Reply, 200, "{\"data\":{\"repository\":{}},\"errors\":[]}")]
    [InlineData(FaultKind.Reply, 200, "{\"data\":null,\"errors\":[{\"message\":\"Something went wrong while executing your query.\"}]}")]
    public async Task One_bad_answer_of_every_kind_is_asked_again(FaultKind kind, int status, string body)
    {
        await using var scene = await StartAsync();
        foreach (var query in new[] { "nameWithOwner", "refs/tags/", "history(", "entries", "isTruncated", "pullRequests(" })
        {
            scene.OnQuery(query, kind, fault => fault with { Status = status, Body = body });
        }

        scene.OnRest("matching-refs/tags", kind, fault => fault with { Status = status is 200 ? 503 : status, Body = body });
        var history = await scene.ReadAsync();
        GitTruth.AssertSame(scene.Repository, history, "--all");
        Assert.Equal([1, 2], history.PullRequests.Select(pull => pull.Number));
    }

    [Fact]
    public async Task An_answer_that_stays_broken_is_a_refusal()
    {
        await using var scene = await StartAsync();
        scene.OnQuery("entries", FaultKind.Truncate, static fault => fault with { Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("no usable answer (folders)", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "5", "", 5)] // Retry-After comes first
    [InlineData(403, "5", "", 5)]
    [InlineData(403, null, "You have exceeded a secondary rate limit.", 60)]
    [InlineData(429, null, "slow down", 60)]
    public async Task A_limit_is_waited_out(int status, string? retryAfter, string message, int seconds)
    {
        await using var scene = await StartAsync();
        var headers = retryAfter is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Retry-After"] = retryAfter };
        scene.OnQuery("history(", FaultKind.Reply, fault => fault with { Status = status, Body = $$"""{"message":"{{message}}"}""", Headers = headers });
        scene.OnRest("matching-refs/heads", FaultKind.Reply, fault => fault with { Status = status, Body = $$"""{"message":"{{message}}"}""", Headers = headers });
        var start = scene.Time.GetUtcNow();
        var history = await scene.ReadAsync();
        Assert.Equal(2, history.PullRequests.Length);
        // Two waits, one after the other, on a clock that runs a thousand times too fast.
        Assert.True(scene.Time.GetUtcNow() - start >= TimeSpan.FromSeconds(2 * seconds));
    }

    [Fact]
    public async Task A_used_up_limit_that_resets_within_our_patience_is_waited_out()
    {
        await using var scene = await StartAsync();
        var reset = scene.Time.GetUtcNow().AddSeconds(50);
        scene.OnQuery("history(", FaultKind.Reply, fault => fault with { Status = 200, Body = Limited, Headers = LimitHeaders(reset) });
        await scene.ReadAsync();
        Assert.True(scene.Time.GetUtcNow() >= reset);
    }

    [Theory]
    [InlineData(200, """{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for user ID 1."}]}""")]
    [InlineData(403, """{"message":"API rate limit exceeded for user ID 1."}""")]
    [InlineData(429, """{"message":"API rate limit exceeded for user ID 1."}""")]
    public async Task A_used_up_limit_that_resets_later_ends_with_the_time(int status, string body)
    {
        await using var scene = await StartAsync(TimeProvider.System);
        var reset = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(3);
        scene.OnQuery("history(", FaultKind.Reply, fault => fault with { Status = status, Body = body, Headers = LimitHeaders(reset), Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains($"used up until {reset:yyyy-MM-dd} 03:00:00 UTC", refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Contains("5000 graphql calls an hour", refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Equal(1, scene.Calls("history("));
    }

    [Fact]
    public async Task The_emulators_own_budget_ends_with_the_time_too()
    {
        await using var scene = await StartAsync(TimeProvider.System);
        scene.Emulator.GraphQLBudget.Remaining = 3;
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains($"{scene.Emulator.GraphQLBudget.ResetAt:HH:mm:ss} UTC", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_that_go_on_are_a_refusal()
    {
        await using var scene = await StartAsync();
        scene.OnQuery("history(", FaultKind.Reply, static fault => fault with { Status = 429, Body = "{}", Headers = new Dictionary<string, string> { ["Retry-After"] = "2" }, Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("goes on limiting", refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Equal(4, scene.Calls("history("));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public async Task Without_a_token_nothing_is_asked(string? token)
    {
        await using var scene = await StartAsync();
        var refusal = await Assert.ThrowsAsync<SetupException>(() => scene.ReadAsync(token: token));
        Assert.Contains("no anonymous calls", refusal.Refusal.Why, StringComparison.Ordinal);
        Assert.Contains("GITHUB_TOKEN", refusal.Refusal.Remedy, StringComparison.Ordinal);
        Assert.Empty(scene.Traffic.Requests);
    }

    [Fact]
    public async Task A_refused_token_is_a_matter_of_setup_and_is_not_shown()
    {
        await using var scene = await StartAsync();
        const string Wrong = "ghp_wrongwrongwrong";
        var refusal = await Assert.ThrowsAsync<SetupException>(() => scene.ReadAsync(token: Wrong));
        Assert.Contains("refused the token", refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Setup, refusal.ExitCode);
        Assert.DoesNotContain(Wrong, refusal.ToString() + refusal.Refusal + new GitHubEndpoint(scene.Emulator.BaseUrl, Wrong), StringComparison.Ordinal);
        Assert.Single(scene.Traffic.Requests);
    }

    [Theory]
    [InlineData(403, """{"message":"Resource not accessible by integration"}""")]
    [InlineData(200, """{"data":{"repository":null},"errors":[{"type":"FORBIDDEN","message":"Resource not accessible by integration"}]}""")]
    public async Task A_missing_permission_is_a_matter_of_setup_and_is_not_retried(int status, string body)
    {
        await using var scene = await StartAsync();
        scene.OnQuery("pullRequests(", FaultKind.Reply, fault => fault with { Status = status, Body = body, Times = int.MaxValue });
        var refusal = await Assert.ThrowsAsync<SetupException>(() => scene.ReadAsync());
        Assert.Contains("Resource not accessible by integration", refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Equal(1, scene.Calls("pullRequests("));
    }

    [Fact]
    public async Task An_unknown_repository_is_a_matter_of_setup()
    {
        await using var scene = await StartAsync();
        var refusal = await Assert.ThrowsAsync<SetupException>(() => scene.ReadAsync(source: "openshift/no-such"));
        Assert.Contains("openshift/no-such", refusal.Refusal.What, StringComparison.Ordinal);
        Assert.Contains("private", refusal.Refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renamed_repository_is_noticed_and_another_case_is_none()
    {
        await using var scene = await StartAsync();
        Assert.Equal("openshift/installer", (await scene.ReadAsync(source: "OpenShift/Installer")).Repository.Name);
        scene.OnQuery("nameWithOwner", FaultKind.Alter, static fault => fault with { Rewrite = static body => body.Replace("openshift/installer", "openshift/installer-2", StringComparison.Ordinal) });
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("openshift/installer-2", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_refusal()
    {
        await using var scene = await StartAsync();
        await scene.Emulator.DisposeAsync();
        var refusal = await Assert.ThrowsAsync<EvidenceException>(() => scene.ReadAsync());
        Assert.Contains("cannot be reached", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_enterprise_server_is_asked_at_its_own_paths()
    {
        var git = new TestRepository();
        git.Line("refs/heads/master", 2);
        await using var scene = await Scene.StartAsync(git, with: static options => options with { EnterprisePath = true });
        GitTruth.AssertSame(git, await scene.ReadAsync(), "--all");
        Assert.All(scene.Traffic.Requests, static request => Assert.True(request.Path == "/api/graphql" || request.Path.StartsWith("/api/v3/repos/", StringComparison.Ordinal)));
    }

    private const string Limited = """{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for user ID 1."}]}""";

    private static Dictionary<string, string> LimitHeaders(DateTimeOffset reset) => new()
    {
        ["x-ratelimit-limit"] = "5000",
        ["x-ratelimit-remaining"] = "0",
        ["x-ratelimit-used"] = "5000",
        ["x-ratelimit-resource"] = "graphql",
        ["x-ratelimit-reset"] = $"{reset.ToUnixTimeSeconds()}",
    };

    private static async Task<Scene> StartAsync(TimeProvider? time = null)
    {
        var git = new TestRepository();
        var root = git.Line("refs/heads/master", 3);
        var scene = await Scene.StartAsync(git, time);
        for (var number = 1; number <= 2; number++)
        {
            var head = git.Commit("refs/heads/proposal", [root], $"proposal {number}", ("data/data/coreos/rhcos.json", $"proposal {number}"));
            git.Git("update-ref", "-d", "refs/heads/proposal");
            scene.Emulator.Repository.AddPullRequest(number, Sandbox.GitHub.PullState.Open, "proposal", "", head, "master", scene.Time.GetUtcNow());
        }

        return scene;
    }
}
