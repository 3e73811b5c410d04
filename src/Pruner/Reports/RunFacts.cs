using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Policies;

namespace Pruner.Reports;

/// <summary>What a run knows that stands neither in its plan nor in its ledger.</summary>
internal sealed record RunFacts
{
    /// <summary>Nothing more than plan and ledger say.</summary>
    public static RunFacts None { get; } = new();

    /// <summary>The effective policy; null when it is not known, and then nothing is said of guards.</summary>
    public Policy? Policy { get; init; }

    /// <summary>True when an earlier ledger was there. Asked only with a policy.</summary>
    public bool HadLedger { get; init; }

    /// <summary>Why the run ended before its end; null when it did not.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The run's parameters by name, in the order in which they are shown. No secrets.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Parameters { get; init; } = [];
}
