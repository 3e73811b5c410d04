using Pruner.Core.Artifacts;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Core.Tests.Given;

/// <summary>Journals as a run would write them.</summary>
internal static class Journals
{
    public static string PlanDigest { get; } = new('d', 64);

    public static NotedState Noted { get; } = new(Some.Name(), Visibility.Public, ["111", "222"], ["s-1", "s-2"], null);

    public static JournalEntry Entry(JournalEvent what) => new()
    {
        Sequence = 0,
        Previous = Journal.Genesis,
        Time = Some.Now,
        Plan = PlanDigest,
        Event = what,
    };

    public static JournalEntry Of(JournalEvent what, string id, ChangeKind? change = null) =>
        Entry(what) with { Location = "us-east-1", Id = id, Change = change };

    /// <summary>A whole run: one image deleted with two snapshots, one put back, one boot image tagged.</summary>
    public static IReadOnlyList<JournalEntry> Run()
    {
        var (gone, back, boot) = (Plans.Id(0), Plans.Id(1), Plans.Id(2));
        return Numbered(
        [
            Entry(JournalEvent.Opened) with { Mode = RunMode.Apply, Account = Some.Account },
            Of(JournalEvent.Intent, gone, ChangeKind.TagDoomed) with { Noted = Noted },
            Done(gone, ChangeKind.TagDoomed, "r-1"),
            Of(JournalEvent.Intent, gone, ChangeKind.Unpublish),
            Done(gone, ChangeKind.Unpublish, "r-2"),
            Of(JournalEvent.Intent, gone, ChangeKind.Unshare) with { Accounts = ["111", "222"] },
            Done(gone, ChangeKind.Unshare, "r-3"),
            Of(JournalEvent.Intent, gone, ChangeKind.Delete),
            Of(JournalEvent.Answered, gone, ChangeKind.Delete) with { Outcome = StoreOutcome.Unknown, Detail = "the answer was lost" },
            Of(JournalEvent.Settled, gone, ChangeKind.Delete) with { Outcome = StoreOutcome.Done },
            Of(JournalEvent.Intent, gone, ChangeKind.DeleteSnapshot) with { Snapshot = "s-1" },
            Done(gone, ChangeKind.DeleteSnapshot, "r-4") with { Snapshot = "s-1" },
            Of(JournalEvent.Intent, gone, ChangeKind.DeleteSnapshot) with { Snapshot = "s-2" },
            Of(JournalEvent.Answered, gone, ChangeKind.DeleteSnapshot) with { Snapshot = "s-2", Outcome = StoreOutcome.AlreadySo },
            Of(JournalEvent.Closed, gone) with { Ended = ArtifactOutcome.Pruned },
            Of(JournalEvent.Intent, back, ChangeKind.Unpublish) with { Noted = Noted },
            Done(back, ChangeKind.Unpublish, "r-5"),
            Of(JournalEvent.Intent, back, ChangeKind.Delete),
            Of(JournalEvent.Answered, back, ChangeKind.Delete) with { Outcome = StoreOutcome.InUse, Detail = "ImageUsingByInstance", RequestId = "r-6" },
            Of(JournalEvent.Intent, back, ChangeKind.Publish),
            Done(back, ChangeKind.Publish, "r-7"),
            Of(JournalEvent.Closed, back) with { Ended = ArtifactOutcome.PutBack, Detail = "in use after all; \"put back\" – ünïcode" },
            Of(JournalEvent.Intent, boot, ChangeKind.TagBootImage) with { Noted = Noted with { Tag = "false" } },
            Done(boot, ChangeKind.TagBootImage, "r-8"),
            Of(JournalEvent.Closed, boot) with { Ended = ArtifactOutcome.Tagged },
            Entry(JournalEvent.Finished),
        ]);
    }

    /// <summary>The plan of that run.</summary>
    public static Plan RunsPlan() => Plans.Of(doomed: 2, kept: 2);

    public static JournalEntry Done(string id, ChangeKind change, string requestId) =>
        Of(JournalEvent.Answered, id, change) with { Outcome = StoreOutcome.Done, RequestId = requestId };

    public static byte[] Bytes(IEnumerable<JournalEntry> entries) => [.. entries.SelectMany(entry => Journal.Line(entry).Append((byte)'\n'))];

    /// <summary>Gives lines their numbers, hashes and rising times.</summary>
    public static IReadOnlyList<JournalEntry> Numbered(IEnumerable<JournalEntry> entries)
    {
        var numbered = new List<JournalEntry>();
        var previous = Journal.Genesis;
        foreach (var draft in entries)
        {
            var entry = draft with { Sequence = numbered.Count + 1, Previous = previous, Time = Some.Now + TimeSpan.FromSeconds(numbered.Count) };
            numbered.Add(entry);
            previous = Document.Sha256(Journal.Line(entry));
        }

        return numbered;
    }
}
