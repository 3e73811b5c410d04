using System.Collections.Immutable;

namespace Pruner.Actions.Results;

/// <summary>What is to become an artifact.</summary>
/// <param name="Name">Its name, see <see cref="ArtifactName"/>.</param>
/// <param name="Files">Its files; at least one.</param>
/// <param name="RetentionDays">How long it is to be kept, in days from 1; null for the repository's default. More than the repository allows becomes what it allows.</param>
public sealed record ArtifactUpload(string Name, ImmutableArray<ArtifactFile> Files, int? RetentionDays = null);

/// <summary>A file of an artifact.</summary>
/// <param name="Name">Its name there; folders are separated by <c>/</c>.</param>
/// <param name="Path">Where it lies now. It must not change while it is uploaded.</param>
public sealed record ArtifactFile(string Name, string Path);
