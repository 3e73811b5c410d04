using System.Text.Json;
using Pruner.GitHub.Api;

namespace Pruner.GitHub.Artifacts;

/// <summary>An artifact as the REST API lists it.</summary>
/// <param name="Id">Its number; later ones are larger.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsExpired">True when its content is gone.</param>
/// <param name="Digest">SHA-256 of its content: <c>sha256:</c> and hex; null for old ones.</param>
/// <param name="Run">The run that made it; null when GitHub no longer has it.</param>
internal sealed record ListedArtifact(long Id, string Name, bool IsExpired, string? Digest, ArtifactRun? Run)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="Core.EvidenceException">It is not as documented.</exception>
    public static ListedArtifact Read(JsonElement item) => new(
        Number(item, "id") ?? throw Refusals.UnexpectedShape("id"),
        item.Text("name"),
        item.Flag("expired"),
        item.Optional("digest") is { } digest ? digest.AsText("digest") : null,
        item.Optional("workflow_run") is { } run && Number(run, "id") is { } id
            ? new ArtifactRun(id, Number(run, "repository_id"), Number(run, "head_repository_id"), run.Optional("head_branch") is { } branch ? branch.AsText("head_branch") : null)
            : null);

    /// <summary>A member as a number; null when absent or none.</summary>
    public static long? Number(JsonElement element, string name) =>
        element.Optional(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;
}

/// <summary>What an artifact says of the run that made it.</summary>
/// <param name="Id">Number of the run.</param>
/// <param name="RepositoryId">The repository it ran in.</param>
/// <param name="HeadRepositoryId">The repository whose code it ran: a fork's for the pull request of a fork.</param>
/// <param name="HeadBranch">The branch it ran on, in that repository.</param>
internal sealed record ArtifactRun(long Id, long? RepositoryId, long? HeadRepositoryId, string? HeadBranch);
