using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pruner.Peers.Tests.Table;

namespace Pruner.Peers.Tests.Harness;

/// <summary>
/// Tries mutants, two at once. A test asks for the one that it is about, which begins the next few of the table too: so all cores work, each mutant has a
/// result of its own, and a single one can be asked for without waiting for all.
/// </summary>
public sealed class Trials : IAsyncDisposable
{
    private const int AtOnce = 2;
    private const int Ahead = 3;

    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _places = new(AtOnce, AtOnce);
    private readonly ConcurrentStack<int> _workers = new(Enumerable.Range(1, AtOnce));
    private readonly ConcurrentDictionary<(int Worker, string Project), Bench> _benches = new();
    private readonly ConcurrentDictionary<string, Lazy<Product>> _products = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<Trial>>> _trials = new(StringComparer.Ordinal);

    /// <summary>What can be tried, in order: each test project on a product without a mistake, then each mutant by its name.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. PeerTable.Mutants.SelectMany(pair => pair.Mutant.Killers).Select(killer => killer.Project).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        .. PeerTable.Mutants.Select(pair => pair.Name),
    ];

    /// <summary>Tries one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    internal Task<Trial> OfAsync(string name)
    {
        var at = Names.IndexOf(name);
        return Names.Skip(at).Take(1 + Ahead).Select(Begin).ToList()[0];
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Task ended = Task.WhenAll(_trials.Values.Select(trial => trial.Value));
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _places.Dispose();
        _ending.Dispose();
    }

    private Task<Trial> Begin(string name) => _trials.GetOrAdd(name, _ => new Lazy<Task<Trial>>(() => Task.Run(() => TryAsync(name)))).Value;

    private async Task<Trial> TryAsync(string name)
    {
        await _places.WaitAsync(_ending.Token);
        _ = _workers.TryPop(out var worker);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var wrong = PeerTable.Mutants.FirstOrDefault(pair => pair.Name == name).Mutant is { } mutant
                ? await WithAsync(mutant, worker)
                : await WithoutAsync(name, worker);
            return new Trial(wrong, TimeProvider.System.GetElapsedTime(began));
        }
        finally
        {
            _workers.Push(worker);
            _places.Release();
        }
    }

    /// <summary>Every killer must run and fail.</summary>
    private async Task<string?> WithAsync(Mutant mutant, int worker)
    {
        foreach (var killers in mutant.Killers.GroupBy(killer => killer.Project, StringComparer.Ordinal))
        {
            var product = ProductOf(mutant.Project, killers.Key);
            var run = await RunAsync(killers.Key, worker, [product], _ => product.Compile(mutant), killers);
            if (killers.FirstOrDefault(killer => !run.Failed(killer)) is { } blind)
            {
                return $"{mutant.Mistake}: {(run.Passed(blind) ? $"{blind} passes all the same" : $"{blind} did not run. {run.Said}")}";
            }
        }

        return null;
    }

    /// <summary>The same tests must run and pass on the same sources without an edit, compiled in the same way.</summary>
    private async Task<string?> WithoutAsync(string project, int worker)
    {
        var mutants = PeerTable.Mutants.Select(pair => pair.Mutant).Where(mutant => mutant.Killers.Any(killer => killer.Project == project)).ToList();
        var killers = mutants.SelectMany(mutant => mutant.Killers).Where(killer => killer.Project == project).Distinct();
        var products = mutants.Select(mutant => mutant.Project).Distinct(StringComparer.Ordinal).Select(name => ProductOf(name, project)).ToList();
        var run = await RunAsync(project, worker, products, product => product.Compile(mutant: null), killers);
        return killers.FirstOrDefault(killer => !run.Passed(killer)) is { } red ? $"{red} does not pass without any mistake. {run.Said}" : null;
    }

    private async Task<TestRun> RunAsync(string project, int worker, List<Product> products, Func<Product, byte[]> compile, IEnumerable<Killer> tests) =>
        await _benches.GetOrAdd((worker, project), key => new Bench(key.Project, key.Worker.ToString("D")))
            .RunAsync(products.ToDictionary(product => product.FileName, compile, StringComparer.Ordinal), tests, _ending.Token);

    private Product ProductOf(string project, string testProject) =>
        _products.GetOrAdd(project, name => new Lazy<Product>(() => new Product(name, Layout.OutputOf(testProject)))).Value;
}
