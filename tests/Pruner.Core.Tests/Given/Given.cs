using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Catalogs;
using Pruner.Core.Pins;
using Pruner.Core.Policies;
using Pruner.Core.Records;

namespace Pruner.Core.Tests.Given;

/// <summary>Plain examples of the nouns: an old, unpinned, unused image of a catalogued build, and variations of it.</summary>
internal static class Some
{
    public const string Account = "1234567890123456";
    public const string ImageId = "m-0xi0000000000000doom";
    public const string BuildText = "410.84.202201251210-0";
    public const string OtherBuildText = "410.84.202202010101-0";
    public const string Stream = "rhcos-4.10";

    public static DateTimeOffset BuildDate { get; } = new(2022, 1, 25, 12, 10, 0, TimeSpan.Zero);

    /// <summary>A year after the build.</summary>
    public static DateTimeOffset Now { get; } = BuildDate + TimeSpan.FromDays(365);

    /// <summary>Nothing but pins and facts protect.</summary>
    public static Policy BarePolicy { get; } = new() { MinAge = null, KeepNewest = null };

    public static BuildId Build(string text = BuildText) =>
        BuildId.TryParse(text) ?? throw new ArgumentException($"{text} is no build id", nameof(text));

    public static ArtifactId Id(string region = "us-east-1", string id = ImageId) => new("aliyun", region, id);

    public static string Name(string build = BuildText) => $"rhcos-{build}-aliyun.x86_64";

    public static Artifact Image(string region = "us-east-1", string id = ImageId, string build = BuildText) => new()
    {
        Id = Id(region, id),
        Name = Name(build),
        CreatedAt = BuildDate + TimeSpan.FromHours(1),
        Ownership = Ownership.Own,
        State = ArtifactState.Available,
        Visibility = Visibility.Public,
        Sharing = Sharing.NotShared,
        Usage = Usage.Unused,
        Family = Membership.None,
        Encryption = Encryption.Plain,
        Tags = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        Snapshots = ["s-0xi00000000000000001"],
        SizeGiB = 16,
    };

    public static CatalogBuild Catalogued(string build, params ImmutableArray<ArtifactId> artifacts) =>
        new(new Build(Stream, Build(build), "x86_64"), "rhcos", Build(build).Date ?? BuildDate, artifacts);

    public static ImmutableSortedDictionary<string, string> Tags(string key, string value) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(key, value);

    public static Artifact Marked(Artifact image, DateTimeOffset at) =>
        image with { Tags = image.Tags!.SetItem("bootimage", "false").SetItem("pruner-marked-at", UtcSeconds.Write(at)) };

    /// <summary>A mark as a ledger remembers it that saw the image as it is.</summary>
    public static LedgerMark Mark(Artifact image, DateTimeOffset at) =>
        new(image.Id.Platform, Account, "", image.Id.Location, image.Id.Id, image.Name, image.CreatedAt ?? default, at);

    public static Witness Witness(string reference = "refs/heads/master") =>
        new("openshift/installer", reference, new string('a', 40), "data/data/coreos/rhcos.json", "/architectures");

    public static Pin ImagePin(string image = ImageId, PinOrigin origin = PinOrigin.Merged, string region = "us-east-1") =>
        new("aliyun", "x86_64", region, image, null, origin, Witness());

    public static Pin BuildPin(string build = BuildText, PinOrigin origin = PinOrigin.Merged) =>
        new("", "", "", "", Build(build), origin, Witness());
}
