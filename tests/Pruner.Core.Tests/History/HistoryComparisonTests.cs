using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.History;

/// <summary>Two readings of one repository: each difference is found and named, and equal ones pass.</summary>
public sealed class HistoryComparisonTests
{
    private const string Path = "data/data/coreos/rhcos.json";
    private static readonly ObjectId Nowhere = HistoryBuilder.IdOf("commit", "nowhere");

    [Fact]
    public void Equal_readings_pass() => Assert.Null(HistoryComparison.Differ(Whole(), Whole()));

    [Fact]
    public void What_a_clone_cannot_know_and_what_protects_only_is_not_compared()
    {
        var clone = Whole();
        var api = Whole() with
        {
            Repository = new RepositoryIdentity("api.github.com", "OpenShift/installer", 7),
            PullRequests = [new PullRequest(1, "open", "", "", Head(), [], HistoryBuilder.Start)],
            ReadAt = HistoryBuilder.Start,
        };
        Assert.Null(HistoryComparison.Differ(clone, Change(api, Head(), commit => commit with { Message = commit.Message + "\n" })));
        Assert.Null(HistoryComparison.Differ(clone, Change(api, Head(), commit => commit with { CommittedAt = commit.CommittedAt.ToOffset(TimeSpan.FromHours(5)) })));
    }

    [Fact]
    public void The_api_may_hold_more_than_branches_and_tags_reach()
    {
        var api = Whole();
        var proposed = api.Commits[Head()] with { Id = Nowhere, Parents = [Head()], Folder = Nowhere };
        api = api with
        {
            Commits = api.Commits.Add(Nowhere, proposed),
            Folders = api.Folders.Add(Nowhere, []),
            Blobs = api.Blobs.Add(Nowhere, "proposed"),
            Unreadable = api.Unreadable.Add(Nowhere, "it is larger than 10 MB"),
        };
        Assert.Null(HistoryComparison.Differ(Whole(), api));
    }

    [Fact]
    public void The_message_names_the_difference_its_ground_and_the_way_out()
    {
        var refusal = HistoryComparison.Differ(Whole(), Whole() with { DefaultBranch = "main" });

        Assert.Equal("The clone and the API differ on the default branch of openshift/installer: master in the clone, main over the API.", refusal?.What);
        Assert.Contains("One of the two readings is wrong, or the repository moved in between", refusal?.Why, StringComparison.Ordinal);
        Assert.Contains("git fetch", refusal?.Remedy, StringComparison.Ordinal);
        Assert.Contains("run again", refusal?.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ref_that_one_reading_lacks_is_a_difference()
    {
        AssertDiffer(WithRefs(refs => refs.RemoveAt(3)), "differ on refs/tags/v1 of", "absent over the API");
        AssertDiffer(WithRefs(refs => refs.Add(new GitRef("refs/heads/side", Head(), Head()))), "refs/heads/side of openshift/installer: absent in the clone");
        AssertDiffer(WithRefs(refs => refs.Add(refs[0])), "differ on refs/heads/master of");
    }

    [Fact]
    public void A_ref_that_leads_elsewhere_is_a_difference()
    {
        AssertDiffer(WithRefs(refs => refs.SetItem(1, refs[1] with { Target = First(), Commit = First() })), $"refs/heads/release-4.10 of openshift/installer: commit {Head()} in the clone, commit {First()} over");
        AssertDiffer(WithRefs(refs => refs.SetItem(3, refs[3] with { Target = Nowhere })), "differ on refs/tags/v1 of", $"object {Nowhere}, which leads to commit");
        AssertDiffer(WithRefs(refs => refs.SetItem(3, refs[3] with { Commit = null })), "differ on refs/tags/v1 of", "which leads to no commit");
    }

    [Fact]
    public void The_order_of_refs_and_files_says_nothing()
    {
        Assert.Null(HistoryComparison.Differ(Whole(), WithRefs(refs => [.. refs.Reverse()])));
        Assert.Null(HistoryComparison.Differ(Whole(), WithFiles(files => [.. files.Reverse()])));
    }

    [Fact]
    public void The_first_difference_is_named_whatever_the_order()
    {
        var one = WithRefs(refs => [refs[3], refs[1]]);
        var other = WithRefs(refs => [refs[1], refs[3]]);

        Assert.Equal(HistoryComparison.Differ(Whole(), one), HistoryComparison.Differ(Whole(), other));
        AssertDiffer(one, "differ on refs/heads/master of");
    }

    [Fact]
    public void A_commit_that_the_api_lacks_is_a_difference()
    {
        var api = Whole();
        AssertDiffer(api with { Commits = api.Commits.Remove(First()) }, $"commit {First()} of openshift/installer: there in the clone, absent over the API");
    }

    [Fact]
    public void A_commit_that_only_the_api_reaches_is_a_difference()
    {
        // Equal refs and parents: the clone is not closed.
        var clone = Whole();
        AssertDiffer(clone with { Commits = clone.Commits.Remove(First()) }, Whole(), $"commit {First()} of openshift/installer: absent in the clone, there over the API");
    }

    [Fact]
    public void Other_parents_are_a_difference()
    {
        AssertDiffer(Change(Whole(), Head(), commit => commit with { Parents = [commit.Parents[0]] }), $"the parents of commit {Head()}", "over the API");
        AssertDiffer(Change(Whole(), Head(), commit => commit with { Parents = [.. commit.Parents.Reverse()] }), $"the parents of commit {Head()}");
        AssertDiffer(Change(Whole(), Head(), commit => commit with { Parents = [] }), "absent over the API");
        AssertDiffer(Change(Whole(), Head(), commit => commit with { Parents = [.. Enumerable.Repeat(Nowhere, 7)] }), $"{Nowhere} and 2 more over the API");
    }

    [Fact]
    public void Another_date_is_a_difference() =>
        AssertDiffer(Change(Whole(), Head(), commit => commit with { CommittedAt = commit.CommittedAt.AddSeconds(1) }), $"the date of commit {Head()}", "2022-01-03T00:00:00Z in the clone, 2022-01-03T00:00:01Z over the API");

    [Fact]
    public void Another_metadata_folder_is_a_difference()
    {
        AssertDiffer(Change(Whole(), Head(), commit => commit with { Folder = null }), $"the metadata folder at commit {Head()}", "absent over the API");
        AssertDiffer(Change(Whole(), Head(), commit => commit with { Folder = Nowhere }), $"tree {Nowhere} over the API");
    }

    [Fact]
    public void A_folder_that_one_reading_did_not_list_is_a_difference()
    {
        var whole = Whole();
        var less = whole with { Folders = whole.Folders.Remove(FolderOfHead()) };
        AssertDiffer(whole, less, $"the metadata folder (tree) {FolderOfHead()} of openshift/installer: listed in the clone, absent over the API");
        AssertDiffer(less, whole, $"the metadata folder (tree) {FolderOfHead()} of openshift/installer: absent in the clone, listed over the API");
    }

    [Fact]
    public void Other_files_are_a_difference()
    {
        AssertDiffer(WithFiles(files => files.RemoveAt(0)), "data/data/coreos/fcos.json in the metadata folder", "absent over the API");
        AssertDiffer(WithFiles(files => files.Add(files[0] with { Path = "data/data/rhcos.json" })), "data/data/rhcos.json in", "absent in the clone");
        AssertDiffer(WithFiles(files => files.SetItem(1, files[1] with { Blob = Nowhere })), Path, $"blob {Nowhere} over the API");
        AssertDiffer(WithFiles(files => files.SetItem(1, files[1] with { IsFile = false })), Path, "which is no file over the API");
    }

    [Fact]
    public void Another_text_is_a_difference()
    {
        var whole = Whole();
        var blob = whole.Folders[FolderOfHead()][1].Blob;
        AssertDiffer(whole with { Blobs = whole.Blobs.SetItem(blob, "other") }, $"the text of {Path} (blob {blob})", $"that of blob {blob} in the clone, that of blob {HistoryBuilder.IdOf("blob", "other")} over");
        AssertDiffer(whole with { Blobs = whole.Blobs.Remove(blob) }, $"the text of {Path} (blob {blob})", "absent over the API");
        AssertDiffer(whole with { Blobs = whole.Blobs.Remove(blob) }, whole, "absent in the clone");
    }

    [Fact]
    public void A_text_that_neither_reading_holds_is_a_difference()
    {
        var whole = Whole();
        var less = whole with { Blobs = whole.Blobs.Remove(whole.Folders[FolderOfHead()][1].Blob) };
        AssertDiffer(less, less, $"the text of {Path}");
    }

    [Fact]
    public void Names_of_others_bring_no_control_characters_into_the_message() =>
        AssertDiffer(WithFiles(files => files.Add(files[0] with { Path = "data/data/coreos/\u001b[2Jx.json" })), "data/data/coreos/ [2Jx.json");

    [Fact]
    public void What_one_reading_could_not_read_is_a_difference()
    {
        var whole = Whole();
        foreach (var id in (ObjectId[])[Head(), FolderOfHead(), whole.Folders[FolderOfHead()][0].Blob])
        {
            AssertDiffer(whole with { Unreadable = whole.Unreadable.Add(id, "it is not UTF-8 text") }, $"object {id} of openshift/installer: readable in the clone, unreadable over the API");
        }
    }

    [Fact]
    public void Every_difference_is_looked_for_and_the_first_is_told()
    {
        // One after the other, from the last to the first: each is told though all behind it are there too.
        var (clone, api) = (Whole(), Whole() with { Unreadable = ImmutableDictionary<ObjectId, string>.Empty.Add(Head(), "it is not UTF-8 text") });

        AssertTold(HistoryComparison.ReadableInOneOnly(clone, api));
        api = api with { Blobs = api.Blobs.Clear() };
        AssertTold(HistoryComparison.TextsDiffer(clone, api));
        api = api with { Folders = api.Folders.Clear() };
        AssertTold(HistoryComparison.FoldersDiffer(clone, api));
        clone = clone with { Commits = clone.Commits.Remove(First()) };
        AssertTold(HistoryComparison.CommitOnlyInApi(clone, api));
        api = Change(api, Head(), commit => commit with { CommittedAt = commit.CommittedAt.AddSeconds(1) });
        AssertTold(HistoryComparison.CommitsDiffer(clone, api));
        api = api with { Refs = [.. api.Refs.SkipLast(1)] };
        AssertTold(HistoryComparison.RefsDiffer(clone, api));
        api = api with { DefaultBranch = "main" };
        AssertTold(HistoryComparison.DefaultBranchesDiffer(clone, api));

        void AssertTold(Refusal? refusal) => Assert.Equal(Assert.IsType<Refusal>(refusal), HistoryComparison.Differ(clone, api));
    }

    [Fact]
    public void Of_several_objects_the_first_by_id_or_path_is_told()
    {
        var whole = Whole();
        var (first, second) = (whole.Commits[Head()].Parents.Min(), whole.Commits[Head()].Parents.Max());
        var commits = whole.Commits.Keys.Order().ToList();
        var folders = whole.Folders.Keys.Order().ToList();
        var later = commits.Aggregate(whole, (all, id) => Change(all, id, commit => commit with { CommittedAt = commit.CommittedAt.AddSeconds(1) }));

        AssertDiffer(later, $"the date of commit {commits[0]}");
        AssertDiffer(whole with { Commits = whole.Commits.RemoveRange([first, second]) }, whole, $"commit {first} of openshift/installer: absent in the clone");
        AssertDiffer(whole with { Folders = whole.Folders.Clear() }, $"the metadata folder (tree) {folders[0]}");
        AssertDiffer(whole with { Unreadable = commits.ToImmutableDictionary(id => id, _ => "it is not UTF-8 text") }, $"object {commits[0]}");
        AssertDiffer(whole with { Unreadable = folders.ToImmutableDictionary(id => id, _ => "it is not UTF-8 text") }, $"object {folders[0]}");
        AssertDiffer(whole with { Blobs = whole.Blobs.Clear() }, "the text of data/data/coreos/fcos.json");
        var blobs = new[] { HistoryBuilder.IdOf("blob", "one"), HistoryBuilder.IdOf("blob", "two") };
        AssertDiffer(whole with { Blobs = whole.Blobs.RemoveRange(blobs) }, $"the text of {Path} (blob {blobs.Min()})");
    }

    [Fact]
    public void Two_files_that_look_the_same_as_text_may_come_in_any_order()
    {
        // Three, so that no one order is the reverse of another.
        MetadataFile Twin(string text) => new("data/data/coreos/\uFFFD.json", HistoryBuilder.IdOf("blob", text), IsFile: true);
        MetadataHistory With(params MetadataFile[] twins) => WithFiles(files => [.. files, .. twins]) with { Blobs = Whole().Blobs.AddRange(Whole().Blobs) };
        var (clone, api) = (With(Twin("one"), Twin("two"), Twin("three")), With(Twin("two"), Twin("three"), Twin("one")));

        Assert.Null(HistoryComparison.Differ(clone, api));
    }

    [Theory]
    [InlineData(5, "")]
    [InlineData(6, " and 1 more")]
    public void At_most_five_are_named(int parents, string more)
    {
        ObjectId[] ids = [.. Enumerable.Range(0, parents).Select(number => HistoryBuilder.IdOf("commit", $"{number}"))];

        AssertDiffer(Change(Whole(), Head(), commit => commit with { Parents = [.. ids] }), $"in the clone, {string.Join(", ", ids.Take(5))}{more} over the API");
    }

    private static void AssertDiffer(MetadataHistory api, params string[] says) => AssertDiffer(Whole(), api, says);

    private static void AssertDiffer(MetadataHistory clone, MetadataHistory api, params string[] says)
    {
        var refusal = HistoryComparison.Differ(clone, api);
        Assert.NotNull(refusal);
        Assert.All(says, text => Assert.Contains(text, refusal.What, StringComparison.Ordinal));
    }

    private static MetadataHistory WithRefs(Func<ImmutableArray<GitRef>, ImmutableArray<GitRef>> change) => Whole() with { Refs = change(Whole().Refs) };

    private static MetadataHistory WithFiles(Func<ImmutableArray<MetadataFile>, ImmutableArray<MetadataFile>> change) =>
        Whole() with { Folders = Whole().Folders.SetItem(FolderOfHead(), change(Whole().Folders[FolderOfHead()])) };

    private static MetadataHistory Change(MetadataHistory history, ObjectId id, Func<GitCommit, GitCommit> change) =>
        history with { Commits = history.Commits.SetItem(id, change(history.Commits[id])) };

    private static ObjectId First() => Whole().Commits[Head()].Parents[0];

    private static ObjectId Head() => Whole().Refs[0].Target;

    private static ObjectId FolderOfHead() => Whole().Commits[Head()].Folder!.Value;

    /// <summary>A merge of two roots, on a branch, a release branch and a tag.</summary>
    private static MetadataHistory Whole()
    {
        var builder = new HistoryBuilder();
        var first = builder.Commit("first", [], [(Path, "one")]);
        var second = builder.Commit("second", [], [(Path, "two")]);
        var head = builder.Commit("merge", [first, second], [("data/data/coreos/fcos.json", "three"), (Path, "two")]);
        return builder.Branch("master", head).Branch("release-4.10", head).Branch("release-4.11", second).Tag("v1", head).Build();
    }
}
