using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;

namespace Pruner.Core.Planning;

/// <summary>The marks that an earlier ledger remembers. Others could have written it: a mark counts only where the artifact's own tag says the same.</summary>
public sealed class EarlierMarks
{
    private readonly ILookup<ArtifactId, LedgerMark> _marks;

    /// <summary>Those of a ledger.</summary>
    /// <param name="all">All of them.</param>
    public EarlierMarks(ImmutableArray<LedgerMark> all)
        : this(all, all)
    {
    }

    private EarlierMarks(ImmutableArray<LedgerMark> all, IEnumerable<LedgerMark> counting) => (All, _marks) = (all, counting.ToLookup(mark => mark.ArtifactId()));

    /// <summary>All of them, in the ledger's order.</summary>
    public ImmutableArray<LedgerMark> All { get; }

    /// <summary>The same, of which only those count that are of one store; the others go on being remembered.</summary>
    /// <param name="account">Its account.</param>
    /// <param name="address">Its address.</param>
    public EarlierMarks In(string account, string address) => new(All, All.Where(mark => mark.IsIn(account, address)));

    /// <summary>The mark of an artifact; null when the ledger has none, or several.</summary>
    public LedgerMark? Of(ArtifactId id) => _marks[id].Take(2).ToArray() is [var only] ? only : null;
}
