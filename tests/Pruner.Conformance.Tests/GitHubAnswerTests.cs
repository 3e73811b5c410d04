using System.Text;
using System.Text.Json;
using Pruner.GitHub.Queries;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;

namespace Pruner.Conformance.Tests;

public sealed class GitHubAnswerTests
{
    private const string Token = "ghs_0123456789abcdefSECRET";
    private const string Absent = "00000000000000000000000000000000000000ff";
    private const long Run = 17;
    private static readonly DateTimeOffset _day = new(2024, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Everything_that_the_emulator_answers_is_as_GitHub_publishes_it()
    {
        var stop = TestContext.Current.CancellationToken;
        using var repository = new TestRepository();
        var (commits, trees, blobs) = Fill(repository);
        var options = new GitHubEmulatorOptions { RepositoryPath = repository.Path, Token = Token };
        await using var emulator = await GitHubEmulator.StartAsync(options, new TrafficLog(), TimeProvider.System, stop);
        await using var spent = await GitHubEmulator.StartAsync(
            options with { RateLimit = 0, AnonymousRateLimit = 0 }, new TrafficLog(), TimeProvider.System, stop);
        Propose(emulator.Repository, repository, commits);
        var workflows = emulator.Repository.Workflows;
        workflows.Add(new WorkflowRun(Run, ".github/workflows/prune.yml", "schedule", "success", "master", options.DatabaseId, commits[0], _day));
        workflows.Add(new WorkflowArtifact(1, Run, "ledger", 100, "sha256:" + new string('0', 64), _day, static () => "https://storage.example/ledger?sig=0"));

        var world = JsonSerializer.Serialize(new
        {
            url = emulator.BaseUrl,
            spentUrl = spent.BaseUrl,
            token = Token,
            owner = options.Owner,
            name = options.Name,
            documents = GitHubQueries.All,
            sdl = GitHubEmulator.Sdl,
            commits,
            trees,
            blobs,
            pulls = Enumerable.Range(1, 5),
            manyFiles = 4,
            run = Run,
        });
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, world, stop);
            var passed = await NodeTests.RunAsync("github.test.js", new Dictionary<string, string>(StringComparer.Ordinal) { ["PRUNER_GITHUB"] = file });

            // Eleven of what GraphQL answers, twelve of what it refuses, thirteen of REST.
            Assert.Equal(36, passed);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Commits with one, two and no parents; every kind of tree entry, file and tag.</summary>
    private static (string[] Commits, string[] Trees, string[] Blobs) Fill(TestRepository repository)
    {
        var text = repository.Blob("text, with ü and \"quotes\"\n"u8.ToArray());
        var empty = repository.Blob([]);
        var bytes = repository.Blob([0, 1, 2, 255]);
        var large = repository.Blob(Encoding.ASCII.GetBytes(new string('x', 600_000)));
        var root = repository.Special("refs/heads/master", [], "Begin\n\nWith a body.\n", ("data/data/coreos/rhcos.json", "100644", text), ("data/data/empty", "100644", empty));
        var side = repository.Special("refs/heads/release-4.10", [root], "Beside", ("data/data/coreos/run", "100755", bytes), ("data/data/link", "120000", text));
        var second = repository.Special("refs/heads/master", [root], "", ("data/data/coreos/large.json", "100644", large), ("data/data/module", "160000", root));
        var merge = repository.Special("refs/heads/master", [second, side], "Merge", ("data/data/coreos/rhcos.json", "100644", empty), ("data/data/coreos/run", "100755", bytes), ("data/data/link", "120000", text));
        var bare = repository.Commit("refs/heads/without-the-folder", [], "No metadata here", ("README", "nothing"));
        repository.Git("tag", "light", root);
        repository.Git("tag", "key-file", text);
        repository.Git("tag", "-a", "-m", "Of a commit", "v1", merge);
        repository.Git("tag", "-a", "-m", "Of a file", "key", text);
        foreach (var (name, target) in new[] { ("v1-again", "v1"), ("v1-again-again", "v1-again"), ("v1-four-deep", "v1-again-again") })
        {
            repository.Git("tag", "-a", "-m", "Of a tag", name, target);
        }

        string[] trees = [.. new[] { root, side, second, merge }.Select(commit => repository.Git("rev-parse", $"{commit}:data/data")), repository.Git("rev-parse", $"{merge}:data/data/coreos")];
        return ([merge, side, root, bare], trees, [text, empty, bytes, large]);
    }

    /// <summary>One of each state, one that touches more files than a page holds, one that was pushed anew more often than a page holds.</summary>
    private static void Propose(GitHubRepository github, TestRepository git, string[] commits)
    {
        var (merge, side, root) = (commits[0], commits[1], commits[2]);
        var many = git.Commit("refs/pull/4/head", [merge], "Many", [.. Enumerable.Range(0, 101).Select(i => ($"data/data/coreos/{i:D3}.json", $"{i}"))]);
        github.AddPullRequest(1, PullState.Open, "Open", "With a body: \"ü\"", side, "master", _day);
        github.AddPullRequest(2, PullState.Closed, "Closed", "", side, "master", _day.AddHours(1), root);
        github.AddPullRequest(3, PullState.Merged, "Merged", "", side, "master", _day.AddHours(2));
        github.AddPullRequest(4, PullState.Open, "Many files", "", many, "master", _day.AddHours(3));
        github.AddPullRequest(5, PullState.Closed, "Pushed often", "", side, "a-branch-that-is-gone", _day.AddHours(4), [Absent, .. Enumerable.Repeat(root, 100)]);
    }
}
