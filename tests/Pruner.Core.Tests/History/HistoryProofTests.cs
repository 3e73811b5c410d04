using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.History;

/// <summary>Each check of completeness: a hole that it finds, and the whole history that it lets pass.</summary>
public sealed class HistoryProofTests
{
    private static readonly PinSource NoSeries = new("openshift/installer", null, []);
    private static readonly ObjectId Nowhere = HistoryBuilder.IdOf("commit", "nowhere");

    [Fact]
    public void A_whole_history_passes()
    {
        HistoryProof.Require(Whole(), NoSeries);
        HistoryProof.Require(Whole(), NoSeries with { FirstRelease = new ReleaseNumber(4, 10) });
    }

    [Fact]
    public void The_refusal_says_what_is_missing_and_what_to_do()
    {
        var history = Whole() with { Commits = Whole().Commits.Remove(Second()) };

        var refusal = Assert.Throws<EvidenceException>(() => HistoryProof.Require(history, NoSeries)).Refusal;

        Assert.Contains(Second().Hex, refusal.What, StringComparison.Ordinal);
        Assert.Contains("openshift/installer", refusal.Why, StringComparison.Ordinal);
        Assert.Contains("Run again", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_check_is_asked_and_the_first_that_fails_is_told()
    {
        // One hole after the other, from the last check to the first: each is told though all behind it are there too.
        var source = NoSeries with { ReadsPullRequests = false, FirstRelease = new ReleaseNumber(4, 9) };
        var history = Whole() with { Scope = source.Scope };

        AssertTold(HistoryProof.BranchMissing(history, source));
        history = history with { Blobs = history.Blobs.Clear() };
        AssertTold(HistoryProof.FileNotRead(history));
        history = history with { Folders = history.Folders.Clear() };
        AssertTold(HistoryProof.FolderNotListed(history));
        history = history with { Commits = history.Commits.SetItem(Second(), history.Commits[Second()] with { Parents = [Nowhere] }) };
        AssertTold(HistoryProof.ParentNotScanned(history));
        history = history with { Refs = [.. history.Refs.Select(reference => reference.Name == "refs/heads/side" ? reference with { Commit = Nowhere } : reference)] };
        AssertTold(HistoryProof.HeadNotScanned(history));
        history = history with { Refs = [.. history.Refs.Where(reference => reference.Name != "refs/tags/v1")], RefsLeftOut = ["refs/tags/v1"] };
        AssertTold(HistoryProof.RefNotRead(history));
        history = history with { RefCounts = history.RefCounts with { Tags = 2 } };
        AssertTold(HistoryProof.RefsDoNotAddUp(history));
        history = history with { Repository = history.Repository with { Host = "api.github.com" } };
        AssertTold(HistoryProof.InstallerNarrowed(history));
        history = history with { Scope = (source with { References = [.. source.References.Take(1)] }).Scope };
        Assert.NotNull(HistoryProof.InstallerNarrowed(history));
        AssertTold(HistoryProof.ReadOtherwise(history, source));

        void AssertTold(Refusal? refusal) => Assert.Equal(Assert.IsType<Refusal>(refusal), Assert.Throws<EvidenceException>(() => HistoryProof.Require(history, source)).Refusal);
    }

    [Fact]
    public void A_branch_that_is_not_there_is_not_said_to_be_left_out() =>
        AssertFires(true, HistoryProof.BranchMissing(Whole(), NoSeries with { FirstRelease = new ReleaseNumber(4, 9) }), "The branch refs/heads/release-4.9 is missing.");

    [Theory]
    [InlineData(3, 1, 3, 1, false)]
    [InlineData(4, 1, 3, 1, true)] // a branch counted and not read
    [InlineData(3, 2, 3, 1, true)] // a tag counted and not read
    [InlineData(3, 1, 4, 1, true)] // the second listing knows one more branch
    [InlineData(3, 1, 3, 2, true)]
    [InlineData(3, 1, 2, 1, true)] // and one less
    [InlineData(3, 1, 3, 0, true)]
    [InlineData(2, 1, 2, 1, true)] // both agree on less than was read
    public void Refs_must_be_as_many_as_both_listings_count(int branches, int tags, int branchesAgain, int tagsAgain, bool fires) =>
        AssertFires(fires, HistoryProof.RefsDoNotAddUp(Whole() with { RefCounts = new RefCounts(branches, tags, branchesAgain, tagsAgain) }), "does not add up");

    [Fact]
    public void A_repository_without_a_branch_is_refused() =>
        AssertFires(true, HistoryProof.RefsDoNotAddUp(Whole() with { Refs = [], RefCounts = new RefCounts(0, 0, 0, 0) }), "does not add up");

    [Fact]
    public void Refs_that_are_left_out_are_counted_with_the_others()
    {
        var whole = Narrowed(Whole(), "refs/heads/**");
        Assert.Contains(whole.RefsLeftOut, name => name.StartsWith("refs/tags/", StringComparison.Ordinal));
        AssertFires(false, HistoryProof.RefsDoNotAddUp(whole), "does not add up");
        AssertFires(true, HistoryProof.RefsDoNotAddUp(whole with { RefsLeftOut = [] }), "does not add up");
    }

    [Fact]
    public void A_ref_that_the_patterns_fit_must_not_be_left_out_and_no_other_be_read()
    {
        var narrowed = Narrowed(Whole(), "refs/heads/**");
        AssertFires(false, HistoryProof.RefNotRead(Whole()), "left out");
        AssertFires(false, HistoryProof.RefNotRead(narrowed), "left out");
        AssertFires(true, HistoryProof.RefNotRead(narrowed with { Scope = NoSeries.Scope }), "was left out, although its history is to be read");
        AssertFires(true, HistoryProof.RefNotRead(Whole() with { Scope = narrowed.Scope }), "was read, although its history is to be left out");
    }

    [Fact]
    public void A_history_read_for_other_refs_paths_or_pull_requests_is_refused()
    {
        PinSource[] others =
        [
            NoSeries with { References = [.. NoSeries.References.Skip(1)] },
            NoSeries with { Paths = [.. NoSeries.Paths.Skip(1)] },
            NoSeries with { Paths = [.. NoSeries.Paths, Glob.Any] },
            NoSeries with { ReadsPullRequests = false },
        ];
        AssertFires(false, HistoryProof.ReadOtherwise(Whole(), NoSeries), "other refs");
        AssertFires(false, HistoryProof.ReadOtherwise(Whole(), NoSeries with { References = [.. NoSeries.References.Reverse()] }), "other refs");
        Assert.All(others, source => AssertFires(true, HistoryProof.ReadOtherwise(Whole(), source), "other refs"));
    }

    [Theory]
    [InlineData("api.github.com", "openshift/installer", true)]
    [InlineData("github.com", "OpenShift/Installer", true)]
    [InlineData("github.example.com", "openshift/installer", false)]
    [InlineData("api.github.com", "example/installer", false)]
    public void Less_than_all_of_the_public_installer_is_refused(string host, string name, bool fires)
    {
        var whole = Whole() with { Repository = new RepositoryIdentity(host, name, 1) };
        var more = NoSeries with { Paths = [.. NoSeries.Paths, Glob.Any], References = [.. NoSeries.References, Glob.Any] };
        AssertFires(false, HistoryProof.InstallerNarrowed(whole), "only a part");
        AssertFires(false, HistoryProof.InstallerNarrowed(whole with { Scope = more.Scope }), "only a part");
        AssertFires(fires, HistoryProof.InstallerNarrowed(whole with { Scope = (NoSeries with { References = [.. NoSeries.References.Take(1)] }).Scope }), "only a part");
        AssertFires(fires, HistoryProof.InstallerNarrowed(whole with { Scope = (NoSeries with { Paths = [.. NoSeries.Paths.Take(1)] }).Scope }), "only a part");
        AssertFires(fires, HistoryProof.InstallerNarrowed(whole with { Scope = (NoSeries with { ReadsPullRequests = false }).Scope }), "only a part");
    }

    [Fact]
    public void A_default_branch_that_the_patterns_leave_out_is_not_expected_but_a_release_branch_of_the_series_is()
    {
        var releases = NoSeries with { References = [Glob.TryParse("refs/heads/release-*")!] };
        var main = NoSeries with { References = [Glob.TryParse("refs/heads/master")!] };
        AssertFires(false, HistoryProof.BranchMissing(Narrowed(Whole(), "refs/heads/release-*"), releases), "left out");
        AssertFires(false, HistoryProof.BranchMissing(Narrowed(Whole(), "refs/heads/master"), main), "left out");
        AssertFires(
            true,
            HistoryProof.BranchMissing(Narrowed(Whole(), "refs/heads/master"), main with { FirstRelease = new ReleaseNumber(4, 10) }),
            "release-4.10 of openshift/installer is left out by the patterns");
        Assert.Equal(["refs/heads/release-4.10"], HistoryProof.ExpectedBranches(Whole(), releases with { FirstRelease = new ReleaseNumber(4, 10) }));
    }

    [Fact]
    public void A_ref_listed_twice_does_not_stand_for_one_that_is_missing()
    {
        // The list moved between two pages: one name came twice, another not at all, and the numbers agree.
        var whole = Whole();
        var shifted = whole with { Refs = [whole.Refs[0], whole.Refs[1], whole.Refs[1], whole.Refs[3]] };

        Assert.Equal(whole.Refs.Length, shifted.Refs.Length);
        AssertFires(true, HistoryProof.RefsDoNotAddUp(shifted), "does not add up");
    }

    [Fact]
    public void The_head_of_every_ref_must_be_scanned()
    {
        AssertFires(false, HistoryProof.HeadNotScanned(Whole()), "");
        AssertFires(true, HistoryProof.HeadNotScanned(WithRef("refs/heads/side", Nowhere)), "refs/heads/side");
        AssertFires(true, HistoryProof.HeadNotScanned(WithRef("refs/tags/v1", Nowhere)), "refs/tags/v1");
    }

    [Fact]
    public void A_tag_of_a_tree_leads_to_no_commit_and_needs_none() =>
        AssertFires(false, HistoryProof.HeadNotScanned(WithRef("refs/tags/tree", commit: null)), "");

    [Fact]
    public void The_head_of_every_pull_request_must_be_scanned()
    {
        var history = Whole() with { PullRequests = [new PullRequest(7, "closed", "", "", Nowhere, [], HistoryBuilder.Start)] };

        AssertFires(true, HistoryProof.HeadNotScanned(history), "pull request 7");
        AssertFires(false, HistoryProof.HeadNotScanned(history with { PullRequests = [history.PullRequests[0] with { Head = Second() }] }), "");
    }

    [Fact]
    public void Every_parent_must_be_scanned()
    {
        AssertFires(false, HistoryProof.ParentNotScanned(Whole()), "");
        AssertFires(true, HistoryProof.ParentNotScanned(Whole() with { Commits = Whole().Commits.Remove(First()) }), First().Hex);
    }

    [Fact]
    public void The_second_parent_of_a_merge_must_be_scanned_too()
    {
        var history = Whole();
        var merge = history.Commits[Second()] with { Parents = [First(), Nowhere] };

        AssertFires(true, HistoryProof.ParentNotScanned(history with { Commits = history.Commits.SetItem(Second(), merge) }), Nowhere.Hex);
    }

    [Fact]
    public void The_folder_of_every_commit_must_be_listed()
    {
        var history = Whole();
        var folder = history.Commits[Second()].Folder!.Value;
        var without = history with { Folders = history.Folders.Remove(folder) };

        AssertFires(false, HistoryProof.FolderNotListed(history), "");
        AssertFires(true, HistoryProof.FolderNotListed(without), folder.Hex);
        AssertFires(false, HistoryProof.FolderNotListed(without with { Unreadable = Because(folder) }), "");
    }

    [Fact]
    public void A_commit_without_the_folder_needs_none()
    {
        var history = Whole();
        var bare = history.Commits[Second()] with { Folder = null };

        AssertFires(false, HistoryProof.FolderNotListed(history with { Commits = history.Commits.SetItem(Second(), bare) }), "");
    }

    [Fact]
    public void Every_file_must_be_read()
    {
        var history = Whole();
        var blob = history.Folders[history.Commits[Second()].Folder!.Value][0].Blob;
        var without = history with { Blobs = history.Blobs.Remove(blob) };

        AssertFires(false, HistoryProof.FileNotRead(history), "");
        AssertFires(true, HistoryProof.FileNotRead(without), blob.Hex);
        AssertFires(false, HistoryProof.FileNotRead(without with { Unreadable = Because(blob) }), "");
    }

    [Fact]
    public void The_default_branch_must_be_there()
    {
        AssertFires(false, HistoryProof.BranchMissing(Whole(), NoSeries), "");
        AssertFires(true, HistoryProof.BranchMissing(Whole() with { DefaultBranch = "main" }, NoSeries), "refs/heads/main");
    }

    [Fact]
    public void A_tag_named_like_a_branch_is_none()
    {
        var history = Whole();

        AssertFires(
            true, HistoryProof.BranchMissing(history with { Refs = [.. history.Refs.Select(reference => reference with { Name = reference.Name.Replace("heads", "tags", StringComparison.Ordinal) })] }, NoSeries), "master");
    }

    [Fact]
    public void Release_branches_have_no_gap_from_the_first_to_the_newest_seen()
    {
        var source = NoSeries with { FirstRelease = new ReleaseNumber(4, 9) };

        AssertFires(false, HistoryProof.BranchMissing(Series("4.9", "4.10", "4.11"), source), "");
        AssertFires(true, HistoryProof.BranchMissing(Series("4.10", "4.11"), source), "release-4.9");
        AssertFires(true, HistoryProof.BranchMissing(Series("4.9", "4.11"), source), "release-4.10");
        AssertFires(true, HistoryProof.BranchMissing(Series(), source), "release-4.9");
    }

    [Fact]
    public void The_newest_release_is_the_largest_number_not_the_last_text()
    {
        var source = NoSeries with { FirstRelease = new ReleaseNumber(4, 9) };

        Assert.Equal(
            ["refs/heads/master", "refs/heads/release-4.9", "refs/heads/release-4.10"], HistoryProof.ExpectedBranches(Series("4.10", "4.9"), source));
    }

    [Fact]
    public void The_next_major_release_does_not_ask_for_minors_that_never_were()
    {
        var source = NoSeries with { FirstRelease = new ReleaseNumber(4, 9) };

        AssertFires(false, HistoryProof.BranchMissing(Series("4.9", "4.10", "5.0", "5.7"), source), "");
        AssertFires(true, HistoryProof.BranchMissing(Series("4.9", "5.0"), NoSeries with { FirstRelease = new ReleaseNumber(4, 10) }), "release-4.10");
    }

    [Fact]
    public void Branches_that_only_look_like_releases_do_not_count()
    {
        var source = NoSeries with { FirstRelease = new ReleaseNumber(4, 9) };

        AssertFires(false, HistoryProof.BranchMissing(Series("4.9", "4.12-hotfix", "4.x", "4"), source), "");
    }

    private static ObjectId First() => new HistoryBuilder().Commit("first", [], Files("one"));

    private static ObjectId Second() => new HistoryBuilder().Commit("second", [First()], Files("two"));

    private static MetadataHistory Whole()
    {
        var builder = new HistoryBuilder();
        var first = builder.Commit("first", [], Files("one"));
        var second = builder.Commit("second", [first], Files("two"));
        return builder.Branch("master", second).Branch("release-4.10", first).Branch("side", second).Tag("v1", first).Build();
    }

    private static MetadataHistory Series(params string[] releases)
    {
        var builder = new HistoryBuilder();
        var commit = builder.Commit("first", [], Files("one"));
        builder.Branch("master", commit);
        return releases.Aggregate(builder, (all, release) => all.Branch("release-" + release, commit)).Build();
    }

    private static ImmutableArray<(string Path, string Text)> Files(string text) => [(Documents.RhcosPath, text)];

    private static MetadataHistory WithRef(string name, ObjectId? commit)
    {
        var history = Whole();
        return history with { Refs = [.. history.Refs, new GitRef(name, commit ?? Nowhere, commit)] };
    }

    private static ImmutableDictionary<ObjectId, string> Because(ObjectId id) => ImmutableDictionary<ObjectId, string>.Empty.Add(id, "too large");

    private static void AssertFires(bool fires, Refusal? refusal, string word)
    {
        if (fires)
        {
            Assert.Contains(word, Assert.IsType<Refusal>(refusal).What, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(refusal);
        }
    }

    /// <summary>The same history with only the refs read that a pattern fits.</summary>
    private static MetadataHistory Narrowed(MetadataHistory history, string pattern)
    {
        var scope = (NoSeries with { References = [Glob.TryParse(pattern)!] }).Scope;
        return history with
        {
            Scope = scope,
            Refs = [.. history.Refs.Where(reference => scope.Reads(reference.Name))],
            RefsLeftOut = [.. history.Refs.Select(reference => reference.Name).Where(name => !scope.Reads(name))],
        };
    }
}
