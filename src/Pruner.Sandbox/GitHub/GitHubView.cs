using System.Collections.Immutable;
using System.Globalization;
using Pruner.Sandbox.GitHub.Git;
using Pruner.Sandbox.GitHub.GraphQL;

namespace Pruner.Sandbox.GitHub;

/// <summary>The repository as one request sees it: refs are read once, at first need.</summary>
internal sealed class GitHubView(GitHubRepository repository, RateBudget budget, string viewerLogin)
{
    private readonly Lazy<ImmutableArray<GitRef>> _refs = new(repository.Store.Refs);
    private readonly Lazy<string> _defaultBranch = new(() => repository.DefaultBranch);
    private ImmutableArray<PullRequest>? _pulls;

    public GitHubRepository Repository { get; } = repository;

    public GitStore Store => Repository.Store;

    public RateBudget Budget { get; } = budget;

    public string ViewerLogin { get; } = viewerLogin;

    public ImmutableArray<GitRef> Refs => _refs.Value;

    public string DefaultBranch => _defaultBranch.Value;

    /// <summary>Where people look at the repository.</summary>
    public string WebUrl => $"https://github.com/{Repository.FullName}";

    /// <summary>What the running query costs.</summary>
    public QueryCost Cost { get; set; } = new(1, 0);

    /// <summary>All pull requests whose head is there, by number.</summary>
    public ImmutableArray<PullRequest> Pulls => _pulls ??= [.. Refs.Select(Pull).OfType<PullRequest>().OrderBy(pull => pull.Number)];

    /// <summary>The ref of that full name, or null.</summary>
    public GitRef? Ref(string fullName) => Refs.FirstOrDefault(reference => reference.Name == fullName);

    /// <summary>The pull request of that number, or null.</summary>
    public PullRequest? Pull(int number) => Ref($"refs/pull/{number}/head") is { } reference ? Pull(reference) : null;

    private PullRequest? Pull(GitRef reference) =>
        reference.Name.Split('/') is ["refs", "pull", var number, "head"] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? new PullRequest(this, Repository.EntryOf(parsed), reference.Oid)
            : null;
}
