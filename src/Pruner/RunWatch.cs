using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.Core.Records;

namespace Pruner;

/// <summary>Is told what a command comes to, for whoever started it: the Actions runner's outputs, annotations and artifacts.</summary>
internal class RunWatch
{
    /// <summary>Nobody watches.</summary>
    public static RunWatch None { get; } = new();

    /// <summary>A plan was made, or an approved one was taken up.</summary>
    public virtual void Planned(Plan plan, Policy policy)
    {
    }

    /// <summary>A comment was written, renewed, or found to say the same.</summary>
    public virtual void Commented(string url)
    {
    }

    /// <summary>A command that makes neither plan nor ledger has this to say.</summary>
    public virtual void Reported(string markdown)
    {
    }

    /// <summary>The first change is about to be made; an exception stops the run before it.</summary>
    public virtual Task BeforeChangesAsync(Plan plan, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The ledger was written, at the end of a run or when it was broken off.</summary>
    public virtual void Recorded(Ledger ledger)
    {
    }

    /// <summary>The command ends with a message.</summary>
    public virtual void Refused(Refusal refusal)
    {
    }
}
