using System.Text.RegularExpressions;
using Pruner.Core.Records;

namespace Pruner.Reports;

/// <summary>What to do about an image that did not end as planned.</summary>
/// <param name="Says">What became of it, foreign text.</param>
/// <param name="Command">The command to run; empty when there is nothing to be done.</param>
internal sealed partial record Remedy(string Says, string Command)
{
    /// <summary>What stands before the command in the note of an image that could not be put back, or whose snapshots were left.</summary>
    private const string ByHand = "By hand: ";

    /// <summary>Snapshots in one command line; the ledger has them all.</summary>
    private const int MostSnapshots = 5;

    /// <summary>Of an image in a ledger.</summary>
    public static Remedy Of(ReportedImage finding)
    {
        var note = finding.Note ?? "";
        // The last one is ours: what stands before may quote a store.
        return finding.Outcome switch
        {
            ArtifactOutcome.Failed or ArtifactOutcome.PrunedSnapshotsLeft when note.LastIndexOf(ByHand, StringComparison.Ordinal) is >= 0 and var at => new Remedy(note[..at].TrimEnd(), note[(at + ByHand.Length)..]),
            ArtifactOutcome.Failed or ArtifactOutcome.Unknown when Word.IsMatch(finding.Id) => new Remedy(note, $"pruner explain {finding.Id}"),
            ArtifactOutcome.PrunedSnapshotsLeft when Word.IsMatch(finding.Location) => new Remedy(note, string.Join(
                " && ",
                finding.SnapshotsLeft.Where(Word.IsMatch).Take(MostSnapshots).Select(snapshot => $"aliyun ecs DeleteSnapshot --RegionId {finding.Location} --SnapshotId {snapshot}"))),
            _ => new Remedy(note, ""),
        };
    }

    // What is no id is not put into a command that somebody may copy.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,63}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Word { get; }
}
