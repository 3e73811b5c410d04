using System.Collections.Immutable;

namespace Pruner.Sandbox.GitHub.Git;

/// <summary>A repository on disk, read through git itself.</summary>
internal sealed class GitFolder(string path) : IGitBackend
{
    private readonly Lazy<GitBatch> _batch = new(() => new GitBatch(path));

    public GitRaw? Read(string expression) => _batch.Value.Read(expression);

    public GitRaw? Look(string expression) => _batch.Value.Look(expression);

    public ImmutableArray<GitRef> Refs() =>
        [.. GitProcess.Lines(path, "for-each-ref", "--format=%(refname) %(objectname) %(objecttype)")
            .Select(line => line.Split(' '))
            .Select(parts => new GitRef(parts[0], parts[1], parts[2]))
            .OrderBy(reference => reference.Name, StringComparer.Ordinal)];

    public string HeadBranch() => GitProcess.Lines(path, "symbolic-ref", "HEAD")[0]["refs/heads/".Length..];

    public OidList Walk(string head, ImmutableArray<string> filters) => OidList.Of(GitProcess.Lines(path, ["rev-list", .. Before(filters), head, .. After(filters)]));

    public OidList Range(string excluded, string head) => OidList.Of(GitProcess.Lines(path, "rev-list", "--reverse", "--topo-order", head, $"^{excluded}"));

    public string? MergeBase(string one, string other)
    {
        try
        {
            return GitProcess.Lines(path, "merge-base", one, other)[0];
        }
        catch (GitFailureException)
        {
            // git says "no common ancestor" by its exit code alone.
            return null;
        }
    }

    public string? MergeOf(string commit, string tip) =>
        GitProcess.Lines(path, "rev-list", "--ancestry-path", "--merges", "--topo-order", "--reverse", tip, $"^{commit}").FirstOrDefault();

    public ImmutableArray<GitChange> Diff(string from, string to) => GitChange.Between(path, from, to);

    public void SetRef(string fullName, string oid) => GitProcess.Run(path, "update-ref", fullName, oid);

    public void DeleteRef(string fullName) => GitProcess.Run(path, "update-ref", "-d", fullName);

    public void Dispose()
    {
        if (_batch.IsValueCreated)
        {
            _batch.Value.Dispose();
        }
    }

    private static IEnumerable<string> Before(ImmutableArray<string> filters) => filters.TakeWhile(filter => filter != "--");

    private static IEnumerable<string> After(ImmutableArray<string> filters) => filters.SkipWhile(filter => filter != "--");
}
