namespace Pruner.Sandbox.Actions.Results;

/// <summary>An artifact as the results service keeps it.</summary>
/// <param name="Id">Its number; 0 until it is finalized.</param>
/// <param name="Name">Its name, unique in the run from the moment it is created.</param>
/// <param name="BlobName">Name of its blob in the storage.</param>
/// <param name="MimeType">What its creator called its content.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ExpiresAt">When it is to go; null for the repository's default.</param>
public sealed record ResultsArtifact(long Id, string Name, string BlobName, string MimeType, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>Bytes, as the uploader said; 0 until it is finalized.</summary>
    public long Size { get; init; }

    /// <summary>SHA-256, as the uploader said; null when it did not.</summary>
    public string? Digest { get; init; }

    /// <summary>True when it can be listed and downloaded.</summary>
    public bool IsFinal => Id > 0;
}
