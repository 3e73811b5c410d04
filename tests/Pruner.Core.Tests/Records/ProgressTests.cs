using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

public sealed class ProgressTests
{
    private static readonly IReadOnlyList<JournalEntry> Run = Journals.Run();

    [Fact]
    public void Nothing_on_record_is_a_dry_run_that_did_nothing()
    {
        var progress = Progress.Of([]);

        Assert.Equal(("", RunMode.DryRun, null, false), (progress.Plan, progress.Mode, progress.Started, progress.IsFinished));
        Assert.Empty(progress.Artifacts);
    }

    [Fact]
    public void A_whole_run_tells_its_plan_mode_times_and_end()
    {
        var progress = Progress.Of(Run);

        Assert.Equal((Journals.PlanDigest, RunMode.Apply, true), (progress.Plan, progress.Mode, progress.IsFinished));
        Assert.Equal((Run[0].Time, Run[^1].Time), (progress.Started, progress.Last));
        Assert.Equal([Plans.Id(0), Plans.Id(1), Plans.Id(2)], progress.Artifacts.Select(artifact => artifact.Id));
    }

    [Fact]
    public void A_resumed_run_stays_the_run_it_was()
    {
        var progress = Progress.Of(Run.Take(5).Append(Journals.Entry(JournalEvent.Resumed)).Append(Journals.Entry(JournalEvent.Interrupted)));

        Assert.Equal(RunMode.Apply, progress.Mode);
        Assert.False(progress.IsFinished);
    }

    [Fact]
    public void An_image_tells_what_was_done_to_it()
    {
        var gone = OfRun(Run.Count, 0);

        Assert.Equal((ArtifactOutcome.Pruned, false), (gone.Ended, gone.IsOpen));
        Assert.Equal(Journals.Noted, gone.Noted);
        Assert.Equal(["s-1", "s-2"], gone.SnapshotsDeleted);
        Assert.Equal(["111", "222"], gone.AccountsRemoved);
        Assert.Equal(["r-1", "r-2", "r-3", "r-4"], gone.RequestIds);
        Assert.True(gone.IsDone(ChangeKind.Delete));
        Assert.False(gone.HasBegun(ChangeKind.Publish));
    }

    [Fact]
    public void A_change_is_begun_by_its_intent_and_done_by_its_answer()
    {
        Assert.Null(Progress.Of(Run.Take(1)).Of(Some.Id(id: Plans.Id(0))));
        Assert.Equal((true, false, true), States(2, ChangeKind.TagDoomed));
        Assert.Equal((true, true, true), States(3, ChangeKind.TagDoomed));
        Assert.Equal((false, false, true), States(3, ChangeKind.Unpublish));
    }

    [Fact]
    public void An_unknown_answer_is_not_done_until_it_is_settled()
    {
        Assert.Equal((true, false, true), States(8, ChangeKind.Delete)); // asked
        Assert.Equal((true, false, true), States(9, ChangeKind.Delete)); // no answer
        Assert.Equal((true, true, true), States(10, ChangeKind.Delete)); // looked
    }

    [Theory]
    [InlineData(StoreOutcome.Unknown)]
    [InlineData(StoreOutcome.AlreadySo)]
    [InlineData(StoreOutcome.InUse)]
    [InlineData(StoreOutcome.Shared)]
    [InlineData(StoreOutcome.Busy)]
    [InlineData(StoreOutcome.Forbidden)]
    [InlineData(StoreOutcome.Failed)]
    public void Only_an_answer_of_done_is_done(StoreOutcome outcome)
    {
        var progress = Progress.Of([.. Run.Take(8), Journals.Of(JournalEvent.Answered, Plans.Id(0), ChangeKind.Delete) with { Outcome = outcome }]);

        Assert.False(progress.Of(Some.Id(id: Plans.Id(0)))!.IsDone(ChangeKind.Delete));
    }

    [Theory]
    [InlineData(StoreOutcome.Unknown)]
    [InlineData(StoreOutcome.Failed)]
    [InlineData(StoreOutcome.Forbidden)]
    public void A_snapshot_that_may_be_there_is_not_counted_as_deleted(StoreOutcome outcome)
    {
        var progress = Progress.Of(
            [.. Run.Take(11), Journals.Of(JournalEvent.Answered, Plans.Id(0), ChangeKind.DeleteSnapshot) with { Outcome = outcome, Snapshot = "s-1" }]);

        Assert.Empty(progress.Of(Some.Id(id: Plans.Id(0)))!.SnapshotsDeleted);
    }

    [Fact]
    public void A_closed_image_that_is_begun_again_is_open_and_says_nothing_of_its_first_end()
    {
        var progress = Progress.Of([.. Run.Take(22), Journals.Of(JournalEvent.Intent, Plans.Id(1), ChangeKind.Unpublish)]);
        var back = progress.Of(Some.Id(id: Plans.Id(1)))!;

        Assert.True(back.IsOpen);
        Assert.Null(back.Note);
    }

    [Fact]
    public void The_first_state_noted_is_the_one_to_go_back_to()
    {
        var again = Journals.Of(JournalEvent.Intent, Plans.Id(0), ChangeKind.Unpublish) with { Noted = Journals.Noted with { Name = "later" } };

        Assert.Equal(Journals.Noted, Progress.Of([.. Run.Take(5), again]).Of(Some.Id(id: Plans.Id(0)))!.Noted);
    }

    [Theory]
    [InlineData(StoreOutcome.Done)]
    [InlineData(StoreOutcome.AlreadySo)]
    public void Only_a_snapshots_own_deletion_counts_it_as_deleted(StoreOutcome outcome)
    {
        var answer = Journals.Of(JournalEvent.Answered, Plans.Id(0), ChangeKind.DeleteSnapshot) with { Outcome = outcome, Snapshot = "s-1" };

        Assert.Equal(["s-1"], Deleted(answer));
        Assert.Equal(["s-1"], Deleted(answer with { Event = JournalEvent.Settled }));
        Assert.Empty(Deleted(answer with { Snapshot = null }));
        Assert.Empty(Deleted(answer with { Change = ChangeKind.Delete }));
        Assert.Empty(Deleted(answer with { Change = null }));
        Assert.Empty(Deleted(answer with { Event = JournalEvent.Intent }));

        static IReadOnlyCollection<string> Deleted(JournalEntry line) => Progress.Of([.. Run.Take(11), line]).Of(Some.Id(id: Plans.Id(0)))!.SnapshotsDeleted;
    }

    [Fact]
    public void Accounts_count_as_removed_by_an_intent_to_remove_them_and_by_nothing_else()
    {
        var intent = Journals.Of(JournalEvent.Intent, Plans.Id(1), ChangeKind.Unshare) with { Noted = Journals.Noted, Accounts = ["222", "111"] };

        Assert.Equal(["111", "222"], Removed(intent));
        Assert.Equal(["111", "222", "333"], Removed(intent, intent with { Accounts = ["333", "111"] }));
        Assert.Empty(Removed(intent with { Accounts = null }));
        Assert.Empty(Removed(intent with { Change = ChangeKind.Share }));
        Assert.Empty(Removed(intent with { Event = JournalEvent.Answered }));

        static IReadOnlyCollection<string> Removed(params JournalEntry[] lines) => Progress.Of(lines).Of(Some.Id(id: Plans.Id(1)))!.AccountsRemoved;
    }

    [Fact]
    public void A_line_that_announces_no_change_begins_none()
    {
        var progress = Progress.Of([Run[0], Journals.Of(JournalEvent.Closed, Plans.Id(0)) with { Ended = ArtifactOutcome.Spared, Detail = "in use" }, Journals.Of(JournalEvent.Intent, Plans.Id(0))]);
        var spared = progress.Of(Some.Id(id: Plans.Id(0)))!;

        progress.Add(Journals.Of(JournalEvent.Resumed, Plans.Id(0), ChangeKind.Delete));
        Assert.Equal((ArtifactOutcome.Spared, "in use", false), (spared.Ended, spared.Note, spared.IsOpen));
        Assert.DoesNotContain(Enum.GetValues<ChangeKind>(), spared.HasBegun);
    }

    [Fact]
    public void A_line_without_both_region_and_id_is_of_no_image()
    {
        var line = Journals.Of(JournalEvent.Intent, Plans.Id(0), ChangeKind.TagDoomed);

        Assert.Empty(Progress.Of([line with { Location = null }, line with { Id = null }]).Artifacts);
    }

    [Fact]
    public void The_time_of_a_mark_stays_whatever_is_begun_besides()
    {
        var mark = Journals.Of(JournalEvent.Intent, Plans.Id(0), ChangeKind.Mark) with { Noted = Journals.Noted, MarkedAt = Some.Now };

        Assert.Equal(Some.Now, Progress.Of([mark, Journals.Of(JournalEvent.Intent, Plans.Id(0), ChangeKind.TagDoomed)]).Of(Some.Id(id: Plans.Id(0)))!.MarkedAt);
        Assert.Equal(Some.Now.AddHours(1), Progress.Of([mark, mark with { MarkedAt = Some.Now.AddHours(1) }]).Of(Some.Id(id: Plans.Id(0)))!.MarkedAt);
    }

    [Fact]
    public void An_empty_request_id_is_none() =>
        Assert.Empty(Progress.Of([Journals.Done(Plans.Id(0), ChangeKind.TagDoomed, "")]).Of(Some.Id(id: Plans.Id(0)))!.RequestIds);

    [Fact]
    public void Images_of_one_id_in_two_regions_are_two()
    {
        var elsewhere = Journals.Of(JournalEvent.Intent, Plans.Id(0), ChangeKind.TagDoomed) with { Location = "cn-hangzhou", Noted = Journals.Noted };
        var progress = Progress.Of([.. Run, elsewhere]);

        Assert.False(progress.Of(Some.Id(id: Plans.Id(0)))!.IsOpen);
        Assert.True(progress.Of(Some.Id("cn-hangzhou", Plans.Id(0)))!.IsOpen);
    }

    private static (bool Begun, bool Done, bool Open) States(int lines, ChangeKind change)
    {
        var artifact = OfRun(lines, 0);
        return (artifact.HasBegun(change), artifact.IsDone(change), artifact.IsOpen);
    }

    private static ArtifactProgress OfRun(int lines, int image) => Progress.Of(Run.Take(lines)).Of(Some.Id(id: Plans.Id(image)))!;
}
