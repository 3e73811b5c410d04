using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;

namespace Pruner.Core.Pins;

/// <summary>Finds the strongest pin of an image or a build. Pure look-up; every match protects.</summary>
public sealed class PinIndex
{
    private readonly Dictionary<string, Pin> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<BuildId, Pin> _byBuild = [];

    /// <summary>Indexes pins; of several for one id or build the strongest origin wins, then the first given.</summary>
    public PinIndex(IEnumerable<Pin> pins)
    {
        foreach (var pin in pins)
        {
            Add(pin);
        }
    }

    private PinIndex(PinIndex other)
    {
        _byId = new(other._byId, StringComparer.Ordinal);
        _byBuild = new(other._byBuild);
    }

    /// <summary>The pin that names this image. An id alone is enough: a document may have named it under another region or platform.</summary>
    public Pin? OfImage(ArtifactId image) => _byId.GetValueOrDefault(image.Id);

    /// <summary>The strongest pin that names any of these builds.</summary>
    public Pin? OfBuilds(ImmutableArray<BuildId> builds) =>
        builds.Select(build => _byBuild.GetValueOrDefault(build)).OfType<Pin>().MinBy(pin => pin.Origin);

    /// <summary>Number of pinned builds.</summary>
    public int BuildCount => _byBuild.Count;

    /// <summary>This index and further pins; of equally strong ones those that are here already win.</summary>
    internal PinIndex With(IEnumerable<Pin> further)
    {
        var all = new PinIndex(this);
        foreach (var pin in further)
        {
            all.Add(pin);
        }

        return all;
    }

    private void Add(Pin pin)
    {
        if (pin.ImageId.Length > 0)
        {
            Keep(_byId, pin.ImageId, pin);
        }

        if (pin.Build is { } build)
        {
            Keep(_byBuild, build, pin);
        }
    }

    private static void Keep<TKey>(Dictionary<TKey, Pin> pins, TKey key, Pin pin)
        where TKey : notnull
    {
        if (!pins.TryGetValue(key, out var known) || pin.Origin < known.Origin)
        {
            pins[key] = pin;
        }
    }
}
