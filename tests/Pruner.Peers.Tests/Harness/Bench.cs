using Pruner.Peers.Tests.Table;

namespace Pruner.Peers.Tests.Harness;

/// <summary>A copy of what a test project built, in which one assembly of the product is replaced for the time of a run. One run at a time.</summary>
internal sealed class Bench
{
    private readonly string _project;
    private readonly string _folder;

    /// <summary>Copies the output of a test project.</summary>
    public Bench(string project, string name)
    {
        (_project, _folder) = (project, Layout.NewBench(Path.Combine(name, project)));
        var built = Layout.OutputOf(project);
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Runs tests with assemblies in the place of those that were built.</summary>
    /// <param name="assemblies">The assemblies by their file names.</param>
    /// <param name="tests">The tests, all of this project.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<TestRun> RunAsync(IReadOnlyDictionary<string, byte[]> assemblies, IEnumerable<Killer> tests, CancellationToken cancellationToken)
    {
        foreach (var (file, bytes) in assemblies)
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder, file), bytes, cancellationToken);
        }

        try
        {
            return await TestRun.OfAsync(_folder, _project, tests, cancellationToken);
        }
        finally
        {
            foreach (var file in assemblies.Keys)
            {
                File.Copy(Path.Combine(Layout.OutputOf(_project), file), Path.Combine(_folder, file), overwrite: true);
            }
        }
    }
}
