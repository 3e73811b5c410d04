using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.Core.Pins;

namespace Pruner.Core.Bumps;

/// <summary>Compares the documents of a pull request with what they were. Never fails: what cannot be read is a finding.</summary>
public static class BumpComparison
{
    /// <summary>Compares.</summary>
    /// <param name="proposal">The pull request and its documents.</param>
    /// <param name="paths">Where the repository's documents lie.</param>
    /// <param name="reader">Reads the documents.</param>
    public static Bump Compare(Proposal proposal, DocumentPaths paths, IMetadataReader reader)
    {
        var documents = proposal.Documents
            .OrderBy(document => document.Path, StringComparer.Ordinal)
            .Select(document => ReadDocument.Of(document, paths, reader))
            .ToList();
        // A document that is not understood would look as if everything in it were lost.
        var slots = documents.Where(document => document.IsComparable).SelectMany(SlotsOf).ToImmutableArray();
        return new Bump
        {
            Proposal = proposal,
            Slots = slots,
            Platforms = [.. slots.GroupBy(slot => (slot.Path, slot.Architecture, slot.Platform)).Select(group => Sum(group.Key, [.. group]))],
            Builds = BuildsOf(documents),
            Findings = BumpFindings.Of(documents, slots, reader),
        };
    }

    private static IEnumerable<SlotChange> SlotsOf(ReadDocument document)
    {
        var before = BySlot(document.Before?.Pins ?? []);
        var after = BySlot(document.After?.Pins ?? []);
        return before.Keys.Union(after.Keys).Order()
            .Select(key => new SlotChange(document.Path, key.Architecture, key.Platform, key.Location, before.GetValueOrDefault(key), after.GetValueOrDefault(key)))
            .Where(slot => slot.Before is null || slot.After is null
                || !string.Equals(slot.Before.ImageId, slot.After.ImageId, StringComparison.Ordinal)
                || !string.Equals(slot.Before.Release, slot.After.Release, StringComparison.Ordinal));
    }

    /// <summary>Pins by their place. Only kubevirt has two in one, a tag and a digest: they are told apart by their order.</summary>
    private static Dictionary<SlotKey, DocumentPin> BySlot(ImmutableArray<DocumentPin> pins) => pins
        .GroupBy(pin => (pin.Architecture, pin.Platform, pin.Location))
        .SelectMany(group => group.Select((pin, number) => (Key: new SlotKey(pin.Architecture, pin.Platform, pin.Location, number), Pin: pin)))
        .ToDictionary(pair => pair.Key, pair => pair.Pin);

    private static PlatformChange Sum((string Path, string Architecture, string Platform) key, ImmutableArray<SlotChange> slots) => new(
        key.Path,
        key.Architecture,
        key.Platform,
        Distinct(slots.Select(slot => slot.Before?.Release)),
        Distinct(slots.Select(slot => slot.After?.Release)),
        Distinct(slots.Where(slot => slot.Before is null).Select(slot => slot.Location)),
        Distinct(slots.Where(slot => slot.After is null).Select(slot => slot.Location)),
        Distinct(slots.Where(slot => slot is { Before: not null, After: not null }).Select(slot => slot.Location)));

    private static ImmutableArray<string> Distinct(IEnumerable<string?> texts) => [.. texts.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static ImmutableArray<NamedBuild> BuildsOf(IReadOnlyCollection<ReadDocument> documents)
    {
        var before = documents.SelectMany(document => document.BuildsBefore).ToHashSet();
        var after = documents.SelectMany(document => document.BuildsAfter).ToHashSet();
        return [.. before.Union(after).OrderBy(build => build.Text, StringComparer.Ordinal).Select(build => new NamedBuild(build, before.Contains(build), after.Contains(build)))];
    }

    private sealed record SlotKey(string Architecture, string Platform, string Location, int Number) : IComparable<SlotKey>
    {
        public int CompareTo(SlotKey? other)
        {
            if (other is null)
            {
                return 1;
            }

            var texts = new[]
            {
                string.CompareOrdinal(Architecture, other.Architecture), string.CompareOrdinal(Platform, other.Platform), string.CompareOrdinal(Location, other.Location),
            };
            return texts.FirstOrDefault(order => order != 0) is var first and not 0 ? first : Number.CompareTo(other.Number);
        }
    }
}
