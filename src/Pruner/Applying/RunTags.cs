using System.Collections.Immutable;
using Pruner.Core.Artifacts;

namespace Pruner.Applying;

/// <summary>
/// What a run writes on an image, in the store itself, before it changes anything else of it. Whoever writes the journal cannot write these, so they
/// alone bear out, in a later process, that the image was changed by this plan and what it was like before.
/// </summary>
/// <param name="WasPublic">Whether the image was public before the first change.</param>
internal sealed record RunTags(bool WasPublic)
{
    /// <summary>Key of the tag that names the plan, by its digest. Snapshots carry it too.</summary>
    public const string PlanKey = "pruner-plan";

    /// <summary>Key of the tag that tells what the visibility was.</summary>
    public const string WasPublicKey = "pruner-was-public";

    /// <summary>What an image is tagged when nothing of its past can be borne out: such tags vouch for nothing later.</summary>
    public static ImmutableDictionary<string, string> WithoutRecord { get; } = ImmutableDictionary<string, string>.Empty.Add(BootImageTag.Key, "false");

    /// <summary>What a plan wrote on an artifact; null when the store shows no such tags of this very plan, or not both.</summary>
    /// <param name="artifact">As the store described it before this process tagged it.</param>
    /// <param name="plan">Digest of the plan.</param>
    public static RunTags? On(Artifact? artifact, string plan) =>
        artifact?.Tags is { } tags && IsOf(tags, plan) && tags.TryGetValue(WasPublicKey, out var was) && was is "true" or "false"
            ? new RunTags(was == "true")
            : null;

    /// <summary>True when tags name this very plan.</summary>
    public static bool IsOf(ImmutableSortedDictionary<string, string>? tags, string plan) =>
        tags is not null && tags.TryGetValue(PlanKey, out var named) && string.Equals(named, plan, StringComparison.Ordinal);

    /// <summary>What the snapshots of an image are tagged before it is deleted.</summary>
    public static ImmutableDictionary<string, string> OfSnapshots(string plan) => ImmutableDictionary<string, string>.Empty.Add(PlanKey, plan);

    /// <summary>The tags to write.</summary>
    public ImmutableDictionary<string, string> Write(string plan) => WithoutRecord.Add(PlanKey, plan).Add(WasPublicKey, WasPublic ? "true" : "false");
}
