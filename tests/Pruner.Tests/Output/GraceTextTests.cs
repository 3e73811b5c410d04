using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.OnRunner;
using Pruner.Output;
using Pruner.Reports;

namespace Pruner.Tests.Output;

public sealed class GraceTextTests
{
    private static readonly string[] _ofPlan =
    [
        "2 images are to be marked: their time begins when this plan is carried out",
        "1 image is marked and may go from 2026-11-29 on",
        "2 images are marked and may go from 2026-12-05 on",
        "1 mark is to be taken off: another rule keeps the image",
    ];

    private static readonly string[] _ofRun =
    [
        "1 image was marked: its time begins now",
        "1 image is marked and may go from 2026-11-29 on",
        "2 images are marked and may go from 2026-12-05 on",
        "1 mark was taken off: another rule keeps the image",
    ];

    [Fact]
    public void Without_marks_nothing_is_said_of_them()
    {
        var plan = Papers.Plan(20);

        Assert.Empty(GraceText.Of(plan));
        Assert.Empty(GraceText.Of(Papers.Ledger(plan, ArtifactOutcome.Pruned)));
        Assert.DoesNotContain("mark", string.Join('\n', PlanText.Lines(plan, new TextForm())), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_plan_tells_what_is_to_be_marked_and_what_may_go_when()
    {
        var plan = MarkedPlan();

        Assert.Equal(_ofPlan, GraceText.Of(plan));
        Assert.Contains("  " + _ofPlan[1], PlanText.Lines(plan, new TextForm()));
        Assert.Contains($"- {_ofPlan[1]}\n", SummaryMarkdown.Write(plan, ledger: null, RunFacts.None), StringComparison.Ordinal);
        Assert.EndsWith("of account 1234567890123456, and mark 2?", Prompt.QuestionOf(plan), StringComparison.Ordinal);
        Assert.EndsWith("of account 1234567890123456?", Prompt.QuestionOf(Papers.Plan(5)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_tells_what_was_marked_and_what_may_go_when()
    {
        var plan = MarkedPlan();
        var ledger = LedgerFold.Fold(plan, Progress.Of(Lines(plan, RunMode.Apply)), "head", []);
        var rehearsed = LedgerFold.Fold(plan, Progress.Of(Lines(plan, RunMode.DryRun)), "head", []);

        Assert.Equal(_ofRun, GraceText.Of(ledger));
        Assert.Equal(["1 image would be marked: its time begins then", "1 mark would be taken off: another rule keeps the image"], [GraceText.Of(rehearsed)[0], GraceText.Of(rehearsed)[^1]]);
        Assert.Contains("  " + _ofRun[0], LedgerText.Lines(ledger, new TextForm()));
        Assert.Contains($"- {_ofRun[0]}\n", SummaryMarkdown.Write(plan: null, ledger, RunFacts.None), StringComparison.Ordinal);
        Assert.Contains("<dt>newly marked</dt><dd>1</dd>", System.Text.Encoding.UTF8.GetString(LedgerPage.Write(ledger)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_region_in_which_something_is_only_marked_is_in_the_matrix()
    {
        var plan = Papers.Plan(200);
        var region = plan.Verdicts[0].Location;
        var kept = plan with { Verdicts = [.. plan.Verdicts.Select(verdict => verdict with { Verdict = Decision.Keep })] };

        Assert.Equal("""{"region":[]}""", StepOutputs.MatrixOf(kept));
        Assert.Equal($$"""{"region":["{{region}}"]}""", StepOutputs.MatrixOf(kept with { Verdicts = kept.Verdicts.SetItem(0, kept.Verdicts[0] with { Mark = MarkChange.Set }) }));
    }

    private static Plan MarkedPlan()
    {
        var plan = Papers.Plan(200);
        var kept = plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Keep).Take(6).Select(verdict => verdict.Id).ToList();
        PlannedVerdict Change(PlannedVerdict verdict) => kept.IndexOf(verdict.Id) switch
        {
            0 or 1 => verdict with { Mark = MarkChange.Set },
            2 => verdict with { Mark = MarkChange.TakeOff },
            3 => verdict with { RipensAt = Papers.Now.AddDays(8) },
            4 or 5 => verdict with { RipensAt = Papers.Now.AddDays(14).AddHours(kept.IndexOf(verdict.Id)) },
            _ => verdict,
        };
        return Document.Seal(plan with { Verdicts = [.. plan.Verdicts.Select(Change)] });
    }

    /// <summary>A run that got as far as the first mark and the first that is taken off.</summary>
    private static IEnumerable<JournalEntry> Lines(Plan plan, RunMode mode)
    {
        var opened = new JournalEntry { Sequence = 1, Previous = "", Time = plan.Created, Plan = plan.Digest!, Event = JournalEvent.Opened, Mode = mode };
        yield return opened;
        foreach (var (wanted, change, ended) in new[] { (MarkChange.Set, ChangeKind.Mark, ArtifactOutcome.Marked), (MarkChange.TakeOff, ChangeKind.TakeOffMark, ArtifactOutcome.MarkTakenOff) })
        {
            var verdict = plan.Verdicts.First(verdict => verdict.Mark == wanted);
            var about = opened with { Mode = null, Location = verdict.Location, Id = verdict.Id };
            yield return about with { Event = JournalEvent.Intent, Change = change, MarkedAt = wanted == MarkChange.Set ? plan.Created : null };
            yield return about with { Event = JournalEvent.Answered, Change = change, Outcome = Core.Stores.StoreOutcome.Done };
            yield return about with { Event = JournalEvent.Closed, Ended = ended };
        }
    }
}
