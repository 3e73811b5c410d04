using System.Collections.Immutable;
using Pruner.Core.Builds;
using Pruner.Core.History;
using Pruner.Core.Policies;

namespace Pruner.Core.Pins;

/// <summary>All pins of one repository's whole history, with the certificate that nothing of it was missed.</summary>
public sealed class SourcePins
{
    private SourcePins(ImmutableArray<Pin> pins, ImmutableArray<BuildId> knownBuilds, Certificate certificate) =>
        (Pins, KnownBuilds, Certificate) = (pins, knownBuilds, certificate);

    /// <summary>Every pin, in a fixed order: merged history first, then by witness.</summary>
    public ImmutableArray<Pin> Pins { get; }

    /// <summary>The known answers, each of which was found.</summary>
    public ImmutableArray<BuildId> KnownBuilds { get; }

    /// <summary>The proof.</summary>
    public Certificate Certificate { get; }

    /// <summary>Reads every document of a history and proves that the whole is complete.</summary>
    /// <param name="history">What was read.</param>
    /// <param name="reader">Knows the documents.</param>
    /// <param name="source">What the history must hold to be believed.</param>
    /// <exception cref="EvidenceException">A hole, a document of merged history that is not understood, two readers that disagree, a known answer missing.</exception>
    public static SourcePins From(MetadataHistory history, IMetadataReader reader, PinSource source)
    {
        HistoryProof.Require(history, source);
        source = source.For(history.Repository);
        var collected = new DocumentScan(history, reader).Run();
        var merged = collected.Pins.Where(pin => pin.Origin == PinOrigin.Merged).ToImmutableArray();
        RequireKnownAnswers(history, source, merged);
        RequirePinsAtTips(history, source, collected);
        return new SourcePins(collected.Pins, source.KnownBuilds, Certify(history, source, collected, merged));
    }

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

    /// <summary>Every expected branch holds a pin at its tip, or the pins have moved to a place we do not read; where none is expected, any branch that is read must.</summary>
    private static void RequirePinsAtTips(MetadataHistory history, PinSource source, DocumentScan.Result collected)
    {
        var expected = HistoryProof.ExpectedBranches(history, source).ToHashSet(StringComparer.Ordinal);
        foreach (var reference in history.Refs.Where(reference => expected.Contains(reference.Name) && !HoldsPin(reference)))
        {
            throw new EvidenceException(new Refusal(
                $"No boot image is pinned at the tip of {reference.Name}.",
                "The metadata may have moved to a file that is not read; new pins would be missed.",
                "Look where the branch names its boot images now, and add a pattern for it to paths; where it is built in, update pruner."));
        }

        if (expected.Count == 0 && !history.Refs.Any(reference => HistoryProof.IsBranch(reference.Name) && HoldsPin(reference)))
        {
            throw new EvidenceException(new Refusal(
                $"No boot image is pinned at the tip of any branch of {history.Repository.Name} that is read.",
                "Patterns that fit no branch of boot images, or no file that names them, would protect nothing.",
                "Look which branches name boot images and in which files, and correct refs and paths."));
        }

        bool HoldsPin(GitRef reference) =>
            reference.Commit is { } commit
            && history.Commits[commit].Folder is { } folder
            && history.Folders[folder].Any(file => collected.DocumentsWithPins.Contains(file.Blob));
    }

    private static Certificate Certify(MetadataHistory history, PinSource source, DocumentScan.Result collected, ImmutableArray<Pin> merged) => new()
    {
        Way = history.Way,
        Host = history.Repository.Host,
        Repository = history.Repository.Name,
        RepositoryId = history.Repository.Id,
        DefaultBranch = history.DefaultBranch,
        References = Sorted(history.Scope.References),
        Paths = Sorted(history.Scope.Paths.Patterns),
        // A clone has none, whatever was asked for.
        ReadsPullRequests = history.Scope.ReadsPullRequests && history.Way != HistoryWay.Clone,
        Heads = history.Refs.ToImmutableSortedDictionary(reference => reference.Name, reference => (reference.Commit ?? reference.Target).Hex, StringComparer.Ordinal),
        RefsLeftOut = history.RefsLeftOut.Length,
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
        UnreadProposals = [.. collected.UnreadProposals.Order(StringComparer.Ordinal)],
    };

    private static ImmutableArray<string> Sorted(ImmutableArray<Glob> patterns) => [.. patterns.Select(pattern => pattern.Text).Order(StringComparer.Ordinal)];
}
