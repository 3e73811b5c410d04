using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;

namespace Pruner.Core.Pins;

/// <summary>All pins of all sources, and of an earlier ledger, with a certificate for each source.</summary>
public sealed class PinHistory
{
    private PinHistory(ImmutableArray<Pin> pins, ImmutableArray<Certificate> certificates, ImmutableArray<string> lost)
    {
        Pins = pins;
        Certificates = certificates;
        LostPins = lost;
        PinnedBuilds = pins.Where(pin => pin.Origin == PinOrigin.Merged).Select(pin => pin.Build).OfType<BuildId>().Distinct().Count();
        Index = new PinIndex(pins);
    }

    /// <summary>Every pin, in a fixed order: merged history first, then by source and witness.</summary>
    public ImmutableArray<Pin> Pins { get; }

    /// <summary>The proofs, one a source; never empty.</summary>
    public ImmutableArray<Certificate> Certificates { get; }

    /// <summary>Distinct builds that merged history names, of all sources together.</summary>
    public int PinnedBuilds { get; }

    /// <summary>Pins of an earlier ledger that no source holds any more; they protect all the same.</summary>
    public ImmutableArray<string> LostPins { get; }

    /// <summary>Look-up.</summary>
    public PinIndex Index { get; }

    /// <summary>Unites the pins of all sources: one of any of them protects.</summary>
    /// <param name="sources">At least one, each proven by itself.</param>
    /// <param name="earlier">Pins of an earlier ledger; they are added.</param>
    /// <exception cref="ArgumentException">There is no source.</exception>
    public static PinHistory From(ImmutableArray<SourcePins> sources, ImmutableArray<Pin> earlier)
    {
        if (sources.IsEmpty)
        {
            throw new ArgumentException("Without a source of pins every image looks like garbage.", nameof(sources));
        }

        // The order is stable: within an origin that of the sources, and within a source that of its witnesses.
        ImmutableArray<Pin> collected = [.. sources.SelectMany(source => source.Pins).OrderBy(pin => pin.Origin)];
        // The installer's protect whatever the sources are: what any installer ever booted from does not depend on today's configuration.
        var known = sources.SelectMany(source => source.KnownBuilds).Concat(Policies.KnownAnswers.OpenShiftInstaller).Distinct().Select(build =>
            new Pin("", "", "", "", build, PinOrigin.Known, new Witness("", "known answers", "", "", "")));
        var fresh = new PinIndex(collected);
        var lost = earlier.Where(pin => !IsFoundIn(fresh, pin)).ToImmutableArray();
        return new PinHistory(
            [.. collected, .. known, .. lost],
            [.. sources.Select(source => source.Certificate)],
            [.. lost.Where(pin => pin.Origin == PinOrigin.EarlierLedger).Select(Describe).Order(StringComparer.Ordinal)]);
    }

    /// <summary>
    /// True when all that a pin protects, its image and its build, is still protected on ground as strong: what merged history named and only a
    /// pull request still mentions was lost.
    /// </summary>
    private static bool IsFoundIn(PinIndex fresh, Pin pin) =>
        (pin.ImageId.Length == 0 || fresh.OfImage(new ArtifactId(pin.Platform, pin.Location, pin.ImageId))?.Origin <= pin.Origin)
        && (pin.Build is not { } build || fresh.OfBuilds([build])?.Origin <= pin.Origin);

    private static string Describe(Pin pin) =>
        $"{pin.Build?.Text ?? ""} {pin.Platform} {pin.Location} {pin.ImageId}".Trim();
}
