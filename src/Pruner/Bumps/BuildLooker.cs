using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.Core.Bumps;
using Pruner.CoreOS.Catalogs;
using Pruner.Evidence;

namespace Pruner.Bumps;

/// <summary>Looks the builds that a pull request brings up in the builds.json of their streams.</summary>
internal sealed class BuildLooker(BuildsClient client)
{
    /// <summary>Looks up every build once for each architecture. Whatever stands in the way is said of the build, and thrown never.</summary>
    /// <param name="bump">The pull request.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    public async Task<ImmutableArray<BuildLook>> LookAsync(Bump bump, CancellationToken cancellationToken)
    {
        var builds = bump.Platforms
            .SelectMany(platform => platform.To.Select(release => (Build: BuildId.TryParse(release), platform.Architecture)))
            .Where(pair => pair.Build is not null)
            .Select(pair => (Build: pair.Build!, pair.Architecture))
            .Distinct()
            .OrderBy(pair => pair.Build.Text, StringComparer.Ordinal)
            .ThenBy(pair => pair.Architecture, StringComparer.Ordinal)
            .ToList();
        var indexes = new Dictionary<string, (BuildsIndex? Index, string Note)>(StringComparer.Ordinal);
        foreach (var stream in builds.Select(pair => StreamOf(pair.Build)).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            indexes[stream] = await ReadAsync(stream, cancellationToken);
        }

        return [.. builds.Select(pair => Look(pair.Build, pair.Architecture, indexes))];
    }

    private static BuildLook Look(BuildId build, string architecture, Dictionary<string, (BuildsIndex? Index, string Note)> indexes)
    {
        if (StreamOf(build) is not { } stream)
        {
            return new BuildLook(build.Text, architecture, LookStatus.NotLooked, $"only the streams of {string.Join(" and ", Streams.Releases)} are known");
        }

        if (indexes[stream] is not { Index: { } index })
        {
            return new BuildLook(build.Text, architecture, LookStatus.Unreadable, indexes[stream].Note);
        }

        return index.Builds.FirstOrDefault(listed => build.Equals(listed.Parsed)) switch
        {
            null => new BuildLook(build.Text, architecture, LookStatus.NotShown, $"{stream}/builds.json does not list the build."),
            { Architectures: { IsEmpty: false } architectures } when !architectures.Contains(architecture, StringComparer.Ordinal) =>
                new BuildLook(build.Text, architecture, LookStatus.NotShown, $"{stream}/builds.json lists the build without this architecture."),
            _ => new BuildLook(build.Text, architecture, LookStatus.Seen, ""),
        };
    }

    private async Task<(BuildsIndex? Index, string Note)> ReadAsync(string stream, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.ReadIndexAsync(stream, cancellationToken), "");
        }
        catch (PrunerException refused)
        {
            return (null, refused.Refusal.What);
        }
    }

    /// <summary>The stream by the first number of the build id: <c>410</c> is 4.10. Newer ids say nothing of a release.</summary>
    private static string? StreamOf(BuildId build) =>
        Streams.Releases.FirstOrDefault(release => build.Text.StartsWith(release.Replace(".", "", StringComparison.Ordinal) + ".", StringComparison.Ordinal)) is { } known ? $"rhcos-{known}" : null;
}
