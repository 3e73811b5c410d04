using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Planning;

namespace Pruner.Core.Records;

/// <summary>
/// Verdicts for everything seen, bound to the evidence they rest on. Immutable; equal evidence and equal <see cref="Created"/> give equal
/// bytes on every machine. Whoever applies it names its digest from outside the file.
/// </summary>
public sealed record Plan
{
    /// <summary>Version of this form.</summary>
    public const int CurrentSchema = 3;

    /// <summary>How long a plan may be applied.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(24);

    /// <summary>Version of the form: <see cref="CurrentSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>Version of the program that made it; another version refuses it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The store's platform.</summary>
    public required string Platform { get; init; }

    /// <summary>The account it is for, digits.</summary>
    public required string Account { get; init; }

    /// <summary>The store's address, which tells it from another of the same account number; empty where account ids are unique.</summary>
    public required string Address { get; init; }

    /// <summary>The streams decided on, sorted.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>Streams of a chosen release that have no catalog, sorted: what only they would name is kept.</summary>
    public required ImmutableArray<string> AbsentStreams { get; init; }

    /// <summary>The architectures whose builds were decided on, sorted.</summary>
    public required ImmutableArray<string> Architectures { get; init; }

    /// <summary>When it was made, whole seconds UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it may no longer be applied.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>SHA-256 of the effective policy.</summary>
    public required string PolicyDigest { get; init; }

    /// <summary>SHA-256 of the pin evidence file.</summary>
    public required string EvidenceDigest { get; init; }

    /// <summary>True when reading went on from stored evidence. Such a plan may be applied, but <c>apply</c> then reads everything anew.</summary>
    public required bool StartedFromCache { get; init; }

    /// <summary>What was read of the metadata history: one a source of pins, in the order of the configuration; never empty.</summary>
    public required ImmutableArray<Certificate> Certificates { get; init; }

    /// <summary>Distinct builds that merged history names, of all sources together.</summary>
    public required int PinnedBuilds { get; init; }

    /// <summary>Pins of an earlier ledger that no source holds any more; they protect all the same.</summary>
    public required ImmutableArray<string> LostPins { get; init; }

    /// <summary>What the catalogs name on other platforms than the store's, sorted: nothing was decided about it.</summary>
    public required ImmutableArray<UncoveredPlatform> WithoutStore { get; init; }

    /// <summary>How the listing of each location went.</summary>
    public required ImmutableArray<LocationListing> Locations { get; init; }

    /// <summary>One verdict an artifact, sorted by platform, location, id.</summary>
    public required ImmutableArray<PlannedVerdict> Verdicts { get; init; }

    /// <summary>SHA-256 over the canonical form without this member, lower-case hex.</summary>
    public string? Digest { get; init; }
}

/// <summary>One line of a plan: the verdict and the facts that must still hold when it is applied.</summary>
public sealed record PlannedVerdict
{
    /// <summary>Platform.</summary>
    public required string Platform { get; init; }

    /// <summary>Region.</summary>
    public required string Location { get; init; }

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Name as found.</summary>
    public required string Name { get; init; }

    /// <summary>Its build; empty when not known.</summary>
    public required string Build { get; init; }

    /// <summary>Its stream, or those that share its build, with commas between; empty when not catalogued.</summary>
    public required string Stream { get; init; }

    /// <summary>Its architecture; empty when not catalogued.</summary>
    public required string Architecture { get; init; }

    /// <summary>Keep or prune.</summary>
    public required Decision Verdict { get; init; }

    /// <summary>The deciding reason.</summary>
    public required Reason Reason { get; init; }

    /// <summary>The reason in a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>Every rule that keeps it, in order.</summary>
    public required ImmutableArray<ReasonGiven> Reasons { get; init; }

    /// <summary>Where its pin was seen.</summary>
    public Witness? Witness { get; init; }

    /// <summary>True when it is to carry the tag <c>bootimage=true</c>.</summary>
    public required bool IsBootImage { get; init; }

    /// <summary>True when it carries that tag already.</summary>
    public required bool IsTaggedBootImage { get; init; }

    /// <summary>Creation time as found.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Visibility as found.</summary>
    public required Visibility Visibility { get; init; }

    /// <summary>Accounts it is shared with, as found; absent when not asked.</summary>
    public ImmutableArray<string>? Accounts { get; init; }

    /// <summary>Snapshots as found.</summary>
    public ImmutableArray<string>? Snapshots { get; init; }

    /// <summary>Size in GiB.</summary>
    public long? SizeGiB { get; init; }

    /// <summary>What told its contents from others under the same id; absent where the store never gives an id to another image.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>What is to be done about its mark; absent when nothing.</summary>
    public MarkChange? Mark { get; init; }

    /// <summary>Since when it is marked, by its tag and the earlier ledger; absent when it is not.</summary>
    public DateTimeOffset? MarkedAt { get; init; }

    /// <summary>When it may go, for one that is marked and that only the grace still keeps.</summary>
    public DateTimeOffset? RipensAt { get; init; }

    /// <summary>Its identity.</summary>
    public ArtifactId ArtifactId() => new(Platform, Location, Id);

    /// <summary>A verdict as a line of a plan.</summary>
    public static PlannedVerdict From(Verdict verdict) => new()
    {
        Platform = verdict.Artifact.Id.Platform,
        Location = verdict.Artifact.Id.Location,
        Id = verdict.Artifact.Id.Id,
        Name = verdict.Artifact.Name,
        Build = verdict.Build,
        Stream = verdict.Stream,
        Architecture = verdict.Architecture,
        Verdict = verdict.Decision,
        Reason = verdict.Reason,
        Detail = verdict.Detail,
        Reasons = verdict.Reasons,
        Witness = verdict.Witness,
        IsBootImage = verdict.IsBootImage,
        IsTaggedBootImage = BootImageTag.IsTrue(verdict.Artifact),
        Created = verdict.Artifact.CreatedAt,
        Visibility = verdict.Artifact.Visibility,
        Accounts = verdict.Artifact.Accounts,
        Snapshots = verdict.Artifact.Snapshots,
        SizeGiB = verdict.Artifact.SizeGiB,
        Fingerprint = verdict.Artifact.Fingerprint,
        Mark = verdict.Mark,
        MarkedAt = verdict.MarkedAt,
        RipensAt = verdict.RipensAt,
    };
}
