using Pruner.Core;

namespace Pruner.State;

/// <summary>The run came to its end, and its ledger, or a file written besides, cannot be: what was done stands in the journal alone.</summary>
internal sealed class LedgerException(EvidenceException cause) : PrunerException(
    new Refusal(
        $"The run is over, but its ledger, or a file written besides, is not whole. {cause.Refusal.What}",
        "What was done stands in the journal; nothing reads it as a ledger.",
        "Keep the state folder, and make room or mend the permissions before the next run."),
    cause)
{
    /// <inheritdoc />
    public override ExitCode ExitCode => ExitCode.Incomplete;
}
