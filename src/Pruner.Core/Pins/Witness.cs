namespace Pruner.Core.Pins;

/// <summary>Where a pin was seen: enough to open it in a browser or to check it with git.</summary>
/// <param name="Repository">The repository: <c>openshift/installer</c>; empty for a witness that is no repository.</param>
/// <param name="Reference">A ref that reaches the commit: <c>refs/heads/release-4.10</c>, <c>refs/pull/90060/head</c>; or what else said so: <c>policy</c>, <c>ledger</c>.</param>
/// <param name="Commit">The oldest scanned commit that holds it, 40 hex digits; empty when it was not a commit.</param>
/// <param name="Path">The file; or <c>title</c>, <c>body</c>, <c>message</c> for text.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) into the file; empty for text.</param>
public sealed record Witness(string Repository, string Reference, string Commit, string Path, string Pointer)
{
    /// <inheritdoc />
    public override string ToString() =>
        $"{Repository}{(Repository.Length > 0 ? " " : "")}{Reference}{(Commit.Length >= 12 ? " " + Commit[..12] : "")}{(Path.Length > 0 ? " " + Path : "")}{Pointer}";
}
