using System.Collections.Immutable;

namespace Pruner.Actions.Results;

/// <summary>An artifact that was uploaded.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name, which may differ from the one wanted: see <see cref="ArtifactName"/>.</param>
/// <param name="Url">Its page; whoever opens it must be logged in.</param>
/// <param name="Size">Bytes that were sent.</param>
/// <param name="Digest">SHA-256 of them: <c>sha256:</c> and lower hex.</param>
/// <param name="Notes">What is otherwise than asked for, a sentence each.</param>
public sealed record StoredArtifact(long Id, string Name, string Url, long Size, string Digest, ImmutableArray<string> Notes);

/// <summary>An artifact of this run, as the results service lists it.</summary>
/// <param name="RunBackendId">The service's own id of the run.</param>
/// <param name="JobBackendId">The service's own id of the job that made it.</param>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Digest">SHA-256: <c>sha256:</c> and lower hex; null when its maker did not say.</param>
public sealed record ListedArtifact(string RunBackendId, string JobBackendId, long Id, string Name, long Size, string? Digest);
