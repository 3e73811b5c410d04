namespace Pruner.Core.Records;

/// <summary>One image in the record that the original Python tool keeps.</summary>
/// <param name="Region">Its region.</param>
/// <param name="Image">Its id, <c>m-…</c>.</param>
/// <param name="Deleted">Whether the record says that it was deleted.</param>
public sealed record OriginalEntry(string Region, string Image, bool Deleted);
