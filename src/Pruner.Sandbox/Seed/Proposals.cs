using System.Collections.Immutable;

namespace Pruner.Sandbox.Seed;

/// <summary>The made-up builds that only pull requests name. Their ids are fixed, so that the seed's commits are always the same.</summary>
internal static class Proposals
{
    /// <summary>Pinned by an open pull request, in the first of <see cref="OpenRegions"/> only: the others are protected through the build.</summary>
    public const string OpenBuild = "410.84.202206021734-0";

    /// <summary>An image of it is named by a closed pull request whose JSON is malformed.</summary>
    public const string MalformedBuild = "410.84.202208171103-0";

    /// <summary>Named by the title and the text of a closed pull request, by no document.</summary>
    public const string NamedBuild = "410.84.202209120945-0";

    /// <summary>The region of every proposal's image.</summary>
    public const string Region = "us-east-1";

    /// <summary>Where <see cref="OpenBuild"/> has images.</summary>
    public static ImmutableArray<string> OpenRegions { get; } = [Region, "ap-southeast-1", "eu-central-1"];

    /// <summary>Where <see cref="NamedBuild"/> has images.</summary>
    public static ImmutableArray<string> NamedRegions { get; } = [Region, "us-west-1"];
}
