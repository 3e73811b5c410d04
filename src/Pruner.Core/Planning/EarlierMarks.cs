using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;

namespace Pruner.Core.Planning;

/// <summary>The marks that an earlier ledger remembers. Others could have written it: a mark counts only where the artifact's own tag says the same.</summary>
/// <param name="all">All of them.</param>
public sealed class EarlierMarks(ImmutableArray<LedgerMark> all)
{
    private readonly ILookup<ArtifactId, LedgerMark> _marks = all.ToLookup(mark => mark.ArtifactId());

    /// <summary>All of them, in the ledger's order.</summary>
    public ImmutableArray<LedgerMark> All { get; } = all;

    /// <summary>The mark of an artifact; null when the ledger has none, or several.</summary>
    public LedgerMark? Of(ArtifactId id) => _marks[id].Take(2).ToArray() is [var only] ? only : null;
}
