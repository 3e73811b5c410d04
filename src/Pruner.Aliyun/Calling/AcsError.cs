namespace Pruner.Aliyun.Calling;

/// <summary>Why a call got no good answer. Holds nothing secret.</summary>
/// <param name="Meaning">What it means for us.</param>
/// <param name="Code">The service's own code; empty when it gave none.</param>
/// <param name="Message">A sentence, safe to print.</param>
/// <param name="RequestId">For the vendor's support; may be empty.</param>
internal sealed record AcsError(AcsMeaning Meaning, string Code, string Message, string RequestId)
{
    /// <inheritdoc />
    public override string ToString() => string.Concat(
        Code.Length > 0 ? Code + ": " : "",
        Message,
        RequestId.Length > 0 ? $" (request {RequestId})" : "");
}

/// <summary>A read that got no good answer. Does not leave this room: the store turns it into its own words.</summary>
internal sealed class AcsException(AcsError error, Exception? inner = null) : Exception(error.ToString(), inner)
{
    /// <summary>Why.</summary>
    public AcsError Error { get; } = error;
}
