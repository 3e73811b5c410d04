using System.Collections.Immutable;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Undoing;

/// <summary>What an undo would do: shown to somebody before it does.</summary>
/// <param name="Found">The images that are shown by the store.</param>
/// <param name="Others">What is to be said of the others.</param>
internal sealed record UndoSurvey(ImmutableArray<UndoFinding> Found, ImmutableArray<UndoneImage> Others)
{
    /// <summary>The images of which something is to be put back.</summary>
    public IEnumerable<UndoFinding> ToRestore => Found.Where(finding => !finding.Steps.IsEmpty);

    /// <summary>What the undo may change at most.</summary>
    public ChangeScope Scope => new([.. ToRestore.Select(finding => new ScopedArtifact(
        finding.Target.Id, finding.Steps.GivesAccess ? ScopedChanges.Undo : ScopedChanges.Retag, []))]);

    /// <summary>What is found, as a report in which nothing was done yet.</summary>
    public UndoReport Report(UndoneRun run, IArtifactStore store) => UndoReport.Of(run.Ledger, RunMode.DryRun, [.. Found.Select(finding => Unchanged(finding, store)), .. Others]);

    /// <summary>What is said of an image to which nothing was done.</summary>
    public static UndoneImage Unchanged(UndoFinding finding, IArtifactStore store) => finding switch
    {
        { Obstacles.IsEmpty: false } => UndoneImage.Of(finding, UndoOutcome.Left, finding.Steps, [], ByHand(finding, store)),
        _ => UndoneImage.Of(finding, finding.Steps.IsEmpty ? UndoOutcome.AsBefore : UndoOutcome.WouldRestore, finding.Steps, [], byHand: ""),
    };

    /// <summary>The command for what is lacking; empty when there is none.</summary>
    public static string ByHand(UndoFinding finding, IArtifactStore store) => finding.Lacking is { } lacking ? store.CommandToPutBack(finding.Target.Id, lacking) : "";
}
