using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Output;

namespace Pruner.State;

/// <summary>
/// The pin evidence that an earlier plan left in the state folder. It saves reading what was read already, and is believed only as far as somebody
/// vouches for it: the plan beside it when the next plan is made, which changes nothing; the digest of the approved plan when images are deleted.
/// </summary>
/// <param name="state">Where it lies.</param>
/// <param name="host">The host of the API that pins are read from now.</param>
/// <param name="sources">Their sources now.</param>
/// <param name="log">Told why evidence is not used.</param>
internal sealed class EvidenceCache(StateFolder state, string host, ImmutableArray<PinSource> sources, ProgressLog log)
{
    /// <summary>The evidence of the last plan, for a command that decides and changes nothing; nothing when there is none that can be used.</summary>
    public ImmutableArray<MetadataHistory> ForPlanning()
    {
        if (!File.Exists(state.EvidenceFile))
        {
            return [];
        }

        try
        {
            return StateFolder.TryRead(state.PlanFile) is { } bytes
                ? Take(Document.ReadPlan(state.PlanFile, bytes), state.EvidenceFile)
                : Drop(state.EvidenceFile, "no plan vouches for it");
        }
        catch (EvidenceException damaged)
        {
            return Drop(state.EvidenceFile, damaged.Refusal.What);
        }
    }

    /// <summary>
    /// The evidence of an approved plan, for the command that carries it out; nothing when everything must be read. A plan that itself was made from a
    /// cache vouches for nothing here: whoever could write the cache would decide what is deleted.
    /// </summary>
    /// <param name="approved">The plan, approved by a digest from outside its file.</param>
    /// <param name="planFile">Where it lies: its evidence may lie beside it.</param>
    public ImmutableArray<MetadataHistory> ForApplying(Plan approved, string planFile)
    {
        string[] places = [state.EvidenceFile, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(planFile))!, Path.GetFileName(state.EvidenceFile))];
        if (approved.StartedFromCache || places.FirstOrDefault(File.Exists) is not { } file)
        {
            return [];
        }

        try
        {
            return Take(approved, file);
        }
        catch (EvidenceException damaged)
        {
            return Drop(file, damaged.Refusal.What);
        }
    }

    private ImmutableArray<MetadataHistory> Take(Plan plan, string file)
    {
        if (!string.Equals(plan.ToolVersion, ProgramHost.Version, StringComparison.Ordinal))
        {
            return Drop(file, $"version {plan.ToolVersion} made it, this is {ProgramHost.Version}");
        }

        var bytes = StateFolder.TryRead(file) ?? [];
        if (!string.Equals(Document.Sha256(bytes), plan.EvidenceDigest, StringComparison.Ordinal))
        {
            return Drop(file, "it is not what the plan rests on: damaged, or of another plan");
        }

        var histories = EvidenceFile.Read(file, bytes);
        return histories.Any(history => history.Way == HistoryWay.Clone) ? Drop(file, "it was read from a clone, without pull requests")
            : histories.FirstOrDefault(history => !IsOf(history.Repository)) is { Repository: var other } ? Drop(file, $"it is of {other.Name} at {other.Host}, not of {string.Join(" or ", sources.Select(source => source.Repository))} at {host}")
            : histories.FirstOrDefault(history => !sources.Any(source => source.IsReadIn(history))) is { Repository: var narrowed } ? Drop(file, $"other refs, paths or pull requests of {narrowed.Name} were read for it")
            : histories;
    }

    private bool IsOf(RepositoryIdentity read) =>
        string.Equals(read.Host, host, StringComparison.OrdinalIgnoreCase)
        && sources.Any(source => string.Equals(read.Name, source.Repository, StringComparison.OrdinalIgnoreCase));

    private ImmutableArray<MetadataHistory> Drop(string file, string why)
    {
        log.Say($"{file} is not used: {why}. Everything is read anew.");
        return [];
    }
}
