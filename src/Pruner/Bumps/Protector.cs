using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Bumps;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Stores;
using Pruner.Output;

namespace Pruner.Bumps;

/// <summary>
/// Tags the images of a pull request <c>bootimage=true</c>. No journal: the tag only ever protects, setting it twice changes nothing, and there is nothing to put back.
/// Each call is said instead.
/// </summary>
internal sealed class Protector(IArtifactStore store, Policy policy, ProgressLog log)
{
    private static readonly ImmutableDictionary<string, string> Tags = ImmutableDictionary<string, string>.Empty.Add(BootImageTag.Key, "true");

    /// <summary>The images that lack the tag and can be given it: those seen, of the account's own.</summary>
    public static ImmutableArray<ImageLook> Untagged(ImmutableArray<ImageLook> looks) =>
        [.. looks.Where(look => look.Artifact is { Ownership: Ownership.Own } image && !BootImageTag.IsTrue(image))];

    /// <summary>Tags, region by region.</summary>
    /// <param name="untagged">The images.</param>
    /// <param name="mayChange">True when somebody allowed it: a person's yes, or <c>--yes</c>. Never decided here.</param>
    /// <param name="cancellationToken">Ends it between two regions.</param>
    /// <returns>Number of images that were not tagged, for sure or perhaps.</returns>
    /// <exception cref="SetupException">The credentials are refused.</exception>
    /// <exception cref="EvidenceException">They are of another account than the configured one.</exception>
    public async Task<int> ProtectAsync(ImmutableArray<ImageLook> untagged, bool mayChange, CancellationToken cancellationToken)
    {
        if (!mayChange || untagged.IsEmpty)
        {
            return untagged.Length;
        }

        EvidenceException.ThrowIf(PlanGuards.WrongAccount(await store.IdentifyAsync(cancellationToken), policy));
        var failed = 0;
        foreach (var region in untagged.GroupBy(look => look.Pin.Location, StringComparer.Ordinal))
        {
            string[] ids = [.. region.Select(look => look.Pin.ImageId)];
            var reply = await store.TagAsync(region.Key, ids, Tags, cancellationToken);
            log.Say($"{region.Key}: bootimage=true on {string.Join(", ", ids)}: {Words.Of(reply.Outcome)}{(reply.Message.Length > 0 ? $" ({reply.Message})" : "")}");
            failed += reply.Outcome == StoreOutcome.Done ? 0 : ids.Length;
        }

        return failed;
    }
}
