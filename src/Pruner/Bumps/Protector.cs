using System.Collections.Immutable;
using System.Text;
using Pruner.Applying;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Bumps;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Output;
using Pruner.State;

namespace Pruner.Bumps;

/// <summary>
/// Tags the images of a pull request <c>bootimage=true</c>. As for every change, the intent is on disk before the call; there is nothing to put back, for the tag
/// only ever protects, and setting it twice changes nothing.
/// </summary>
internal sealed class Protector(IArtifactStore store, Policy policy, StateFolder state, TimeProvider time, ProgressLog log)
{
    private static readonly ImmutableDictionary<string, string> Tags = ImmutableDictionary<string, string>.Empty.Add(BootImageTag.Key, "true");

    /// <summary>The images that lack the tag and can be given it: those seen, of the account's own.</summary>
    public static ImmutableArray<ImageLook> Untagged(ImmutableArray<ImageLook> looks) =>
        [.. looks.Where(look => look.Artifact is { Ownership: Ownership.Own } image && !BootImageTag.IsTrue(image))];

    /// <summary>Tags, region by region.</summary>
    /// <param name="untagged">The images.</param>
    /// <param name="subject">The pull request and its commit, for the journal.</param>
    /// <param name="mayChange">True when somebody allowed it: a person's yes, or <c>--yes</c>. Never decided here.</param>
    /// <param name="cancellationToken">Ends it between two regions.</param>
    /// <returns>Number of images that were not tagged, for sure or perhaps.</returns>
    /// <exception cref="SetupException">The credentials are refused.</exception>
    /// <exception cref="EvidenceException">They are of another account than the configured one, or the journal is damaged or in use.</exception>
    /// <exception cref="JournalException">The journal cannot be written.</exception>
    public async Task<int> ProtectAsync(ImmutableArray<ImageLook> untagged, string subject, bool mayChange, CancellationToken cancellationToken)
    {
        if (!mayChange || untagged.IsEmpty)
        {
            return untagged.Length;
        }

        EvidenceException.ThrowIf(PlanGuards.WrongAccount(await store.IdentifyAsync(cancellationToken), policy));
        using var held = state.Lock();
        await using var journal = JournalFile.Open(state.ProtectionFile, Document.Sha256(Encoding.UTF8.GetBytes(subject)), time);
        store.Narrow(ChangeScope.Tagging(untagged.Select(look => new ArtifactId(store.Platform, look.Pin.Location, look.Pin.ImageId))));
        var failed = 0;
        foreach (var region in untagged.GroupBy(look => look.Pin.Location, StringComparer.Ordinal))
        {
            string[] ids = [.. region.Select(look => look.Pin.ImageId)];
            await journal.AppendAsync([.. ids.Select(id => Draft(region.Key, id))]);
            var reply = await store.TagAsync(region.Key, ids, Tags, cancellationToken);
            await journal.AppendAsync([.. ids.Select(id => Draft(region.Key, id) with { Event = JournalEvent.Answered, Outcome = reply.Outcome })]);
            log.Say($"{region.Key}: bootimage=true on {string.Join(", ", ids)}: {Words.Of(reply.Outcome)}{(reply.Message.Length > 0 ? $" ({reply.Message})" : "")}");
            failed += reply.Outcome == StoreOutcome.Done ? 0 : ids.Length;
        }

        return failed;
    }

    private static JournalEntry Draft(string location, string id) =>
        ChangeDesk.Draft(ChangeKind.TagBootImage) with { Location = location, Id = id };
}
