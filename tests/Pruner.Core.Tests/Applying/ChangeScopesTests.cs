using System.Collections.Immutable;
using Pruner.Core.Applying;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Applying;

/// <summary>What a run may change at most: never more than the approved plan and fresh evidence both allow, and what is open of an interrupted run.</summary>
public sealed class ChangeScopesTests
{
    private static readonly Artifact A = Image(0);
    private static readonly Artifact B = Image(1);

    [Fact]
    public void What_plan_and_fresh_evidence_doom_may_be_pruned_with_its_snapshots() =>
        Assert.Equal([$"{A.Id.Id} Prune s-0"], ScopeOf([(A, true)], [(A, true)]));

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, null)] // not found any more
    [InlineData(false, true)]
    public void What_only_one_of_them_dooms_is_not_changed(bool isPlanned, bool? isFresh) =>
        Assert.Empty(ScopeOf([(isPlanned ? A : Tagged(A), isPlanned)], isFresh is { } fresh ? [(A, fresh)] : []));

    [Fact]
    public void A_boot_image_without_its_tag_may_be_tagged_and_nothing_else() =>
        Assert.Equal([$"{A.Id.Id} Tag "], ScopeOf([(A, false), (Tagged(B), false)], [(A, false), (B, false)]));

    [Fact]
    public void A_boot_image_that_fresh_evidence_does_not_name_is_not_tagged() =>
        Assert.Empty(ScopeOf([(A, false)], [(A, true)]));

    [Fact]
    public void A_boot_image_of_another_account_is_not_tagged() =>
        Assert.Empty(ScopeOf([(A, false)], [(A with { Ownership = Ownership.Foreign }, false)]));

    [Fact]
    public void What_an_interrupted_run_began_and_fresh_evidence_keeps_may_be_put_back_and_keeps_its_snapshots()
    {
        Assert.Equal([$"{A.Id.Id} PutBack "], ScopeOf([(A, true)], [(A, false)], Begun(A)));
        // And those of others that rest on the same.
        Assert.Equal([$"{A.Id.Id} PutBack ", $"{B.Id.Id} Prune s-1"], ScopeOf(
            [(A, true), (B with { Snapshots = ["s-0", "s-1"] }, true)], [(A, false), (B with { Snapshots = ["s-0", "s-1"] }, true)], Begun(A)));
    }

    [Fact]
    public void What_an_interrupted_run_deleted_may_lose_its_snapshots() =>
        Assert.Equal([$"{A.Id.Id} PutBack s-0"], ScopeOf([(A, true)], [], Begun(A)));

    [Fact]
    public void What_an_interrupted_run_began_and_is_still_doomed_may_be_pruned() =>
        Assert.Equal([$"{A.Id.Id} Prune s-0"], ScopeOf([(A, true)], [(A, true)], Begun(A)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_has_ended_is_not_changed_again(bool isPruned) =>
        Assert.Empty(ScopeOf([(A, isPruned)], [(A, isPruned)], Begun(A), Ended(A)));

    [Fact]
    public void A_boot_image_whose_tagging_was_interrupted_may_be_tagged_though_it_shows_the_tag() =>
        Assert.Equal([$"{A.Id.Id} Tag "], ScopeOf([(Tagged(A), false)], [(Tagged(A), false)], Begun(A)));

    [Fact]
    public void A_snapshot_that_a_kept_image_rests_on_too_is_left_out()
    {
        var sharing = B with { Snapshots = ["s-0", "s-1"] };

        Assert.Equal([$"{A.Id.Id} Prune "], ScopeOf([(A, true)], [(A, true), (sharing, false)]));
        // In another region the same id is another snapshot.
        Assert.Equal([$"{A.Id.Id} Prune s-0"], ScopeOf([(A, true)], [(A, true), (sharing with { Id = Some.Id("eu-west-1", B.Id.Id) }, false)]));
        Assert.Equal([$"{A.Id.Id} Prune s-0", $"{B.Id.Id} Prune s-0 s-1"], ScopeOf([(A, true), (sharing, true)], [(A, true), (sharing, true)]));
    }

    [Fact]
    public void Snapshots_that_are_not_known_add_none_and_hold_none_back()
    {
        Assert.Equal([$"{A.Id.Id} Prune "], ScopeOf([(A with { Snapshots = null }, true)], [(A with { Snapshots = null }, true)]));
        Assert.Equal([$"{A.Id.Id} Prune s-0"], ScopeOf([(A, true)], [(A, true), (B with { Snapshots = null }, false)]));
    }

    [Theory]
    [InlineData(MarkChange.Set, MarkChange.Set, true)]
    [InlineData(MarkChange.TakeOff, MarkChange.TakeOff, true)]
    [InlineData(MarkChange.Set, MarkChange.TakeOff, false)]
    [InlineData(MarkChange.Set, null, false)]
    [InlineData(null, MarkChange.Set, false)]
    [InlineData(null, null, false)]
    public void A_mark_may_be_changed_as_plan_and_fresh_evidence_both_say(MarkChange? planned, MarkChange? fresh, bool isInScope)
    {
        var scope = ChangeScopes.Of(
            Plans.From([PlannedVerdict.From(InGrace(planned))]), new Dictionary<ArtifactId, Verdict> { [A.Id] = InGrace(fresh) }, Progress.Of([]).Of);

        // Only taking a mark off takes the right to untag.
        var right = planned == MarkChange.TakeOff ? ScopedChanges.Retag : ScopedChanges.Tag;
        Assert.Equal(isInScope ? [(A.Id, right, 0)] : [], scope.Artifacts.Select(artifact => (artifact.Id, artifact.Changes, artifact.Snapshots.Length)));
    }

    [Fact]
    public void A_mark_of_what_fresh_evidence_did_not_find_is_not_changed() =>
        Assert.Empty(ChangeScopes.Of(Plans.From([PlannedVerdict.From(InGrace(MarkChange.Set))]), new Dictionary<ArtifactId, Verdict>(), Progress.Of([]).Of).Artifacts);

    [Fact]
    public void The_journal_adds_no_snapshot_and_no_image_that_the_plan_does_not_name() =>
        Assert.Equal([$"{A.Id.Id} PutBack s-0"], ScopeOf([(A, true)], [], Begun(A), Begun(B)));

    [Fact]
    public void Tagging_allows_tags_on_each_image_once()
    {
        var only = Assert.Single(ChangeScope.Tagging([A.Id, A.Id]).Artifacts);

        Assert.Equal((A.Id, ScopedChanges.Tag), (only.Id, only.Changes));
        Assert.Empty(only.Snapshots);
    }

    [Theory]
    [InlineData(MarkChange.TakeOff, false, ScopedChanges.Retag)]
    [InlineData(MarkChange.TakeOff, true, ScopedChanges.Retag)]
    [InlineData(null, true, ScopedChanges.Tag)] // an expired run takes no mark off
    [InlineData(null, false, null)]
    public void A_mark_that_an_interrupted_run_set_may_be_taken_off_where_fresh_evidence_keeps_otherwise(MarkChange? mark, bool isPinned, ScopedChanges? expected)
    {
        var fresh = (isPinned ? Plans.VerdictOn(A, prune: false) : InGrace(null)) with { Mark = mark };

        var scope = ChangeScopes.Of(
            Plans.From([PlannedVerdict.From(InGrace(MarkChange.Set))]), new Dictionary<ArtifactId, Verdict> { [A.Id] = fresh }, Progress.Of([Begun(A, ChangeKind.Mark)]).Of);

        Assert.Equal(expected, scope.Artifacts.SingleOrDefault()?.Changes);
    }

    [Theory]
    [InlineData(MarkChange.TakeOff, ScopedChanges.Retag)]
    [InlineData(null, ScopedChanges.Tag)] // somebody has taken it off meanwhile
    public void A_boot_image_may_lose_tags_only_where_its_mark_is_to_be_taken_off(MarkChange? fresh, ScopedChanges expected)
    {
        var pinned = Plans.VerdictOn(A, prune: false);

        var scope = ChangeScopes.Of(
            Plans.From([PlannedVerdict.From(pinned with { Mark = MarkChange.TakeOff })]), new Dictionary<ArtifactId, Verdict> { [A.Id] = pinned with { Mark = fresh } }, Progress.Of([]).Of);

        Assert.Equal(expected, Assert.Single(scope.Artifacts).Changes);
    }

    private static Verdict InGrace(MarkChange? mark) =>
        Plans.VerdictOn(A, prune: true) with { Decision = Decision.Keep, Reason = Reason.InGrace, Reasons = [new ReasonGiven(Reason.InGrace, "not marked yet")], Mark = mark };

    private static Artifact Image(int n) => Some.Image(id: Plans.Id(n)) with { Snapshots = [$"s-{n}"] };

    private static Artifact Tagged(Artifact image) => image with { Tags = Some.Tags("bootimage", "true") };

    private static JournalEntry Begun(Artifact image, ChangeKind change = ChangeKind.TagDoomed) => Journals.Of(JournalEvent.Intent, image.Id.Id, change) with { Noted = Journals.Noted };

    private static JournalEntry Ended(Artifact image) => Journals.Of(JournalEvent.Closed, image.Id.Id) with { Ended = ArtifactOutcome.PutBack };

    private static string[] ScopeOf(
        ImmutableArray<(Artifact Image, bool Prune)> approved, ImmutableArray<(Artifact Image, bool Prune)> fresh, params JournalEntry[] journal)
    {
        var progress = Progress.Of(journal);
        var scope = ChangeScopes.Of(
            Plans.From([.. approved.Select(pair => PlannedVerdict.From(Plans.VerdictOn(pair.Image, pair.Prune)))]),
            fresh.ToDictionary(pair => pair.Image.Id, pair => Plans.VerdictOn(pair.Image, pair.Prune)),
            progress.Of);
        return [.. scope.Artifacts.Select(artifact => $"{artifact.Id.Id} {artifact.Changes} {string.Join(' ', artifact.Snapshots)}")];
    }
}
