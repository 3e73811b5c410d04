using Pruner.Core;

namespace Pruner.GitHub.Artifacts;

/// <summary>Where an earlier run has left its ledger.</summary>
public sealed record LedgerSource
{
    /// <summary>The workflow's repository, <c>owner/name</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Path of the workflow's file: <c>.github/workflows/prune.yml</c>. Runs of other workflows are not asked.</summary>
    public required string WorkflowPath { get; init; }

    /// <summary>Name of the artifact. Runs that had to give it another one appended <c>-attempt-N</c>, and a counter to that.</summary>
    public required string ArtifactName { get; init; }

    /// <summary>Name of the ledger's file in the artifact.</summary>
    public string FileName { get; init; } = "ledger.json";

    /// <summary>Path of the repository in the REST API, escaped.</summary>
    /// <exception cref="SetupException">The name is none of a repository.</exception>
    internal string RestPath => MetadataSource.Parse(Repository).RestPath;

    /// <summary>Is this the artifact's name, or one given because that was taken?</summary>
    internal bool IsName(string name)
    {
        const string attempt = "-attempt-";
        if (!name.StartsWith(ArtifactName, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = name.AsSpan(ArtifactName.Length);
        if (rest.IsEmpty)
        {
            return true;
        }

        if (!rest.StartsWith(attempt, StringComparison.Ordinal))
        {
            return false;
        }

        var numbers = rest[attempt.Length..];
        var dash = numbers.IndexOf('-');
        return dash < 0 ? IsNumber(numbers) : IsNumber(numbers[..dash]) && IsNumber(numbers[(dash + 1)..]);
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
