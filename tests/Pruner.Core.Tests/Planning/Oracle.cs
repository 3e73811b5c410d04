using System.Globalization;
using Pruner.Core.Artifacts;
using Pruner.Core.Catalogs;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

/// <summary>
/// Says what may go, written apart from the planner: by brute force over everything, with texts and counting instead of indexes, and with no
/// parser of build ids (all ids that can occur are given).
/// </summary>
internal sealed class Oracle(World world, IReadOnlyList<string> buildIds)
{
    public SortedSet<string> Pruned() =>
        new(world.Artifacts.Where(MayGo).Select(image => image.Id.ToString()), StringComparer.Ordinal);

    private static string Plain(string build) => build.Replace('-', '.');

    private bool MayGo(Artifact image)
    {
        var entries = EntriesNaming(image.Id);
        if (entries.Select(entry => (Plain(entry.Build.Id.Text), entry.Build.Architecture)).Distinct().Count() != 1 || !FactsAllow(image) || !IsRipe(image))
        {
            return false;
        }

        // Every stream that lists the build has its say.
        entries = [.. world.Builds.Where(entry => entry.Build.Architecture == entries[0].Build.Architecture && Plain(entry.Build.Id.Text) == Plain(entries[0].Build.Id.Text))];
        var names = BuildsInName(image);
        var build = Plain(entries[0].Build.Id.Text);
        return names.Count == 1
            && names[0] == build
            && !IsPinned(image, build)
            && entries.TrueForAll(entry => RulesFor(entry).TrueForAll(rule => MayGo(image, build, entry, entries, rule)));
    }

    private bool MayGo(Artifact image, string build, CatalogBuild entry, List<CatalogBuild> entries, RetentionRule rule) =>
        !rule.Keep.Any(keep => keep.Builds is { } pattern
            ? Fits(Plain(pattern.Text), build)
            : image.Tags!.Any(tag => tag.Key == keep.Tag!.Key && (keep.Tag.Value is null || tag.Value.Trim().Equals(keep.Tag.Value.Text, StringComparison.OrdinalIgnoreCase))))
        && IsOldEnough(entries, build, rule.MinAge)
        && !IsNewest(entry, rule.KeepNewest);

    private List<RetentionRule> RulesFor(CatalogBuild entry) =>
    [
        new RetentionRule { MinAge = world.Policy.MinAge, KeepNewest = world.Policy.KeepNewest, Keep = world.Policy.Keep },
        .. world.Policy.Rules.Where(rule =>
            rule.Streams.Any(pattern => Fits(pattern.Text, entry.Build.Stream))
            && rule.Architectures.Any(pattern => Fits(pattern.Text, entry.Build.Architecture))
            && rule.Platforms.Any(pattern => Fits(pattern.Text, "aliyun"))),
    ];

    private static bool Fits(string pattern, string text) => pattern switch
    {
        "" => text.Length == 0,
        ['*', ..] => Enumerable.Range(0, text.Length + 1).Any(from => Fits(pattern[1..], text[from..])),
        ['?', ..] => text.Length > 0 && Fits(pattern[1..], text[1..]),
        _ => text.Length > 0 && text[0] == pattern[0] && Fits(pattern[1..], text[1..]),
    };

    private bool FactsAllow(Artifact image) =>
        image.Tags is { } tags
        && !(tags.ContainsKey("bootimage") && tags["bootimage"].Trim().Equals("TRUE", StringComparison.OrdinalIgnoreCase))
        && image.Usage == Usage.Unused
        && (image.Sharing == Sharing.NotShared || (world.Policy.IncludeShared && image.Sharing == Sharing.Shared))
        && image.Ownership == Ownership.Own
        && image.Family == Membership.None
        && image.Encryption == Encryption.Plain
        && image.Visibility is Visibility.Public or Visibility.Private
        && image.Snapshots is not null
        && image.CreatedAt is not null
        && image.State is not (ArtifactState.Unknown or ArtifactState.BeingMade);

    // Day by day, as a person would count: the tag's time and the ledger's, which must be one.
    private bool IsRipe(Artifact image)
    {
        if (world.Policy.Grace is not { } grace)
        {
            return true;
        }

        var remembered = world.Marks.Where(mark => mark.Id == image.Id.Id && mark.Location == image.Id.Location).ToList();
        return image.Tags!.TryGetValue("pruner-marked-at", out var tag)
            && remembered.Count == 1
            && remembered[0].At.ToString("s", CultureInfo.InvariantCulture) + "Z" == tag
            && remembered[0].Name == image.Name
            && remembered[0].Created == image.CreatedAt
            && remembered[0].At + grace <= world.Now
            && remembered[0].At <= world.Now;
    }

    // A pin of the image; of its build; or of any image that may belong to the same build, in the cloud or in the catalog.
    private bool IsPinned(Artifact image, string build)
    {
        foreach (var pin in world.Pins)
        {
            if (pin.ImageId == image.Id.Id || (pin.Build is { } pinned && Plain(pinned.Text) == build))
            {
                return true;
            }

            var inCatalog = world.Builds.Any(entry => Plain(entry.Build.Id.Text) == build && entry.Artifacts.Any(artifact => artifact.Id == pin.ImageId));
            var inCloud = ImagesOf(build).Any(sibling => sibling.Id.Id == pin.ImageId);
            if (pin.ImageId.Length > 0 && (inCatalog || inCloud))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsOldEnough(List<CatalogBuild> entries, string build, TimeSpan? minimum)
    {
        var images = ImagesOf(build);
        if (DateOf(build) is not { } date || entries.Exists(entry => entry.BuiltAt is null) || images.Any(image => image.CreatedAt is null))
        {
            return false;
        }

        var born = images.Select(image => image.CreatedAt!.Value).Append(date).Concat(entries.Select(entry => entry.BuiltAt!.Value)).Max();
        if (born > world.Now)
        {
            return false;
        }

        var regions = images.Select(image => image.Id.Location)
            .Concat(world.Builds.Where(other => Plain(other.Build.Id.Text) == build).SelectMany(other => other.Artifacts).Where(artifact => artifact.Platform == "aliyun").Select(artifact => artifact.Location))
            .Distinct()
            .Count();
        return minimum is not { } minAge || world.Now - born >= minAge * (regions > 1 ? 2 : 1);
    }

    private bool IsNewest(CatalogBuild entry, int? newest)
    {
        if (newest is not { } keep)
        {
            return false;
        }

        var rivals = world.Builds.Where(other =>
            other.Build.Stream == entry.Build.Stream && other.Build.Architecture == entry.Build.Architecture && DateOf(Plain(other.Build.Id.Text)) <= world.Now);
        var newer = rivals.Where(other => IsNewer(other, entry)).ToLookup(other => Plain(other.Build.Id.Text));
        return newer.Count < keep || newer.Count(IsPresent) < keep;
    }

    // An image that only another stream's entry gives to the build does not count here.
    private bool IsPresent(IGrouping<string, CatalogBuild> build) =>
        world.Artifacts.Any(image => BuildsInName(image).Contains(build.Key) || build.Any(entry => entry.Artifacts.Contains(image.Id)));

    private static bool IsNewer(CatalogBuild one, CatalogBuild other)
    {
        var (left, right) = (Plain(one.Build.Id.Text).Split('.'), Plain(other.Build.Id.Text).Split('.'));
        var byDate = string.CompareOrdinal(left[2], right[2]);
        var byCounter = int.Parse(left[3], CultureInfo.InvariantCulture) - int.Parse(right[3], CultureInfo.InvariantCulture);
        return byDate != 0 ? byDate > 0 : byCounter != 0 ? byCounter > 0 : string.CompareOrdinal(left[0], right[0]) < 0;
    }

    private List<CatalogBuild> EntriesNaming(ArtifactId id) => [.. world.Builds.Where(entry => entry.Artifacts.Contains(id))];

    private List<string> BuildsInName(Artifact image) =>
        [.. buildIds.Where(id => Plain(image.Name).Contains(Plain(id), StringComparison.Ordinal)).Select(Plain)];

    private List<Artifact> ImagesOf(string build) =>
        [.. world.Artifacts.Where(image => BuildsInName(image).Contains(build) || EntriesNaming(image.Id).Any(entry => Plain(entry.Build.Id.Text) == build))];

    private static DateTimeOffset? DateOf(string build)
    {
        var digits = build.Split('.')[2];
        var (year, month, day) = (int.Parse(digits[..4], CultureInfo.InvariantCulture), int.Parse(digits[4..6], CultureInfo.InvariantCulture), int.Parse(digits[6..8], CultureInfo.InvariantCulture));
        return month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            ? null
            : new DateTimeOffset(year, month, day, int.Parse(digits[8..10], CultureInfo.InvariantCulture), int.Parse(digits[10..], CultureInfo.InvariantCulture), 0, TimeSpan.Zero);
    }
}
