using System.Collections.Immutable;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>What the runner made of a step.</summary>
public sealed record StepReport
{
    /// <summary>True when the step failed, by its exit code or by what it wrote.</summary>
    public required bool IsFailed { get; init; }

    /// <summary>Every command that was carried out or tried, in order.</summary>
    public required ImmutableArray<RunnerCommand> Commands { get; init; }

    /// <summary>The annotations that the runner kept: at most ten of a kind.</summary>
    public required ImmutableArray<Annotation> Annotations { get; init; }

    /// <summary>The log, masked, one entry a line as it was written.</summary>
    public required ImmutableArray<string> Log { get; init; }

    /// <summary>Values that were asked to be masked.</summary>
    public required ImmutableArray<string> Masks { get; init; }

    /// <summary>Titles of the groups, in order.</summary>
    public required ImmutableArray<string> Groups { get; init; }

    /// <summary>Groups that were not ended.</summary>
    public required int OpenGroups { get; init; }

    /// <summary>True when the step stopped the reading of commands and did not resume it.</summary>
    public required bool IsStopped { get; init; }

    /// <summary>Outputs.</summary>
    public required ImmutableDictionary<string, string> Outputs { get; init; }

    /// <summary>Notes for the post step.</summary>
    public required ImmutableDictionary<string, string> State { get; init; }

    /// <summary>Variables for later steps.</summary>
    public required ImmutableDictionary<string, string> Environment { get; init; }

    /// <summary>Folders put before the search path of later steps.</summary>
    public required ImmutableArray<string> SearchPath { get; init; }

    /// <summary>The summary as it is shown, masked; empty when none was written or it was too large.</summary>
    public required string Summary { get; init; }
}
