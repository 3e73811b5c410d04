using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.Core.Records;

namespace Pruner.OnRunner;

/// <summary>Remembers what the command of a step came to, and keeps its plan where it outlives the machine before the first change.</summary>
/// <param name="keepPlan">Keeps the plan.</param>
internal sealed class StepWatch(Func<CancellationToken, Task> keepPlan) : RunWatch
{
    /// <summary>The plan made or applied.</summary>
    public Plan? Plan { get; private set; }

    /// <summary>The ledger of the run.</summary>
    public Ledger? Ledger { get; private set; }

    /// <summary>The policy that it was made under, or is applied under.</summary>
    public Policy? Policy { get; private set; }

    /// <summary>Address of the comment on the pull request.</summary>
    public string? Comment { get; private set; }

    /// <summary>What a command that makes neither plan nor ledger has to say.</summary>
    public string? Report { get; private set; }

    /// <summary>The message that the command ended with.</summary>
    public Refusal? Ended { get; private set; }

    /// <inheritdoc />
    public override void Planned(Plan plan, Policy policy) => (Plan, Policy) = (plan, policy);

    /// <inheritdoc />
    public override void Commented(string url) => Comment = url;

    /// <inheritdoc />
    public override void Reported(string markdown) => Report = markdown;

    /// <inheritdoc />
    public override Task BeforeChangesAsync(Plan plan, CancellationToken cancellationToken)
    {
        Plan = plan;
        return keepPlan(cancellationToken);
    }

    /// <inheritdoc />
    public override void Recorded(Ledger ledger) => Ledger = ledger;

    /// <inheritdoc />
    public override void Refused(Refusal refusal) => Ended = refusal;
}
