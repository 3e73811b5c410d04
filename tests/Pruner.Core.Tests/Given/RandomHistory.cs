using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.Core.Pins;

namespace Pruner.Core.Tests.Given;

/// <summary>Makes a history by chance, from a seed, and lets it grow: documents that come, change and go, on branches that part and merge, tags and proposals.</summary>
internal sealed class RandomHistory
{
    private const int Builds = 12;

    private readonly Random _random;
    private readonly HistoryBuilder _builder = new();
    private readonly Dictionary<ObjectId, ImmutableArray<(string Path, string Text)>> _files = [];
    private readonly List<ObjectId> _order = [];
    private int _refs;

    public RandomHistory(int seed)
    {
        _random = new Random(seed);
        Commit([], [(Documents.RhcosPath, Document())]);
        for (var n = _random.Next(1, 8); n > 0; n--)
        {
            Grow();
        }

        _builder.Branch("master", Pick(_order.FindAll(commit => !_files[commit].IsEmpty)));
        for (var n = _random.Next(3); n > 0; n--)
        {
            AddRef();
        }
    }

    /// <summary>An image of every build that a document may name, all of them old and unused.</summary>
    public static World WorldWith(ImmutableArray<Pin> pins) => new()
    {
        Artifacts = [.. Enumerable.Range(0, Builds).Select(n => Some.Image(id: Image(n), build: BuildText(n)))],
        Builds = [.. Enumerable.Range(0, Builds).Select(n => Some.Catalogued(BuildText(n), Some.Id(id: Image(n))))],
        Pins = pins,
    };

    public MetadataHistory Read() => _builder.Build();

    /// <summary>One more branch, tag or proposal, at a new commit as a rule.</summary>
    public void AddRef()
    {
        if (_random.Next(4) > 0)
        {
            Grow();
        }

        var (commit, name) = (_random.Next(2) == 0 ? _order[^1] : Pick(_order), $"late-{++_refs}");
        switch (_random.Next(3))
        {
            case 0:
                _builder.Branch(name, commit);
                break;
            case 1:
                _builder.Tag(name, commit);
                break;
            default:
                _builder.Pull(_refs, commit, _random.Next(3) == 0 ? $"Bump to {BuildText(_random.Next(Builds))}" : "Bump");
                break;
        }
    }

    /// <summary>Commits that a branch, a tag or the head of a proposal leads to.</summary>
    public static IEnumerable<ObjectId> Reached(MetadataHistory history)
    {
        var open = new Stack<ObjectId>(history.Refs.Select(reference => reference.Target).Concat(history.PullRequests.Select(pull => pull.Head)));
        var seen = new HashSet<ObjectId>();
        while (open.TryPop(out var commit))
        {
            if (seen.Add(commit))
            {
                yield return commit;
                foreach (var parent in history.Commits[commit].Parents)
                {
                    open.Push(parent);
                }
            }
        }
    }

    private static string BuildText(int n) => $"410.84.2022{1 + (n / 28):D2}{1 + (n % 28):D2}0000-0";

    private static string Image(int n) => $"m-0xi0000000000000{n:D4}";

    private ObjectId Pick(List<ObjectId> from) => from[_random.Next(from.Count)];

    private string Document()
    {
        var n = _random.Next(Builds);
        return Documents.Stream(BuildText(n), Image(n));
    }

    private void Grow()
    {
        var parent = Pick(_order);
        var files = _files[parent];
        switch (_random.Next(6))
        {
            case 0:
                var other = Pick(_order);
                Commit([.. new[] { parent, other }.Distinct()], _random.Next(2) == 0 ? files : _files[other]);
                break;
            case 1:
                Commit([parent], []);
                break;
            case 2:
                Commit([parent], [(Documents.RhcosPath, Document()), ("data/data/coreos/scos.json", Document())]);
                break;
            default:
                Commit([parent], [(Documents.RhcosPath, Document())]);
                break;
        }
    }

    private void Commit(ImmutableArray<ObjectId> parents, ImmutableArray<(string Path, string Text)> files)
    {
        var commit = _builder.Commit($"commit {_order.Count}", parents, files);
        _files[commit] = files;
        _order.Add(commit);
    }
}
