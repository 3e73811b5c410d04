using System.Collections.Immutable;
using Pruner.Applying;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Undoing;

/// <summary>Looks at images of one region that a run changed.</summary>
internal sealed class UndoLooks(IArtifactStore store, UndoneRun run, ApplierOptions options, TimeProvider time, string location)
{
    private readonly RegionLooks _looks = new(store, options, time, location, run.AnchorsOf(location));

    /// <summary>Describes images afresh and compares them with what was noted.</summary>
    /// <returns>Those that are shown, and what is to be said of those that are not.</returns>
    /// <exception cref="RegionUnreachableException">The region cannot be read.</exception>
    public async Task<(ImmutableArray<UndoFinding> Found, ImmutableArray<UndoneImage> Missing)> LookAsync(IReadOnlyCollection<Target> targets, CancellationToken stop)
    {
        var isAnchored = await _looks.DescribeAsync(targets, stop);
        var shown = targets.ToLookup(target => target.Fresh is not null);
        var found = await Task.WhenAll(shown[true].Select(async target => UndoFinding.Of(target, run.Plan.Digest!, await AccountsAsync(target, stop))));
        return ([.. found], [.. shown[false].Select(target => Missing(target, isAnchored || found.Length > 0))]);
    }

    /// <summary>The accounts that an image is shared with now. Asked only where the run took some off, and never of another image.</summary>
    private async Task<ImmutableArray<string>> AccountsAsync(Target target, CancellationToken stop) =>
        target.Undone!.AccountsRemoved.Count > 0 && UndoFinding.WhyAnother(target) is null
            ? await RegionLooks.RegionalAsync(() => store.ListSharesAsync(target.Id, stop))
            : [];

    private UndoneImage Missing(Target target, bool isAnchored) => isAnchored
        ? UndoneImage.Gone(target, run.EntryOf(target), target.Undone!.HasBegun(ChangeKind.Delete)
            ? "not shown any more: the run asked for its deletion"
            : "not shown any more: somebody else deleted it")
        : UndoneImage.Of(target, UndoOutcome.Unknown, "not seen; nothing else of the region is shown that would prove it gone");
}
