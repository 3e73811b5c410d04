using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core.History;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

public sealed class EvidenceFileTests
{
    [Fact]
    public void It_holds_everything_that_was_read()
    {
        var history = History();
        using var document = JsonDocument.Parse(EvidenceFile.Write(history));
        var root = document.RootElement;

        Assert.Equal(EvidenceFile.CurrentSchema, root.GetProperty("schema").GetInt32());
        Assert.Equal(history.Refs.Length, root.GetProperty("refs").GetArrayLength());
        Assert.Equal(history.Commits.Count, root.GetProperty("commits").GetArrayLength());
        Assert.Equal(history.Folders.Count, root.GetProperty("folders").EnumerateObject().Count());
        Assert.All(root.GetProperty("blobs").EnumerateObject(), blob => Assert.Equal(history.Blobs[new ObjectId(blob.Name)], blob.Value.GetString()));
        Assert.Equal(2, root.GetProperty("pullRequests").GetArrayLength());
    }

    [Fact]
    public void Neither_order_nor_the_time_of_reading_changes_it()
    {
        var history = History();
        var other = history with
        {
            Refs = [.. history.Refs.Reverse()],
            PullRequests = [.. history.PullRequests.Reverse().Select(pull => pull with { EarlierHeads = [.. pull.EarlierHeads.Reverse()] })],
            Folders = history.Folders.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Reverse().ToImmutableArray()),
            Commits = history.Commits.Reverse().ToImmutableDictionary(),
            Blobs = history.Blobs.Reverse().ToImmutableDictionary(),
            ReadAt = history.ReadAt + TimeSpan.FromDays(1),
            PullRequestsUpTo = null,
        };

        Assert.Equal(EvidenceFile.Write(history), EvidenceFile.Write(other));
    }

    [Fact]
    public void Every_fact_changes_it()
    {
        var history = History();
        var commit = history.Commits.Values.First(commit => !commit.Parents.IsEmpty);
        var (tree, files) = history.Folders.First();
        var blob = history.Blobs.First();
        MetadataHistory[] all =
        [
            history,
            history with { Repository = history.Repository with { Host = "ghe.example.com" } },
            history with { Repository = history.Repository with { Name = "other/installer" } },
            history with { Repository = history.Repository with { Id = 131 } },
            history with { DefaultBranch = "main" },
            history with { Refs = [.. history.Refs.Skip(1)] },
            history with { Refs = [.. history.Refs.Select(reference => reference with { Target = HistoryBuilder.IdOf("tag", "annotated") })] },
            history with { Commits = history.Commits.Remove(commit.Id) },
            history with { Commits = history.Commits.SetItem(commit.Id, commit with { Message = "other" }) },
            history with { Commits = history.Commits.SetItem(commit.Id, commit with { Parents = [] }) },
            history with { Commits = history.Commits.SetItem(commit.Id, commit with { Folder = null }) },
            history with { Commits = history.Commits.SetItem(commit.Id, commit with { CommittedAt = commit.CommittedAt + TimeSpan.FromSeconds(1) }) },
            history with { Folders = history.Folders.Remove(tree) },
            history with { Folders = history.Folders.SetItem(tree, [.. files.Select(file => file with { IsFile = false })]) },
            history with { Folders = history.Folders.SetItem(tree, [.. files.Select(file => file with { Path = "other.json" })]) },
            history with { Blobs = history.Blobs.SetItem(blob.Key, blob.Value + " ") },
            history with { PullRequests = [.. history.PullRequests.Skip(1)] },
            history with { PullRequests = [.. history.PullRequests.Select(pull => pull with { Title = "other" })] },
            history with { PullRequests = [.. history.PullRequests.Select(pull => pull with { Body = "other" })] },
            history with { PullRequests = [.. history.PullRequests.Select(pull => pull with { EarlierHeads = [] })] },
            history with { Unreadable = ImmutableDictionary<ObjectId, string>.Empty.Add(blob.Key, "it is not UTF-8") },
        ];

        Assert.Equal(all.Length, all.Select(one => Document.Sha256(EvidenceFile.Write(one))).Distinct(StringComparer.Ordinal).Count());
    }

    private static MetadataHistory History()
    {
        var builder = new HistoryBuilder();
        var first = builder.Commit("first", [], [(Documents.RhcosPath, Documents.Stream(Some.BuildText, Some.ImageId)), ("data/data/coreos/fcos.json", "{}")]);
        var second = builder.Commit("second \"quoted\" ünïcode", [first], [(Documents.RhcosPath, Documents.Stream(Some.OtherBuildText, Some.ImageId))]);
        return builder
            .Branch("master", second)
            .Branch("release-4.10", first)
            .Tag("v1", second)
            .Pull(1, second, earlierHeads: [first, second])
            .Pull(2, first)
            .Build();
    }
}
