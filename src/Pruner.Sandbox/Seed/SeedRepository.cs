using System.Collections.Immutable;
using System.Text.Json;

namespace Pruner.Sandbox.Seed;

/// <summary>A bare git repository on disk that tells the table's history, with its pull requests. Its commit ids are always the same.</summary>
public sealed class SeedRepository
{
    private static readonly JsonSerializerOptions _pullsFileForm = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private SeedRepository(string path, string pullsFile, ImmutableArray<SeedPull> pulls) => (Path, PullsFile, Pulls) = (path, pullsFile, pulls);

    /// <summary>The bare repository's folder.</summary>
    public string Path { get; }

    /// <summary>A JSON file that tells number, state, title, body, base, head, files and date of each pull request.</summary>
    public string PullsFile { get; }

    /// <summary>The same, by number.</summary>
    public ImmutableArray<SeedPull> Pulls { get; }

    /// <summary>Writes the repository and the pull requests file into a folder.</summary>
    /// <param name="folder">An existing folder; <c>installer.git</c> and <c>pulls.json</c> are made in it and must not be there.</param>
    /// <param name="cancellationToken">Stops git.</param>
    /// <exception cref="InvalidOperationException">git is not there or failed.</exception>
    public static async Task<SeedRepository> WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var path = System.IO.Path.Combine(folder, "installer.git");
        await GitProcess.RunAsync(folder, ["init", "--quiet", "--bare", "--initial-branch=master", path], input: null, cancellationToken);
        var (import, pulls) = SeedHistory.Tell(BootImageTable.Load());
        // A limit of 1 leaves everything in one pack: a few hundred loose files would cost more than the import.
        await GitProcess.RunAsync(path, ["-c", "fastimport.unpackLimit=1", "fast-import", "--quiet", "--done"], import, cancellationToken);
        var heads = await HeadsAsync(path, cancellationToken);
        var pullsFile = System.IO.Path.Combine(folder, "pulls.json");
        var entries = pulls.Select(pull => new
        {
            pull.Number,
            pull.State,
            pull.Title,
            pull.Body,
            pull.Base,
            HeadSha = heads[$"refs/pull/{pull.Number}/head"],
            pull.Files,
            pull.AuthorDate,
        });
        await File.WriteAllTextAsync(pullsFile, JsonSerializer.Serialize(entries, _pullsFileForm) + "\n", cancellationToken);
        return new SeedRepository(path, pullsFile, pulls);
    }

    private static async Task<Dictionary<string, string>> HeadsAsync(string path, CancellationToken cancellationToken)
    {
        var listing = await GitProcess.RunAsync(path, ["for-each-ref", "--format=%(refname) %(objectname)", "refs/pull"], input: null, cancellationToken);
        return listing.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }
}
