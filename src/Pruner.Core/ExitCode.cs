namespace Pruner.Core;

/// <summary>How the process ends.</summary>
public enum ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    Done = 0,

    /// <summary>A defect in the program.</summary>
    Defect = 1,

    /// <summary>Flags, configuration or credentials missing, malformed or refused; unknown release.</summary>
    Setup = 2,

    /// <summary>Refused: evidence missing or malformed, a guard, a plan edited, expired or for another account, no journal.</summary>
    Refused = 3,

    /// <summary>Finished, with regions missing, failures or unknown outcomes.</summary>
    Incomplete = 4,

    /// <summary>Interrupted by SIGINT (Ctrl-C); resumable.</summary>
    Interrupted = 130,

    /// <summary>Interrupted by SIGTERM; resumable.</summary>
    Terminated = 143,
}
