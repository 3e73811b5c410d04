using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pruner.Sandbox.GitHub;

namespace Pruner.Sandbox.Tests.GitHub;

public sealed class RestTests
{
    private const string Repo = "/repos/openshift/installer";

    [Fact]
    public async Task Matching_refs_and_branches_are_what_git_has()
    {
        using var repository = TestRepository.Clone(TestRepository.SharedData("installer-history/installer.bundle"));
        await using var client = await GitHubClient.StartAsync(repository);
        foreach (var prefix in (string[])["heads/", "heads/release-4.1", "pull/", "tags/", ""])
        {
            var expected = repository.Lines("for-each-ref", "--format=%(refname) %(objectname) %(objecttype)").Where(line => line.StartsWith($"refs/{prefix}", StringComparison.Ordinal));
            foreach (var found in (List<JsonNode>[])[[.. (await client.GetAsync($"{Repo}/git/matching-refs/{prefix}")).AsArray().Select(node => node!)], await client.GetPagesAsync($"{Repo}/git/matching-refs/{prefix}?per_page=9")])
            {
                Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(node => $"{node["ref"]} {node["object"]!["sha"]} {node["object"]!["type"]}"));
            }
        }

        var branches = await client.GetPagesAsync($"{Repo}/branches?per_page=4");
        Assert.Equal(repository.Lines("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads").Order(StringComparer.Ordinal), branches.Select(branch => $"{branch["name"]} {branch["commit"]!["sha"]}"));
        Assert.Equal(repository.Git("rev-parse", "release-4.11"), (string)(await client.GetAsync($"{Repo}/git/ref/heads/release-4.11"))["object"]!["sha"]!);
        using var prefixOnly = await client.SendAsync(HttpMethod.Get, $"{Repo}/git/ref/heads/release-4");
        Assert.Equal(HttpStatusCode.NotFound, prefixOnly.StatusCode);
    }

    [Fact]
    public async Task Commits_are_listed_by_link_only_and_each_equals_git()
    {
        using var repository = HistoryTests.LongHistory(commits: 250);
        await using var client = await GitHubClient.StartAsync(repository);
        var listed = await client.GetPagesAsync($"{Repo}/commits?sha=master&per_page=100");
        Assert.Equal(repository.Lines("rev-list", "master"), listed.Select(commit => (string)commit["sha"]!));
        using var first = await client.SendAsync(HttpMethod.Get, $"{Repo}/commits?per_page=100&page=2");
        var link = first.Headers.GetValues("Link").Single();
        Assert.Contains("/repositories/113130120/commits?per_page=100&page=3>; rel=\"next\"", link, StringComparison.Ordinal);
        Assert.Contains("rel=\"last\"", link, StringComparison.Ordinal);
        Assert.Contains("rel=\"prev\"", link, StringComparison.Ordinal);
        var one = await client.GetAsync($"{Repo}/commits/{listed[0]["sha"]}");
        Assert.Equal(repository.Git("log", "-1", "--format=%P").Split(' '), one["parents"]!.AsArray().Select(parent => (string)parent!["sha"]!));
        Assert.Equal(repository.Lines("diff-tree", "--name-only", "-r", "master~1", "master"), one["files"]!.AsArray().Select(file => (string)file!["filename"]!));
        var git = await client.GetAsync($"{Repo}/git/commits/{listed[0]["sha"]}");
        Assert.Equal((repository.Git("rev-parse", "master^{tree}"), "x"), ((string)git["tree"]!["sha"]!, (string)git["message"]!));
        var since = await client.GetPagesAsync($"{Repo}/commits?since=2017-07-14T04:00:00Z&until=2017-07-14T04:30:00Z");
        Assert.Equal(repository.Lines("rev-list", "--since=2017-07-14T04:00:00Z", "--until=2017-07-14T04:30:00Z", "master"), since.Select(commit => (string)commit["sha"]!));
        Assert.NotEmpty(since);
        Assert.Equal(250, (await client.GetPagesAsync($"{Repo}/commits?since=2017-07-14&until=2017-07-15&per_page=100")).Count);
        Assert.Empty(await client.GetPagesAsync($"{Repo}/commits?until=2017-07-14"));
    }

    [Fact]
    public async Task Contents_are_shown_as_JSON_raw_or_list()
    {
        using var repository = TestRepository.Create();
        repository.Commit("first", ("data/rhcos.json", "{\"a\": \"ü\"}"), ("data/big.txt", new string('b', 1024 * 1024 + 1)));
        repository.Commit("second", ("data/rhcos.json", "{}"));
        await using var client = await GitHubClient.StartAsync(repository);
        var file = await client.GetAsync($"{Repo}/contents/data/rhcos.json?ref={repository.Git("rev-parse", "HEAD~1")}");
        Assert.Equal("{\"a\": \"ü\"}", Encoding.UTF8.GetString(Convert.FromBase64String((string)file["content"]!)));
        Assert.Equal((repository.Git("rev-parse", "HEAD~1:data/rhcos.json"), "file", 11), ((string)file["sha"]!, (string)file["type"]!, (int)file["size"]!));
        var big = await client.GetAsync($"{Repo}/contents/data/big.txt");
        Assert.Equal(("", "none"), ((string)big["content"]!, (string)big["encoding"]!));
        using var raw = await client.SendAsync(HttpMethod.Get, $"{Repo}/contents/data/big.txt", headers: ("Accept", "application/vnd.github.raw+json"));
        Assert.Equal(1024 * 1024 + 1, (await raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
        Assert.Equal(["big.txt", "rhcos.json"], (await client.GetAsync($"{Repo}/contents/data")).AsArray().Select(entry => (string)entry!["name"]!));
        var blob = await client.GetAsync($"{Repo}/git/blobs/{file["sha"]}");
        Assert.Equal(("base64", 11), ((string)blob["encoding"]!, (int)blob["size"]!));
    }

    [Theory]
    [InlineData("/nothing/here", 404, "Not Found")]
    [InlineData("/repos/openshift/other", 404, "Not Found")]
    [InlineData(Repo + "/pulls/1", 404, "Not Found")]
    [InlineData(Repo + "/commits?sha=nowhere", 404, "Not Found")]
    [InlineData(Repo + "/contents/none", 404, "Not Found")]
    [InlineData(Repo + "/git/blobs/0000000000000000000000000000000000000000", 404, "Not Found")]
    [InlineData(Repo + "/commits/nowhere", 422, "No commit found for SHA: nowhere")]
    [InlineData(Repo + "/commits?since=yesterday", 422, "Invalid request.\n\nInvalid input: `since` is not a time.")]
    [InlineData(Repo + "/pulls?state=any", 422, "Validation Failed")]
    public async Task What_is_not_there_is_told_in_GitHubs_form(string url, int status, string message)
    {
        using var repository = TestRepository.Create();
        repository.Commit("first");
        await using var client = await GitHubClient.StartAsync(repository);
        using var response = await client.SendAsync(HttpMethod.Get, url);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((status, message, $"{status}"), ((int)response.StatusCode, (string)body["message"]!, (string)body["status"]!));
        Assert.StartsWith("https://docs.github.com/", (string)body["documentation_url"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_repository_has_no_commits_to_list()
    {
        using var repository = TestRepository.Create();
        await using var client = await GitHubClient.StartAsync(repository);
        using var response = await client.SendAsync(HttpMethod.Get, $"{Repo}/commits");
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task A_caller_must_name_itself_and_may_be_anonymous_for_a_small_budget()
    {
        using var repository = TestRepository.Create();
        await using var client = await GitHubClient.StartAsync(new GitHubEmulatorOptions { RepositoryPath = repository.Path, Token = "good", AnonymousRateLimit = 2 });
        using var nameless = await client.SendAsync(HttpMethod.Get, Repo, agent: null);
        Assert.Equal(HttpStatusCode.Forbidden, nameless.StatusCode);
        Assert.Contains("User-Agent", await nameless.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var bad = await client.SendAsync(HttpMethod.Get, Repo, token: "bad");
        Assert.Equal(HttpStatusCode.Unauthorized, bad.StatusCode);
        Assert.Equal("Bad credentials", (string)JsonNode.Parse(await bad.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["message"]!);
        foreach (var status in (int[])[200, 200, 403])
        {
            using var anonymous = await client.SendAsync(HttpMethod.Get, Repo, token: null);
            Assert.Equal(status, (int)anonymous.StatusCode);
        }

        using var named = await client.SendAsync(HttpMethod.Get, Repo, token: "good");
        Assert.Equal(HttpStatusCode.OK, named.StatusCode);
        using var version = await client.SendAsync(HttpMethod.Get, Repo, token: "good", headers: ("X-GitHub-Api-Version", "1999-01-01"));
        Assert.Equal(HttpStatusCode.BadRequest, version.StatusCode);
    }

    [Fact]
    public async Task A_used_up_budget_is_403_with_the_headers_that_say_until_when()
    {
        using var repository = TestRepository.Create();
        repository.Commit("first");
        await using var client = await GitHubClient.StartAsync(new GitHubEmulatorOptions { RepositoryPath = repository.Path, RateLimit = 2 });
        await client.GetAsync(Repo);
        await client.GetAsync(Repo);
        using var refused = await client.SendAsync(HttpMethod.Get, Repo);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.StartsWith("API rate limit exceeded for ", (string)JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["message"]!, StringComparison.Ordinal);
        var reset = client.Clock.Now.AddHours(1).ToUnixTimeSeconds();
        Assert.Equal(["2", "0", "2", $"{reset}", "core"], ((string[])["limit", "remaining", "used", "reset", "resource"]).Select(name => refused.Headers.GetValues($"x-ratelimit-{name}").Single()));
        var limits = (await client.GetAsync("/rate_limit"))["resources"]!;
        Assert.Equal((0, 2), ((int)limits["core"]!["remaining"]!, (int)limits["graphql"]!["remaining"]!));
        client.Clock.Now += TimeSpan.FromHours(1);
        await client.GetAsync(Repo);
    }

    [Fact]
    public async Task What_did_not_change_is_304_and_costs_nothing()
    {
        using var repository = TestRepository.Create();
        repository.Commit("first");
        await using var client = await GitHubClient.StartAsync(repository);
        using var first = await client.SendAsync(HttpMethod.Get, $"{Repo}/branches");
        var tag = first.Headers.ETag!.ToString();
        using var same = await client.SendAsync(HttpMethod.Get, $"{Repo}/branches", headers: ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.NotModified, "4999", tag), (same.StatusCode, same.Headers.GetValues("x-ratelimit-remaining").Single(), same.Headers.ETag!.ToString()));
        repository.Commit("second");
        using var changed = await client.SendAsync(HttpMethod.Get, $"{Repo}/branches", headers: ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.OK, "4998"), (changed.StatusCode, changed.Headers.GetValues("x-ratelimit-remaining").Single()));
    }

    [Fact]
    public async Task Comments_are_written_edited_and_listed_oldest_first()
    {
        using var repository = TestRepository.Create();
        var head = repository.Commit("first");
        await using var client = await GitHubClient.StartAsync(repository);
        client.Emulator.Repository.AddPullRequest(3, PullState.Open, "Bump", "", head, "master", client.Clock.Now);
        var id = 0L;
        foreach (var body in (string[])["one", "two"])
        {
            using var written = await client.SendAsync(HttpMethod.Post, $"{Repo}/issues/3/comments", new JsonObject { ["body"] = body }.ToJsonString());
            Assert.Equal(HttpStatusCode.Created, written.StatusCode);
            id = (long)JsonNode.Parse(await written.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!;
        }

        client.Clock.Now += TimeSpan.FromMinutes(1);
        using var edited = await client.SendAsync(HttpMethod.Patch, $"{Repo}/issues/comments/{id}", "{\"body\":\"three\"}");
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
        var comments = await client.GetPagesAsync($"{Repo}/issues/3/comments?per_page=1");
        Assert.Equal(["one|2026-01-02T03:04:05Z", "three|2026-01-02T03:05:05Z"], comments.Select(comment => $"{comment["body"]}|{comment["updated_at"]}"));
        Assert.Equal(("github-actions[bot]", "Bot"), ((string)comments[0]["user"]!["login"]!, (string)comments[0]["user"]!["type"]!));
        Assert.Equal(["POST /repos/{owner}/{repo}/issues/{number}/comments", "POST /repos/{owner}/{repo}/issues/{number}/comments", "PATCH /repos/{owner}/{repo}/issues/comments/{id}"], client.Traffic.Changes.Select(request => request.Operation));
    }

    [Theory]
    [InlineData("secret", true, 65_536, 3, 201)]
    [InlineData("secret", true, 65_537, 3, 422)]
    [InlineData("secret", true, 0, 3, 422)]
    [InlineData("secret", true, 1, 4, 404)]
    [InlineData("secret", false, 1, 3, 403)]
    [InlineData(null, true, 1, 3, 401)]
    public async Task A_comment_needs_a_body_of_bounded_length_a_pull_request_and_the_right_to_write(string? token, bool canWrite, int length, int number, int status)
    {
        using var repository = TestRepository.Create();
        var head = repository.Commit("first");
        await using var client = await GitHubClient.StartAsync(new GitHubEmulatorOptions { RepositoryPath = repository.Path, CanWrite = canWrite });
        client.Emulator.Repository.AddPullRequest(3, PullState.Open, "Bump", "", head, "master", client.Clock.Now);
        using var written = await client.SendAsync(HttpMethod.Post, $"{Repo}/issues/{number}/comments", new JsonObject { ["body"] = new string('x', length) }.ToJsonString(), token);
        Assert.Equal(status, (int)written.StatusCode);
        Assert.Equal(status == 201 ? 1 : 0, client.Emulator.Repository.AllComments.Length);
    }

    [Fact]
    public async Task The_token_of_an_app_belongs_to_no_user_and_its_comments_name_the_app()
    {
        using var repository = TestRepository.Create();
        var head = repository.Commit("first");
        await using var client = await GitHubClient.StartAsync(repository);
        client.Emulator.Repository.AddPullRequest(3, PullState.Open, "Bump", "", head, "master", client.Clock.Now);
        using var user = await client.SendAsync(HttpMethod.Get, "/user");
        Assert.Equal(HttpStatusCode.Forbidden, user.StatusCode);
        client.Emulator.Repository.AddComment(3, "github-actions[bot]", "one", client.Clock.Now);
        client.Emulator.Repository.AddComment(3, "octocat", "two", client.Clock.Now);
        var comments = await client.GetPagesAsync($"{Repo}/issues/3/comments");
        Assert.Equal(["github-actions", ""], comments.Select(comment => (string?)comment["performed_via_github_app"]?["slug"] ?? ""));
    }

    [Fact]
    public async Task Two_commits_are_compared_from_where_they_parted()
    {
        using var repository = TestRepository.Create();
        var common = repository.Commit("first");
        var ahead = repository.Commit("second");
        await using var client = await GitHubClient.StartAsync(repository);
        var compared = await client.GetAsync($"{Repo}/compare/{common}...{ahead}?per_page=1");
        Assert.Equal((common, "ahead", 1), ((string)compared["merge_base_commit"]!["sha"]!, (string)compared["status"]!, (int)compared["total_commits"]!));
        using var unknown = await client.SendAsync(HttpMethod.Get, $"{Repo}/compare/{common}...{new string('0', 40)}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task On_an_enterprise_server_REST_is_below_api_v3()
    {
        using var repository = TestRepository.Create();
        repository.Commit("first");
        await using var client = await GitHubClient.StartAsync(new GitHubEmulatorOptions { RepositoryPath = repository.Path, EnterprisePath = true, Owner = "mirror", Name = "copy", DatabaseId = 7, ViewerLogin = "octocat" });
        Assert.EndsWith("/api/v3", client.Emulator.BaseUrl, StringComparison.Ordinal);
        var found = await client.GetAsync("/repos/Mirror/COPY");
        Assert.Equal((7, "mirror/copy", "master"), ((int)found["id"]!, (string)found["full_name"]!, (string)found["default_branch"]!));
        Assert.Equal("octocat", (string)(await client.GetAsync("/user"))["login"]!);
        using var outside = await client.SendAsync(HttpMethod.Get, client.Emulator.BaseUrl.Replace("/api/v3", "/repos/mirror/copy", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
    }
}
