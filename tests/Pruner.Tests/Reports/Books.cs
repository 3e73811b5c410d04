using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Tests.Output;

namespace Pruner.Tests.Reports;

/// <summary>Ledgers folded from a made-up plan and a journal that closes every image of it.</summary>
internal static class Books
{
    /// <summary>A finished run of a plan of so many images: what goes ends in the outcome given for its number, else pruned.</summary>
    /// <param name="images">Images of the plan.</param>
    /// <param name="mode">Rehearsal or not.</param>
    /// <param name="note">What strangers wrote, everywhere.</param>
    /// <param name="ends">Outcomes of the first images that go, with their notes.</param>
    public static Ledger Finished(int images, RunMode mode = RunMode.Apply, string note = "", params ImmutableArray<(ArtifactOutcome Outcome, string Note)> ends) =>
        Of(Papers.Plan(images, note), mode, ends);

    /// <summary>A finished run of a plan.</summary>
    public static Ledger Of(Plan plan, RunMode mode, params ImmutableArray<(ArtifactOutcome Outcome, string Note)> ends)
    {
        var number = 0;
        var entries = new List<JournalEntry> { Entry(plan, JournalEvent.Opened) with { Mode = mode } };
        plan = plan with { Verdicts = [.. plan.Verdicts.Select(verdict => verdict.Verdict == Decision.Prune ? verdict with { Snapshots = [$"s-{++number}"] } : verdict)] };
        number = 0;
        foreach (var verdict in plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Prune))
        {
            var (outcome, note) = number < ends.Length ? ends[number] : (ArtifactOutcome.Pruned, "");
            number++;
            if (outcome != ArtifactOutcome.NotReached)
            {
                var at = Entry(plan, JournalEvent.Intent) with { Location = verdict.Location, Id = verdict.Id };
                entries.Add(at with { Change = ChangeKind.Delete, Noted = new NotedState(verdict.Name, Visibility.Private, [], [$"s-{number}"]) });
                entries.Add(at with { Event = JournalEvent.Closed, Ended = outcome, Detail = note.Length == 0 ? null : note });
            }
        }

        entries.Add(Entry(plan, JournalEvent.Finished) with { Time = plan.Created.AddMinutes(12) });
        return LedgerFold.Fold(plan, Progress.Of(entries), new string('d', 64), []);
    }

    /// <summary>A ledger with the same stranger's text in every member that is text.</summary>
    public static Ledger Forged(int images, string text)
    {
        var ledger = Finished(images, RunMode.Apply, text, (ArtifactOutcome.Failed, text + " By hand: " + text), (ArtifactOutcome.Unknown, text), (ArtifactOutcome.PrunedSnapshotsLeft, text));
        return ledger with
        {
            Account = text,
            Streams = [text],
            Plan = text,
            JournalHead = text,
            ToolVersion = text,
            Certificates = [ledger.Certificates[0] with { Host = text, Repository = text }],
            Locations = [.. ledger.Locations.Select(listing => listing with { Location = text + listing.Location, Note = text })],
            Entries = [.. ledger.Entries.Select((entry, at) => entry with
            {
                Location = text + (at % 3),
                Id = text + entry.Id,
                Build = at % 2 == 0 ? text : entry.Build,
                SnapshotsLeft = entry.Outcome == ArtifactOutcome.PrunedSnapshotsLeft ? [text] : null,
                Witness = new Witness(text, text, text, text, text),
            })],
        };
    }

    private static JournalEntry Entry(Plan plan, JournalEvent happened) => new()
    {
        Sequence = 1,
        Previous = "",
        Time = plan.Created,
        Plan = plan.Digest!,
        Event = happened,
    };
}
