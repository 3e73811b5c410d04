using System.Collections.Immutable;

namespace Pruner.Core.Policies;

/// <summary>A stream of builds, and where its catalog is. Which releases take their boot images from it is told here, for no build id tells it: one build serves several.</summary>
/// <param name="Name">The stream: <c>rhcos-4.10</c>, <c>4.14-9.2</c>, <c>rhel-9.6</c>, <c>stable</c>.</param>
/// <param name="Releases">The OpenShift releases whose boot images come from it; none for a stream of its own.</param>
/// <param name="Base">Address without a slash at its end, which <c>--builds-url</c> replaces.</param>
/// <param name="Folder">Folder below it that holds <c>builds.json</c> and, of each build, <c>ID/ARCHITECTURE/meta.json</c>.</param>
public sealed record StreamSource(string Name, ImmutableArray<ReleaseNumber> Releases, string Base, string Folder)
{
    /// <summary>The architectures whose builds it lists; empty when it lists any. Old layouts have a stream for each.</summary>
    public ImmutableArray<string> Architectures { get; init; } = [];

    /// <summary>True when it may list builds of a chosen architecture; no choice chooses all.</summary>
    public bool Lists(ImmutableArray<string> chosen) => Architectures.IsEmpty || chosen.IsEmpty || Architectures.Intersect(chosen, StringComparer.Ordinal).Any();

    /// <summary>The folder of a stream where nothing else is said: <c>prod/streams/NAME/builds</c>.</summary>
    public static string UsualFolder(string name) => $"prod/streams/{name}/builds";
}
