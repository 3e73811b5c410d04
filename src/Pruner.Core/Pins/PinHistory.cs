using System.Collections.Immutable;
using Pruner.Core.Builds;
using Pruner.Core.History;
using Pruner.Core.Policies;

namespace Pruner.Core.Pins;

/// <summary>All pins of a repository's whole history, with the certificate that nothing was missed.</summary>
public sealed class PinHistory
{
    private PinHistory(ImmutableArray<Pin> pins, Certificate certificate)
    {
        Pins = pins;
        Certificate = certificate;
        Index = new PinIndex(pins);
    }

    /// <summary>Every pin, in a fixed order: merged history first, then by witness.</summary>
    public ImmutableArray<Pin> Pins { get; }

    /// <summary>The proof.</summary>
    public Certificate Certificate { get; }

    /// <summary>Look-up.</summary>
    public PinIndex Index { get; }

    /// <summary>Reads every document of a history and proves that the whole is complete.</summary>
    /// <param name="history">What was read.</param>
    /// <param name="reader">Knows the documents.</param>
    /// <param name="source">What the history must hold to be believed.</param>
    /// <param name="earlier">Pins of an earlier ledger; they are added.</param>
    /// <exception cref="EvidenceException">A hole, a document of merged history that is not understood, two readers that disagree, a known answer missing.</exception>
    public static PinHistory From(MetadataHistory history, IMetadataReader reader, PinSource source, ImmutableArray<Pin> earlier)
    {
        HistoryProof.Require(history, source);
        source = source.For(history.Repository);
        var collected = new DocumentScan(history, reader).Run();
        var merged = collected.Pins.Where(pin => pin.Origin == PinOrigin.Merged).ToImmutableArray();
        RequireKnownAnswers(history, source, merged);
        RequirePinsAtTips(history, source, collected);

        var known = source.KnownBuilds.Select(build =>
            new Pin("", "", "", "", build, PinOrigin.Known, new Witness("", "known answers", "", "", "")));
        var fresh = new PinIndex(collected.Pins);
        var lost = earlier.Where(pin => !IsFoundIn(fresh, pin)).ToImmutableArray();
        ImmutableArray<Pin> pins = [.. collected.Pins.Concat(known).Concat(lost)];
        return new PinHistory(pins, Certify(history, source, collected, merged, lost));
    }

    /// <summary>
    /// True when all that a pin protects, its image and its build, is still protected on ground as strong: what merged history named and only a
    /// pull request still mentions was lost.
    /// </summary>
    private static bool IsFoundIn(PinIndex fresh, Pin pin) =>
        (pin.ImageId.Length == 0 || fresh.OfImage(new Artifacts.ArtifactId(pin.Platform, pin.Location, pin.ImageId))?.Origin <= pin.Origin)
        && (pin.Build is not { } build || fresh.OfBuilds([build])?.Origin <= pin.Origin);

    private static void RequireKnownAnswers(MetadataHistory history, PinSource source, ImmutableArray<Pin> merged)
    {
        var found = merged.Select(pin => pin.Build).OfType<BuildId>().ToHashSet();
        ImmutableArray<BuildId> missing = [.. source.KnownBuilds.Where(build => !found.Contains(build))];
        if (!missing.IsEmpty)
        {
            throw new EvidenceException(new Refusal(
                $"The scan of {history.Repository.Name} did not find {missing.Length} of {source.KnownBuilds.Length} builds that are known to be pinned there, {missing[0]} among them.",
                "A scan that misses one pin may miss others.",
                "Check that this is the right repository and that no branch of it is hidden from the token; known builds are listed under pins.known-builds."));
        }
    }

    /// <summary>Every expected branch holds a pin at its tip, or the pins have moved to a place we do not read.</summary>
    private static void RequirePinsAtTips(MetadataHistory history, PinSource source, DocumentScan.Result collected)
    {
        foreach (var name in HistoryProof.ExpectedBranches(history, source))
        {
            var head = history.Refs.First(reference => string.Equals(reference.Name, name, StringComparison.Ordinal)).Commit;
            var folder = head is { } commit ? history.Commits[commit].Folder : null;
            if (folder is not { } tree || !history.Folders[tree].Any(file => collected.DocumentsWithPins.Contains(file.Blob)))
            {
                throw new EvidenceException(new Refusal(
                    $"No boot image is pinned at the tip of {name}.",
                    "The metadata may have moved to a file that this version does not read; new pins would be missed.",
                    "Look where the branch names its boot images now, and update pruner."));
            }
        }
    }

    private static Certificate Certify(
        MetadataHistory history, PinSource source, DocumentScan.Result collected, ImmutableArray<Pin> merged, ImmutableArray<Pin> lost) => new()
        {
            Way = history.Way,
            Host = history.Repository.Host,
            Repository = history.Repository.Name,
            RepositoryId = history.Repository.Id,
            DefaultBranch = history.DefaultBranch,
            Heads = history.Refs.ToImmutableSortedDictionary(reference => reference.Name, reference => (reference.Commit ?? reference.Target).Hex, StringComparer.Ordinal),
            PullRequests = history.PullRequests.Length,
            Commits = collected.MergedCommits,
            ProposedCommits = history.Commits.Count - collected.MergedCommits,
            Folders = history.Folders.Count,
            Documents = collected.MergedDocuments,
            Pins = merged
                .Where(pin => pin.ImageId.Length > 0)
                .GroupBy(pin => pin.Platform, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(
                    group => group.Key,
                    group => group.Select(pin => (pin.Architecture, pin.Location, pin.Build, pin.ImageId)).Distinct().Count(),
                    StringComparer.Ordinal),
            PinnedBuilds = merged.Select(pin => pin.Build).OfType<BuildId>().Distinct().Count(),
            KnownAnswers = source.KnownBuilds.Length,
            LostPins = [.. lost.Where(pin => pin.Origin == PinOrigin.EarlierLedger).Select(Describe).Order(StringComparer.Ordinal)],
            UnreadProposals = [.. collected.UnreadProposals.Order(StringComparer.Ordinal)],
        };

    private static string Describe(Pin pin) =>
        $"{pin.Build?.Text ?? ""} {pin.Platform} {pin.Location} {pin.ImageId}".Trim();
}
