using System.Collections.Immutable;

namespace Pruner.Core.Policies;

/// <summary>What to keep besides pins, and how much a run may do. Comes from the reviewed configuration and the command line, never from a plan.</summary>
public sealed record Policy
{
    /// <summary>Younger builds are kept. Default 90 days (real bumps came up to 88 days after the build); null is written <c>none</c>.</summary>
    public TimeSpan? MinAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Newest builds kept per stream and architecture. Default 3; null is written <c>none</c>; 0 keeps none.</summary>
    public int? KeepNewest { get; init; } = 3;

    /// <summary>Prunes images shared with single accounts too. Default false.</summary>
    public bool IncludeShared { get; init; }

    /// <summary>What is kept by hand, whatever else holds.</summary>
    public ImmutableArray<KeepRule> Keep { get; init; } = [];

    /// <summary>Further rules, for some streams, architectures or platforms. They keep more than <see cref="MinAge"/>, <see cref="KeepNewest"/> and <see cref="Keep"/>, never less.</summary>
    public ImmutableArray<RetentionRule> Rules { get; init; } = [];

    /// <summary>How long an image must have been marked, by its tag and by the ledger, before a later run deletes it; null (<c>none</c>, the default) marks nothing and deletes at once.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Most images deleted in one run. Default 2,000; 0 means zero; null is written <c>none</c>.</summary>
    public int? MaxDeletions { get; init; } = 2000;

    /// <summary>Most images deleted, in percent of all images seen, 0 to 100. Default null (<c>none</c>); 0 means zero.</summary>
    public int? MaxDeletionsPercent { get; init; }

    /// <summary>Fewest boot image builds a scan must find. Default 1; null is written <c>none</c>.</summary>
    public int? MinPinnedBuilds { get; init; } = 1;

    /// <summary>Most pins of an earlier ledger that a scan may no longer find. Default 0; null is written <c>none</c>.</summary>
    public int? MaxLostPins { get; init; } = 0;

    /// <summary>The only account that may be changed; null accepts the caller's.</summary>
    public string? Account { get; init; }

    /// <summary>Branches on which a GitHub workflow may change anything, besides the default one: plain names.</summary>
    public ImmutableArray<string> Branches { get; init; } = [];

    /// <summary>Where pins come from: every repository is read whole, and a pin of any protects.</summary>
    public ImmutableArray<PinSource> Pins { get; init; } = [PinSource.OpenShiftInstaller];

    /// <summary>The streams that can be chosen, and where their builds are listed.</summary>
    public ImmutableArray<StreamSource> Streams { get; init; } = [];

    /// <summary>The stores that can be chosen; a run prunes one.</summary>
    public ImmutableArray<StoreChoice> Stores { get; init; } = [new StoreChoice("aliyun", Address: null)];

    /// <summary>Most calls under way at once.</summary>
    public Concurrency Concurrency { get; init; } = Concurrency.Default;

    /// <summary>All rules: the general one, for everything, and the further ones.</summary>
    public IEnumerable<RetentionRule> AllRules() => Rules.Prepend(new RetentionRule { MinAge = MinAge, KeepNewest = KeepNewest, Keep = Keep });
}
