using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Core.History;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

public sealed class EvidenceFileTests
{
    [Fact]
    public void It_holds_everything_that_was_read()
    {
        var history = History();
        using var document = JsonDocument.Parse(EvidenceFile.Write([history]));
        Assert.Equal(EvidenceFile.CurrentSchema, document.RootElement.GetProperty("schema").GetInt32());
        var root = Assert.Single(document.RootElement.GetProperty("repositories").EnumerateArray());
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
        };

        Assert.Equal(EvidenceFile.Write([history]), EvidenceFile.Write([other]));
    }

    [Fact]
    public void Everything_in_it_stands_in_its_own_order()
    {
        var history = History() with { RefsLeftOut = ["refs/heads/z", "refs/heads/a", "refs/heads/m"] };
        using var document = JsonDocument.Parse(EvidenceFile.Write([history]));
        var root = document.RootElement.GetProperty("repositories")[0];

        Assert.Equal(["refs/heads/master", "refs/heads/release-4.10", "refs/tags/v1"], root.GetProperty("refs").EnumerateArray().Select(reference => reference.GetProperty("name").GetString()));
        Assert.Equal(["refs/heads/a", "refs/heads/m", "refs/heads/z"], root.GetProperty("refsLeftOut").EnumerateArray().Select(name => name.GetString()));
        AssertSorted(root.GetProperty("commits").EnumerateArray().Select(commit => commit.GetProperty("id").GetString()!));
        AssertSorted(root.GetProperty("folders").EnumerateObject().Select(folder => folder.Name));
        Assert.All(root.GetProperty("folders").EnumerateObject(), folder => AssertSorted(folder.Value.EnumerateArray().Select(file => file.GetProperty("path").GetString()!)));
        Assert.Equal([1, 2], root.GetProperty("pullRequests").EnumerateArray().Select(pull => pull.GetProperty("number").GetInt32()));
        AssertSorted(root.GetProperty("pullRequests")[0].GetProperty("earlierHeads").EnumerateArray().Select(head => head.GetString()!));

        static void AssertSorted(IEnumerable<string> texts) => Assert.Equal(texts.Order(StringComparer.Ordinal), texts);
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
            history with { PullRequestsUpTo = null },
            history with { Way = HistoryWay.Clone },
            history with { RefsLeftOut = ["refs/heads/other"] },
            history with { Scope = (PinSource.OpenShiftInstaller with { ReadsPullRequests = false }).Scope },
            history with { Scope = (PinSource.OpenShiftInstaller with { References = [Glob.Any] }).Scope },
            history with { Scope = (PinSource.OpenShiftInstaller with { Paths = [Glob.Any] }).Scope },
            history with { RefCounts = history.RefCounts with { TagsAgain = 7 } },
            history with { Unreadable = ImmutableDictionary<ObjectId, string>.Empty.Add(blob.Key, "it is not UTF-8") },
        ];

        Assert.Equal(all.Length, all.Select(one => Document.Sha256(EvidenceFile.Write([one]))).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Read_back_it_is_what_was_written_but_for_the_time_of_reading()
    {
        var history = History() with { Unreadable = ImmutableDictionary<ObjectId, string>.Empty.Add(HistoryBuilder.IdOf("blob", "what"), "it is too large") };
        var read = Assert.Single(EvidenceFile.Read("evidence.json", EvidenceFile.Write([history])));

        Assert.Equal(EvidenceFile.Write([history]), EvidenceFile.Write([read]));
        Assert.Null(HistoryComparison.Differ(history, read));
        Assert.Equal((history.PullRequestsUpTo, history.Way, history.Repository), (read.PullRequestsUpTo, read.Way, read.Repository));
        Assert.Equal(history.PullRequests.Select(pull => pull.EarlierHeads.Order()), read.PullRequests.Select(pull => pull.EarlierHeads.Order()));
        Assert.Equal(DateTimeOffset.MinValue, read.ReadAt);
    }

    [Theory]
    [InlineData("\"schema\":2", "\"schema\":3", "it has schema 3, this version reads 2")]
    [InlineData("\"way\":\"api\"", "\"way\":\"rumour\"", ".way")]
    [InlineData("\"defaultBranch\":\"master\",", "", "defaultBranch")]
    [InlineData("\"schema\":2", "\"schema\":2,\"more\":1", "more")]
    [InlineData("rhcos-4.10", "rhcos-4.19", "does not have the contents of that id")]
    [InlineData("\"blobs\":{\"", "\"blobs\":{\"0", "is no git object id")]
    [InlineData("\"folders\":{\"", "\"folders\":{\"x", "is no git object id")]
    [InlineData("\"parents\":[\"", "\"parents\":[\"x", "git object id")]
    [InlineData("\"refs/heads/**\"", "\"\"", "'' is no pattern")]
    [InlineData("[\"refs/heads/**\",\"refs/tags/**\"]", "[]", "which refs and paths were read")]
    [InlineData("]", "", "evidence file that can be used")]
    public void A_file_that_is_not_as_it_was_written_is_refused(string what, string with, string says)
    {
        var text = Encoding.UTF8.GetString(EvidenceFile.Write([History()]));
        Assert.Contains(what, text, StringComparison.Ordinal);
        var refused = Assert.Throws<EvidenceException>(() => EvidenceFile.Read("evidence.json", Encoding.UTF8.GetBytes(text.Replace(what, with, StringComparison.Ordinal))));
        Assert.Contains(says, refused.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_commit_that_stands_in_it_twice_is_refused()
    {
        var text = JsonNode.Parse(EvidenceFile.Write([History()]))!;
        var commits = text["repositories"]![0]!["commits"]!.AsArray();
        commits.Add(commits[^1]!.DeepClone());
        var refused = Assert.Throws<EvidenceException>(() => EvidenceFile.Read("evidence.json", Encoding.UTF8.GetBytes(text.ToJsonString())));
        Assert.Contains("stands in it 2 times", refused.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_said_to_be_unreadable_need_not_have_the_contents_of_its_id()
    {
        var history = History();
        var blob = history.Blobs.Keys.First();
        var bytes = EvidenceFile.Write([history with { Blobs = history.Blobs.SetItem(blob, "garbled"), Unreadable = history.Unreadable.Add(blob, "it is not UTF-8") }]);

        Assert.Equal("garbled", EvidenceFile.Read("evidence.json", bytes)[0].Blobs[blob]);
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
