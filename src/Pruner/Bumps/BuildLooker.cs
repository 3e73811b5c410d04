using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.Core.Bumps;
using Pruner.Core.Policies;
using Pruner.CoreOS.Catalogs;
using Pruner.Evidence;

namespace Pruner.Bumps;

/// <summary>Looks the builds that a pull request brings up in the builds.json of their streams.</summary>
/// <param name="client">Reads the documents.</param>
/// <param name="table">The known streams.</param>
internal sealed class BuildLooker(BuildsClient client, ImmutableArray<StreamSource> table)
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
        var streams = builds.SelectMany(pair => StreamsOf(pair.Build)).Distinct();
        var read = await Task.WhenAll(streams.Select(async stream => (Stream: stream, Look: await ReadAsync(stream, cancellationToken))));
        var indexes = read.ToDictionary(pair => pair.Stream, pair => pair.Look);
        return [.. builds.Select(pair => Look(pair.Build, pair.Architecture, indexes))];
    }

    private BuildLook Look(BuildId build, string architecture, Dictionary<StreamSource, (BuildsIndex? Index, string Note)> indexes)
    {
        var streams = StreamsOf(build);
        if (streams.IsEmpty)
        {
            return new BuildLook(build.Text, architecture, LookStatus.NotLooked, "no known stream has builds of such ids");
        }

        var listings = streams.Where(stream => indexes[stream].Index is not null).ToList();
        if (listings.Count == 0)
        {
            return new BuildLook(build.Text, architecture, LookStatus.Unreadable, indexes[streams[0]].Note);
        }

        var found = listings.SelectMany(stream => indexes[stream].Index!.Builds).Where(listed => build.Equals(listed.Parsed)).ToList();
        var where = string.Join(" and ", listings.Select(stream => $"{stream.Folder}/builds.json"));
        return found switch
        {
            [] => new BuildLook(build.Text, architecture, LookStatus.NotShown, $"{where} {(listings.Count == 1 ? "does" : "do")} not list the build."),
            _ when !found.Exists(listed => listed.Architectures.IsEmpty || listed.Architectures.Contains(architecture, StringComparer.Ordinal)) =>
                new BuildLook(build.Text, architecture, LookStatus.NotShown, $"{where} {(listings.Count == 1 ? "lists" : "list")} the build without this architecture."),
            _ => new BuildLook(build.Text, architecture, LookStatus.Seen, ""),
        };
    }

    private async Task<(BuildsIndex? Index, string Note)> ReadAsync(StreamSource stream, CancellationToken cancellationToken)
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

    /// <summary>
    /// Where to look for a build: <c>410.</c> in the streams of 4.10, <c>9.6.</c> in those named for it, as <c>rhel-9.6</c> is. Only a place to look: what a build belongs to
    /// is for catalogs to say.
    /// </summary>
    private ImmutableArray<StreamSource> StreamsOf(BuildId build) =>
    [
        .. table.Where(stream =>
            stream.Releases.Any(release => build.Text.StartsWith($"{release.Major}{release.Minor}.", StringComparison.Ordinal))
            || (stream.Name.LastIndexOf('-') is var dash and > 0 && build.Text.StartsWith(stream.Name[(dash + 1)..] + ".", StringComparison.Ordinal))),
    ];
}
