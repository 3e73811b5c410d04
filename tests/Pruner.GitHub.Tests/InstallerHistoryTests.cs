using System.Globalization;
using Pruner.Core.History;
using Pruner.GitHub.Tests.Infrastructure;

namespace Pruner.GitHub.Tests;

public sealed class InstallerHistoryTests
{
    [Fact]
    public async Task The_real_history_is_read_as_git_has_it()
    {
        await using var scene = await StartAsync();
        var history = await scene.ReadAsync();

        GitTruth.AssertSame(scene.Repository, history, "--all");
        Assert.Equal(319, history.Commits.Count);
        var merged = scene.Repository.Lines("rev-list", "--branches", "--tags").Select(id => new ObjectId(id)).ToHashSet();
        Assert.Equal(251, merged.Count);
        Assert.Subset(history.Commits.Keys.ToHashSet(), merged);
        Assert.Equal(68, history.PullRequests.Length);
        Assert.Equal("master", history.DefaultBranch);
        Assert.Equal(new RefCounts(21, 0, 21, 0), history.RefCounts);
        Assert.Equal(new RepositoryIdentity("127.0.0.1", "openshift/installer", 113130120), history.Repository);
        Assert.Empty(history.Unreadable);
        Assert.Contains("m-0xi06kgurgv3h2n2in1b", history.Blobs.Values.Single(text => text.Contains("m-0xi06kgurgv3h2n2in1b", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(scene.Progress, note => note is { Phase: HistoryPhase.Files, Total: > 0, Budget.Remaining: > 0 });
    }

    [Fact]
    public async Task Reading_again_when_nothing_moved_asks_six_questions_and_finds_the_same()
    {
        await using var scene = await StartAsync();
        var first = await scene.ReadAsync();
        var callsOfFirst = scene.Traffic.Requests.Length;
        scene.Traffic.Clear();
        var second = await scene.ReadAsync(first);

        TestContext.Current.SendDiagnosticMessage($"{callsOfFirst} calls, then {scene.Traffic.Requests.Length}");
        Assert.InRange(callsOfFirst, 20, 80);
        Assert.Equal(6, scene.Traffic.Requests.Length);
        AssertEqual(first, second);
    }

    [Fact]
    public async Task Every_message_and_date_is_gits_own()
    {
        await using var scene = await StartAsync();
        var history = await scene.ReadAsync();
        foreach (var line in scene.Repository.Git("log", "--all", "--format=%H%x01%ct%x01%B%x02").Split('\x02', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split('\x01');
            var commit = history.Commits[new ObjectId(fields[0])];
            Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(long.Parse(fields[1], CultureInfo.InvariantCulture)), commit.CommittedAt);
            Assert.Equal(TimeSpan.Zero, commit.CommittedAt.Offset);
            Assert.Equal(fields[2].Trim(), commit.Message.Trim());
        }
    }

    internal static void AssertEqual(MetadataHistory expected, MetadataHistory actual)
    {
        Assert.Equal(expected.Refs, actual.Refs);
        Assert.Equal(expected.Commits.Keys.Order(), actual.Commits.Keys.Order());
        Assert.Equal(expected.Folders.Keys.Order(), actual.Folders.Keys.Order());
        Assert.Equal(expected.Blobs.OrderBy(pair => pair.Key), actual.Blobs.OrderBy(pair => pair.Key));
        Assert.Equal(expected.PullRequests.Select(pull => (pull.Number, pull.State, pull.Title, pull.Body, pull.Head, pull.UpdatedAt, string.Join(' ', pull.EarlierHeads))),
            actual.PullRequests.Select(pull => (pull.Number, pull.State, pull.Title, pull.Body, pull.Head, pull.UpdatedAt, string.Join(' ', pull.EarlierHeads))));
        Assert.Equal(expected.PullRequestsUpTo, actual.PullRequestsUpTo);
    }

    private static async Task<Scene> StartAsync()
    {
        var data = SharedData.InstallerHistory();
        return await Scene.StartAsync(
            TestRepository.Clone(Path.Combine(data, "installer.bundle")),
            with: options => options with { PullsFile = Path.Combine(data, "pulls.json") });
    }
}
