using System.Globalization;

namespace Pruner.Sandbox.Seed;

/// <summary>One build of a stream as the builds server tells it.</summary>
/// <param name="stream">The stream's folder, such as <c>rhcos-4.10</c>.</param>
/// <param name="id">The build id.</param>
internal sealed class SeedBuild(string stream, string id)
{
    /// <summary>The stream.</summary>
    public string Stream { get; } = stream;

    /// <summary>The build id.</summary>
    public string Id { get; } = id;

    /// <summary>The date in the id, UTC.</summary>
    public DateTimeOffset Date { get; } = DateTimeOffset.ParseExact(
        id.Split('.')[2].Split('-')[0], "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Its architectures, sorted.</summary>
    public SortedSet<string> Architectures { get; } = new(StringComparer.Ordinal);

    /// <summary>The Alibaba Cloud images that its x86_64 meta.json names, region to image id.</summary>
    public SortedDictionary<string, string> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>What meta.json says when it was built; null leaves the field out.</summary>
    public DateTimeOffset? BuiltAt { get; set; } = DateTimeOffset.ParseExact(
        id.Split('.')[2].Split('-')[0], "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddMinutes(17);

    /// <summary>The <c>policy-cleanup</c> member of builds.json as JSON, or null.</summary>
    public string? PolicyCleanup { get; set; }
}
