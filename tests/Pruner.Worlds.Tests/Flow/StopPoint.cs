namespace Pruner.Worlds.Tests.Flow;

/// <summary>How a run ends before its end.</summary>
internal enum StopKind
{
    /// <summary>Ctrl-C.</summary>
    Interrupt,

    /// <summary>Killed; the call that was on the wire does not arrive.</summary>
    KillBefore,

    /// <summary>Killed; the call that was on the wire is carried out.</summary>
    KillAfter,

    /// <summary>The disk is full.</summary>
    DiskFull,
}

/// <summary>Where a run ends before its end: at a call or at a write of a record, counted from 1; 0 for neither.</summary>
/// <param name="Kind">How.</param>
/// <param name="AtCall">The call.</param>
/// <param name="AtWrite">The write.</param>
/// <param name="Part">How much of that write is written, from 0 to 1.</param>
internal sealed record StopPoint(StopKind Kind, int AtCall, int AtWrite, double Part)
{
    /// <summary>It runs to its end.</summary>
    public static StopPoint None { get; } = new(StopKind.Interrupt, 0, 0, 0);
}
