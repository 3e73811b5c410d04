namespace Pruner.GitHub.Comments;

/// <summary>What became of a comment.</summary>
/// <param name="Outcome">The kind.</param>
/// <param name="Url">Where people read it; null when there is none.</param>
/// <param name="Note">What stood in the way; else empty.</param>
public sealed record CommentReply(CommentOutcome Outcome, string? Url, string Note);

/// <summary>Kinds of <see cref="CommentReply"/>.</summary>
public enum CommentOutcome
{
    /// <summary>There was none, and none is to be created.</summary>
    NotNeeded,

    /// <summary>Written.</summary>
    Created,

    /// <summary>Written anew in its place.</summary>
    Updated,

    /// <summary>It says so already.</summary>
    Unchanged,

    /// <summary>The token may not write it, or nobody may: a locked conversation, an archived repository.</summary>
    Forbidden,

    /// <summary>GitHub did not take it, or what is there could not be read.</summary>
    Failed,

    /// <summary>No answer came: it may have been written or not.</summary>
    Unknown,
}
