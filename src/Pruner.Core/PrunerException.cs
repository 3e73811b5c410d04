namespace Pruner.Core;

/// <summary>Something that ends the run with a message instead of a stack trace.</summary>
/// <param name="refusal">The message.</param>
/// <param name="inner">The cause, for the debug log only.</param>
public abstract class PrunerException(Refusal refusal, Exception? inner = null) : Exception(refusal.What, inner)
{
    /// <summary>What to tell the user.</summary>
    public Refusal Refusal { get; } = refusal;

    /// <summary>How the process ends.</summary>
    public abstract ExitCode ExitCode { get; }
}

/// <summary>Flags, configuration, or credentials are missing, malformed or refused (exit 2).</summary>
public sealed class SetupException(Refusal refusal, Exception? inner = null) : PrunerException(refusal, inner)
{
    /// <inheritdoc />
    public override ExitCode ExitCode => ExitCode.Setup;
}

/// <summary>Evidence is missing, malformed or may be incomplete, or a guard fired: nothing is done on such ground (exit 3).</summary>
public sealed class EvidenceException(Refusal refusal, Exception? inner = null) : PrunerException(refusal, inner)
{
    /// <inheritdoc />
    public override ExitCode ExitCode => ExitCode.Refused;

    /// <summary>Throws when a guard or a proof gave a refusal.</summary>
    /// <param name="refusal">What it gave; null passes.</param>
    public static void ThrowIf(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new EvidenceException(refusal);
        }
    }
}
