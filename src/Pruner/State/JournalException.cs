using Pruner.Core;

namespace Pruner.State;

/// <summary>The journal cannot be written: nothing may be changed any more.</summary>
internal sealed class JournalException(Exception cause, bool wasChanging) : PrunerException(
    new Refusal(
        $"The journal cannot be written: {cause.Message}",
        wasChanging
            ? "No further change is made: an interrupted one could not be found again."
            : "Nothing was changed: a change that is not on record could not be found again after a crash.",
        "Make room or give another folder with --state, and run again."),
    cause)
{
    /// <inheritdoc />
    public override ExitCode ExitCode => wasChanging ? ExitCode.Incomplete : ExitCode.Refused;
}
