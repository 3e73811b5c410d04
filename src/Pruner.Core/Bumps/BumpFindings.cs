using System.Collections.Immutable;
using Pruner.Core.Builds;
using Pruner.Core.Pins;

namespace Pruner.Core.Bumps;

/// <summary>What the documents of a pull request alone show to be wrong or worth a look. Each check is a function; all are asked.</summary>
internal static class BumpFindings
{
    /// <summary>All findings, by kind, then place.</summary>
    public static ImmutableArray<Finding> Of(IReadOnlyCollection<ReadDocument> documents, ImmutableArray<SlotChange> slots, IMetadataReader reader) =>
        Sorted(documents.SelectMany(NotUnderstood)
            .Concat(documents.Where(document => document.IsComparable).SelectMany(EmptySlots))
            .Concat(slots.SelectMany(OtherBuilds))
            .Concat(Releases(slots))
            .Concat(documents.SelectMany(document => MixedBuilds(document, slots)))
            .Concat(documents.SelectMany(document => TwiceNamed(document, slots, reader)))
            .Concat(Lost(documents, slots)));

    /// <summary>The order in which findings are shown.</summary>
    internal static ImmutableArray<Finding> Sorted(IEnumerable<Finding> findings) =>
        [.. findings.OrderBy(finding => !finding.IsWrong).ThenBy(finding => finding.Kind).ThenBy(finding => finding.Where, StringComparer.Ordinal).ThenBy(finding => finding.What, StringComparer.Ordinal)];

    private static IEnumerable<Finding> NotUnderstood(ReadDocument document)
    {
        if (document.TroubleAfter is { } after)
        {
            yield return new Finding(FindingKind.NotUnderstood, document.Path, $"Not understood: {after}. Once merged, it would stop every run until pruner knows this form; nothing else is said of this file.");
        }

        if (document.TroubleBefore is { } before)
        {
            yield return new Finding(FindingKind.NotUnderstood, document.Path, $"What it was before is not understood: {before}. So its changes are not told.", IsWrong: false);
        }
    }

    private static IEnumerable<Finding> EmptySlots(ReadDocument document)
    {
        var before = (document.Before?.EmptySlots ?? []).Select(pin => pin.Pointer).ToHashSet(StringComparer.Ordinal);
        return (document.After?.EmptySlots ?? [])
            .Where(pin => !before.Contains(pin.Pointer))
            .Select(pin => new Finding(FindingKind.EmptyId, Place(document.Path, pin), "The image's id is empty."));
    }

    private static IEnumerable<Finding> OtherBuilds(SlotChange slot)
    {
        if (slot.After is not { } after)
        {
            yield break;
        }

        var build = BuildId.TryParse(after.Release);
        if (slot.Before is { } before && string.Equals(before.ImageId, after.ImageId, StringComparison.Ordinal) && before.Release.Length > 0 && !Same(before.Release, after.Release))
        {
            yield return new Finding(FindingKind.OtherBuild, Place(slot.Path, after), $"The build changes from {before.Release} to {after.Release}, the image {after.ImageId} does not.");
        }
        else if (build is not null && BuildId.FindIn(after.ImageId) is { IsEmpty: false } named && !named.Contains(build))
        {
            yield return new Finding(FindingKind.OtherBuild, Place(slot.Path, after), $"The image's name says {named[0]}, the document says {after.Release}.");
        }
    }

    private static IEnumerable<Finding> Releases(ImmutableArray<SlotChange> slots) => slots
        .Where(slot => slot.After is not null)
        .GroupBy(slot => (slot.Path, slot.Architecture, slot.Platform, slot.After!.Release))
        .Select(group => (group.Key, Build: BuildId.TryParse(group.Key.Release)))
        .Select(pair => pair switch
        {
            { Key: var key, Build: null } => new Finding(
                FindingKind.NoBuild, $"{key.Path} {key.Architecture} {key.Platform}", key.Release.Length == 0 ? "Its images name no release." : $"The release '{key.Release}' is no build id."),
            { Key: var key, Build: { } build } when !string.Equals(build.Text, key.Release, StringComparison.Ordinal) => new Finding(
                FindingKind.DashedRelease, $"{key.Path} {key.Architecture} {key.Platform}", $"The release is spelled {key.Release}; other tools will not find the build {build.Text} by it."),
            _ => null,
        })
        .OfType<Finding>();

    /// <summary>Several builds within one architecture are a mistake; between architectures they are common, and worth a look.</summary>
    private static IEnumerable<Finding> MixedBuilds(ReadDocument document, ImmutableArray<SlotChange> slots)
    {
        var touched = slots.Where(slot => slot.After is not null && string.Equals(slot.Path, document.Path, StringComparison.Ordinal)).Select(slot => slot.Architecture).ToHashSet(StringComparer.Ordinal);
        if (document.After is not { } after || touched.Count == 0)
        {
            yield break;
        }

        var builds = after.Pins.Where(pin => pin.Release.Length > 0).ToLookup(pin => pin.Architecture, pin => BuildId.TryParse(pin.Release)?.Text ?? pin.Release, StringComparer.Ordinal);
        foreach (var architecture in builds.Where(architecture => touched.Contains(architecture.Key) && architecture.Distinct(StringComparer.Ordinal).Skip(1).Any()))
        {
            yield return new Finding(FindingKind.MixedBuilds, $"{document.Path} {architecture.Key}", $"Its images are of several builds: {Join(architecture)}.");
        }

        if (builds.SelectMany(architecture => architecture.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(1)).Distinct(StringComparer.Ordinal).Skip(1).Any())
        {
            yield return new Finding(FindingKind.MixedBuilds, document.Path, $"Its architectures are of several builds: {Join(builds.SelectMany(architecture => architecture))}.", IsWrong: false);
        }
    }

    /// <summary>Only ids that are unique in their cloud count: other clouds give one name to the copies in all regions.</summary>
    private static IEnumerable<Finding> TwiceNamed(ReadDocument document, ImmutableArray<SlotChange> slots, IMetadataReader reader)
    {
        var changed = slots.Where(slot => string.Equals(slot.Path, document.Path, StringComparison.Ordinal)).Select(slot => slot.After?.ImageId).ToHashSet(StringComparer.Ordinal);
        return (document.After?.Pins ?? [])
            .Where(pin => changed.Contains(pin.ImageId))
            .GroupBy(pin => pin.ImageId, StringComparer.Ordinal)
            .Where(group => group.Skip(1).Any() && !reader.FindMentions(group.Key).ImageIds.IsEmpty)
            .Select(group => new Finding(
                FindingKind.IdTwice, $"{document.Path} {group.Key}", $"The image stands in several places: {string.Join(", ", group.Select(Place).Order(StringComparer.Ordinal))}."));
    }

    private static IEnumerable<Finding> Lost(IReadOnlyCollection<ReadDocument> documents, ImmutableArray<SlotChange> slots)
    {
        foreach (var group in slots.GroupBy(slot => (slot.Path, slot.Architecture, slot.Platform)))
        {
            // The tag and the digest of one image share a place: it is lost when nothing is left there, changed or not.
            var document = documents.First(document => string.Equals(document.Path, group.Key.Path, StringComparison.Ordinal));
            var kept = (document.After?.Pins ?? [])
                .Where(pin => (pin.Architecture, pin.Platform) == (group.Key.Architecture, group.Key.Platform))
                .Select(pin => pin.Location)
                .ToHashSet(StringComparer.Ordinal);
            var lost = group.Select(slot => slot.Location).Where(location => !kept.Contains(location)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (lost.Count > 0)
            {
                var what = lost is [""] ? "The image goes." : $"Regions lost: {string.Join(", ", lost)}.";
                yield return new Finding(FindingKind.RegionLost, $"{group.Key.Path} {group.Key.Architecture} {group.Key.Platform}", document.IsRemoved ? $"The file is removed. {what}" : what);
            }
        }
    }

    private static bool Same(string one, string other) =>
        BuildId.TryParse(one) is { } build ? build.Equals(BuildId.TryParse(other)) : string.Equals(one, other, StringComparison.Ordinal);

    private static string Join(IEnumerable<string> texts) => string.Join(", ", texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string Place(DocumentPin pin) => $"{pin.Architecture} {pin.Platform} {pin.Location}".TrimEnd();

    private static string Place(string path, DocumentPin pin) => $"{path} {Place(pin)}";
}
