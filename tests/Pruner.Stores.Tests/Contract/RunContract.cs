using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Stores.Tests.Given;

namespace Pruner.Stores.Tests.Contract;

/// <summary>What holds for a whole run over every store: planned, applied by the real applier, and folded into a ledger.</summary>
public abstract class RunContract : StoreContract
{
    [Fact]
    public async Task What_nothing_keeps_goes_and_what_is_pinned_or_in_use_stays()
    {
        var pinned = World.Put(Stage.Here, isPinned: true);
        var used = World.Put(Stage.There);
        var doomed = new[] { World.Put(Stage.Here), World.Put(Stage.Here), World.Put(Stage.There) };
        Stage.Use(used);

        var ledger = await World.ApplyAsync(await World.PlanAsync());

        Assert.True(ledger.IsFinished);
        Assert.Equal((5, 3, 0, 0), (ledger.Totals.Seen, ledger.Totals.Pruned, ledger.Totals.Failed, ledger.Totals.Unknown));
        Assert.All(doomed, image => Assert.Equal((ArtifactOutcome.Pruned, false), (OutcomeOf(ledger, image), Stage.IsThere(image))));
        Assert.Equal((ArtifactOutcome.Tagged, true), (OutcomeOf(ledger, pinned), Stage.IsThere(pinned)));
        Assert.Equal((ArtifactOutcome.Kept, true), (OutcomeOf(ledger, used), Stage.IsThere(used)));
        Assert.Equal("true", (await DescribeAsync(pinned)).Tags![BootImageTag.Key]);
        Assert.False((await DescribeAsync(used)).Tags!.ContainsKey(BootImageTag.Key));

        // A second run finds nothing more to do.
        Assert.DoesNotContain((await World.PlanAsync()).Verdicts, verdict => verdict.Verdict == Decision.Prune);
    }

    [Fact]
    public async Task A_dry_run_takes_every_step_and_changes_nothing()
    {
        World.Put(Stage.Here, isPinned: true);
        var doomed = World.Put(Stage.Here);
        var before = Stage.Describe();

        var ledger = await World.ApplyAsync(await World.PlanAsync(), RunMode.DryRun);

        Assert.Equal(ArtifactOutcome.WouldPrune, OutcomeOf(ledger, doomed));
        Assert.Equal((1, 1), (ledger.Totals.Pruned, ledger.Totals.Tagged));
        Assert.Equal(before, Stage.Describe());
    }

    [Fact]
    public async Task What_changed_since_the_plan_is_spared_and_left_as_it_is()
    {
        World.Put(Stage.Here, isPinned: true);
        var (used, tagged, obscure) = (World.Put(Stage.Here), World.Put(Stage.Here), World.Put(Stage.Here));
        var plan = await World.PlanAsync();
        Assert.Equal(3, PlanGuards.Doomed(plan));
        Stage.Use(used);
        Stage.Tag(tagged, BootImageTag.Key, "true");
        Stage.Obscure(obscure);

        var ledger = await World.ApplyAsync(plan);

        Assert.All(new[] { used, tagged, obscure }, image => Assert.Equal((ArtifactOutcome.Spared, true), (OutcomeOf(ledger, image), Stage.IsThere(image))));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task A_run_that_was_cut_off_at_a_deletion_is_finished_by_the_next(int at, bool isCarriedOut)
    {
        var pinned = World.Put(Stage.Here, isPinned: true);
        var doomed = Enumerable.Range(0, 5).Select(_ => World.Put(Stage.Here)).ToList();
        var plan = await World.PlanAsync();
        using (var cut = new PowerCut(Stage.Store, World.JournalFile, at, isCarriedOut))
        {
            await Assert.ThrowsAsync<PowerCutException>(() => World.ApplyAsync(plan, through: cut));
            await File.WriteAllBytesAsync(World.JournalFile, cut.Journal!, Cancel);
        }

        var there = doomed.Count(Stage.IsThere);
        Assert.Equal(5 - (isCarriedOut ? at : at - 1), there);

        var ledger = await World.ApplyAsync(plan);

        Assert.True(ledger.IsFinished);
        Assert.All(doomed, image => Assert.Equal((ArtifactOutcome.Pruned, false), (OutcomeOf(ledger, image), Stage.IsThere(image))));
        Assert.True(Stage.IsThere(pinned));
    }

    private static ArtifactOutcome OutcomeOf(Ledger ledger, ArtifactId image) => ledger.Entries.Single(entry => entry.Id == image.Id && entry.Location == image.Location).Outcome;
}
