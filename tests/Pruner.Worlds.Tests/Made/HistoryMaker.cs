using System.Collections.Immutable;
using Pruner.Core.Pins;
using Pruner.Core.Tests.Given;
using Pruner.Sandbox.GitHub.Git;

namespace Pruner.Worlds.Tests.Made;

/// <summary>
/// Makes a history by chance: documents that come, change, move, are reverted and go, on branches that part and merge, behind branches, tags and pull
/// requests. It keeps the files of every commit, so that the pins can be found without any client: by walking everything that a ref reaches.
/// </summary>
internal sealed class HistoryMaker(Random random, IReadOnlyList<MadeBuild> builds, GitMemory repository)
{
    private static readonly string[] Paths =
        ["data/data/coreos/rhcos.json", "data/data/rhcos-stream.json", "data/data/coreos/next/stream.json", "data/data/rhcos.json", "data/data/rhcos-arm.json"];

    private readonly GitMemory _git = repository;
    private readonly Dictionary<string, (ImmutableSortedDictionary<string, string> Files, ImmutableArray<string> Parents)> _commits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<Pin>> _pins = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly List<MadePull> _pulls = [];
    private DateTimeOffset _clock = MadeWorld.Now.AddDays(-500);

    /// <summary>Makes it.</summary>
    /// <param name="commits">How many commits besides the root.</param>
    public (GitMemory Repository, ImmutableArray<MadePull> Pulls, ImmutableArray<Pin> Pins) Make(int commits)
    {
        var anchors = builds.Where(build => build.IsAnchor).ToList();
        Commit([], ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).SetItems(
            anchors.Select((anchor, n) => KeyValuePair.Create(Paths[n], Document(anchor)))));
        for (var n = 0; n < commits; n++)
        {
            Grow();
        }

        // A tip without a pin is refused, whatever else there is.
        var tips = _order.Where(commit => _commits[commit].Files.Values.Any(file => !_pins[file].IsEmpty)).ToList();
        foreach (var branch in (string[])["master", "release-4.10", "release-4.11"])
        {
            _git.SetRef("refs/heads/" + branch, Pick(tips));
        }

        for (var n = random.Next(3); n > 0; n--)
        {
            _git.SetRef($"refs/heads/topic-{n}", Pick(_order));
        }

        for (var n = random.Next(3); n > 0; n--)
        {
            var tagged = Pick(_order);
            _git.SetRef($"refs/tags/v{n}", Chance(50) ? tagged : _git.AddTag($"v{n}", tagged, _clock));
        }

        for (var n = random.Next(3); n > 0; n--)
        {
            Propose(100 + n);
        }

        return (_git, [.. _pulls], [.. Pins()]);
    }

    /// <summary>Makes a proposal that names a build and that nothing refers to yet.</summary>
    public (MadePull Pull, ImmutableArray<Pin> Pins) ProposeLate(MadeBuild build)
    {
        const int Number = 200;
        var from = Pick(_order);
        var head = Add([from], _commits[from].Files.SetItem("data/data/coreos/late.json", Document(build)));
        // It may bring commits along that nothing referred to either.
        return (new MadePull(Number, "Bump", head, []), [.. PinsFrom([head])]);
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private bool Chance(int percent) => random.Next(100) < percent;

    private void Grow()
    {
        var parent = Pick(_order);
        var files = _commits[parent].Files;
        var documents = files.Where(file => file.Key.StartsWith("data/", StringComparison.Ordinal)).ToList();
        switch (random.Next(8))
        {
            case 0 when documents.Count > 0:
                var (gone, document) = Pick(documents);
                Commit([parent], files.Remove(gone).SetItem(Pick(Paths), document));
                break;
            case 1 when documents.Count > 1:
                Commit([parent], files.Remove(Pick(documents).Key));
                break;
            case 2 when _order.Count > 2:
                var other = Pick(_order);
                Commit([.. new[] { parent, other }.Distinct(StringComparer.Ordinal)], Chance(50) ? files : _commits[other].Files);
                break;
            case 3 when _commits[parent].Parents is [var before, ..]:
                Commit([parent], _commits[before].Files);
                break;
            case 4:
                Commit([parent], files.SetItem("README.md", _git.AddBlob($"Words {_order.Count}\n")));
                break;
            default:
                Commit([parent], files.SetItem(Pick(Paths), Document(Pick(builds))));
                break;
        }
    }

    private void Propose(int number)
    {
        var from = Pick(_order);
        var heads = Enumerable.Range(0, random.Next(1, 3))
            .Select(n => Add([from], _commits[from].Files.SetItem($"data/data/coreos/proposed-{number}-{n}.json", Document(Pick(builds)))))
            .ToList();
        _git.SetRef($"refs/pull/{number}/head", heads[^1]);
        _pulls.Add(new MadePull(number, Chance(30) ? $"Bump to {Pick(builds).Id}" : "Bump", heads[^1], [.. heads.SkipLast(1)]));
    }

    private string Commit(ImmutableArray<string> parents, ImmutableSortedDictionary<string, string> files)
    {
        var commit = Add(parents, files);
        _order.Add(commit);
        return commit;
    }

    private string Add(ImmutableArray<string> parents, ImmutableSortedDictionary<string, string> files)
    {
        _clock += TimeSpan.FromHours(random.Next(1, 40));
        var commit = _git.AddCommit(_git.AddTree(files), parents, _clock, $"Commit {_commits.Count}");
        foreach (var file in files.Values)
        {
            _pins.TryAdd(file, []);
        }

        _commits[commit] = (files, parents);
        return commit;
    }

    private string Document(MadeBuild build)
    {
        // Sometimes only in one region; the build is kept whole all the same.
        var named = build.Images.Where(image => image.OwnerId.Length == 0).Select(image => (image.RegionId, image.ImageId)).DistinctBy(image => image.RegionId).ToList();
        var images = Chance(30) ? named.Take(1).ToList() : named;
        var isLegacy = Chance(15) && !build.IsAnchor;
        var blob = _git.AddBlob(isLegacy ? MadeDocuments.Legacy(build) : MadeDocuments.Stream(build, images));
        var id = Some.Build(build.Id);
        _pins[blob] = isLegacy
            ? [new Pin("", build.Architecture, "", "", id, PinOrigin.Merged, Some.Witness())]
            : [.. images.Select(image => new Pin("aliyun", build.Architecture, image.RegionId, image.ImageId, id, PinOrigin.Merged, Some.Witness()))];
        return blob;
    }

    /// <summary>Every pin of every file of every commit that a ref reaches, and of every head that a pull request ever had; and the builds that its title names.</summary>
    private IEnumerable<Pin> Pins()
    {
        var heads = _git.Refs().Select(reference => reference.Type == "tag" ? GitTag.Parse(_git.Read(reference.Oid)!).Target : reference.Oid);
        return PinsFrom(heads.Concat(_pulls.SelectMany(pull => pull.ForcePushedFrom)))
            .Concat(builds.Where(build => _pulls.Any(pull => pull.Title.Contains(build.Id, StringComparison.Ordinal)))
                .Select(named => new Pin("", "", "", "", Some.Build(named.Id), PinOrigin.Text, Some.Witness())));
    }

    private IEnumerable<Pin> PinsFrom(IEnumerable<string> heads)
    {
        var open = new Stack<string>(heads);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var commit))
        {
            if (!seen.Add(commit))
            {
                continue;
            }

            foreach (var pin in _commits[commit].Files.Values.SelectMany(file => _pins[file]))
            {
                yield return pin;
            }

            foreach (var parent in _commits[commit].Parents)
            {
                open.Push(parent);
            }
        }
    }
}
