using System.Collections.Immutable;
using System.Globalization;

namespace Pruner.Tests.Releases;

/// <summary>A build of a made-up world, for all four architectures, with the images it uploaded to Alibaba Cloud.</summary>
/// <param name="Streams">The streams that list it.</param>
/// <param name="Id">Its id, whose date says when it was made.</param>
/// <param name="Images">Its images; none for ppc64le and s390x, as in reality.</param>
internal sealed record MadeBuild(ImmutableArray<string> Streams, string Id, ImmutableArray<MadeImage> Images)
{
    /// <summary>When it was made: the date in its id, after two numbers and before the counter.</summary>
    public DateTimeOffset MadeAt { get; } =
        DateTimeOffset.ParseExact(Id.Split('.', '-')[2], ["yyyyMMdd", "yyyyMMddHHmm"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>An image of a build in a region.</summary>
/// <param name="Architecture">As coreos-assembler names it.</param>
/// <param name="Region">The region.</param>
/// <param name="Id">The image's id.</param>
internal sealed record MadeImage(string Architecture, string Region, string Id);
