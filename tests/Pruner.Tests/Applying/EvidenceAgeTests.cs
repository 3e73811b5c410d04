using System.Collections.Immutable;
using Pruner.Applying;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.State;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class EvidenceAgeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(479, 0)]
    [InlineData(480, 1)]
    [InlineData(-1, 1)]
    public async Task Evidence_is_renewed_after_eight_minutes_and_when_the_clock_was_set_back(int secondsLater, int renewals)
    {
        var time = new ManualTime(Start);
        using var fresh = new FreshVerdicts(Verdicts(Start), _ => Task.FromResult(Verdicts(time.GetUtcNow())), time);
        time.Move(TimeSpan.FromSeconds(secondsLater));
        await fresh.CurrentAsync(Cancellation);
        Assert.Equal(renewals, fresh.Renewals);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Evidence_that_grew_old_while_it_was_read_is_read_again(int slowReadings)
    {
        var time = new ManualTime(Start);
        var readings = 0;
        using var fresh = new FreshVerdicts(Verdicts(Start.AddMinutes(-8)), _ => Task.FromResult(Read(time, isSlow: ++readings <= slowReadings)), time);

        var current = await fresh.CurrentAsync(Cancellation);

        Assert.Equal(slowReadings + 1, fresh.Renewals);
        Assert.Equal(time.GetUtcNow(), current.PinsReadAt);
    }

    [Fact]
    public async Task Evidence_that_is_old_each_time_that_it_was_read_allows_nothing()
    {
        var time = new ManualTime(Start);
        using var fresh = new FreshVerdicts(Verdicts(Start.AddMinutes(-8)), _ => Task.FromResult(Read(time, isSlow: true)), time);

        var refused = await Assert.ThrowsAsync<EvidenceException>(() => fresh.CurrentAsync(Cancellation));

        Assert.Contains("Pins were read anew 3 times", refused.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_waits_for_its_turn_is_given_up_before_its_evidence_is_ten_minutes_old()
    {
        var time = new ManualTime(Start);
        using var fresh = new FreshVerdicts(Verdicts(Start), _ => Task.FromResult(Verdicts(time.GetUtcNow())), time);
        await using var journal = new MemoryJournal("plan", time);
        using var desk = new ChangeDesk(journal, fresh, time, TimeSpan.FromSeconds(5), Cancellation);
        time.Move(TimeSpan.FromSeconds(479));
        var (begun, waiting) = (new TaskCompletionSource(), new TaskCompletionSource<StoreReply>());

        var change = desk.ChangeAsync(new Target(PlannedVerdict.From(Doomed)), ChangeDesk.Draft(ChangeKind.Delete), async token =>
        {
            begun.SetResult();
            return await waiting.Task.WaitAsync(token);
        });
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation);
        Assert.False(change.IsCompleted);
        time.Move(TimeSpan.FromSeconds(120));

        Assert.Equal(StoreOutcome.Unknown, (await change.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation))?.Outcome);
    }

    [Fact]
    public async Task A_call_that_takes_tags_off_is_given_up_before_the_look_that_it_rests_on_is_old()
    {
        var time = new ManualTime(Start);
        using var fresh = new FreshVerdicts(Verdicts(Start), _ => Task.FromResult(Verdicts(time.GetUtcNow())), time);
        await using var journal = new MemoryJournal("plan", time);
        using var desk = new ChangeDesk(journal, fresh, time, TimeSpan.FromSeconds(5), Cancellation);
        var target = new Target(PlannedVerdict.From(Doomed))
        {
            Undone = new ArtifactProgress("us-east-1", "m-1"),
            Fresh = Doomed.Artifact with { Tags = ImmutableSortedDictionary<string, string>.Empty.Add(RunTags.PlanKey, "plan") },
        };
        var (begun, waiting) = (new TaskCompletionSource(), new TaskCompletionSource<StoreReply>());

        var change = desk.ChangeAsync(target, ChangeDesk.Draft(ChangeKind.RestoreTags), async token =>
        {
            begun.SetResult();
            return await waiting.Task.WaitAsync(token);
        });
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation);
        time.Move(ChangeDesk.LongestCall);

        Assert.Equal(StoreOutcome.Unknown, (await change.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation))?.Outcome);
    }

    /// <summary>Evidence whose reading took no time, or all the time that it may be old.</summary>
    private static TimedVerdicts Read(ManualTime time, bool isSlow)
    {
        var began = time.GetUtcNow();
        time.Move(TimeSpan.FromMinutes(isSlow ? 8 : 0));
        return Verdicts(began);
    }

    private static Verdict Doomed { get; } = new(
        new Artifact
        {
            Id = new ArtifactId("aliyun", "us-east-1", "m-1"),
            Name = "rhcos",
            CreatedAt = Start,
            Ownership = Ownership.Own,
            State = ArtifactState.Available,
            Visibility = Visibility.Private,
            Sharing = Sharing.NotShared,
            Usage = Usage.Unused,
            Family = Membership.None,
            Encryption = Encryption.Plain,
            Tags = ImmutableSortedDictionary<string, string>.Empty,
            Snapshots = [],
            SizeGiB = 16,
        },
        "",
        "",
        "",
        Decision.Prune,
        Reason.Unpinned,
        "",
        [],
        null);

    private static TimedVerdicts Verdicts(DateTimeOffset readAt) =>
        new(ImmutableDictionary<ArtifactId, Verdict>.Empty.Add(Doomed.Artifact.Id, Doomed), readAt, ["us-east-1"]);
}
