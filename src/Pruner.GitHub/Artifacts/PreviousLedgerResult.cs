using System.Collections.Immutable;
using Pruner.Core;

namespace Pruner.GitHub.Artifacts;

/// <summary>What the search for the last run's ledger came to. Whatever was found, others could have written it: it may add keeps and inform, never authorise a change.</summary>
public abstract record PreviousLedgerResult
{
    private PreviousLedgerResult(ImmutableArray<string> notes) => Notes = notes;

    /// <summary>What was passed over on the way because it is damaged or gone, newest first, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; }

    /// <summary>A run that left a ledger, or one for each of its jobs.</summary>
    public sealed record Found : PreviousLedgerResult
    {
        internal Found(ImmutableArray<ReadOnlyMemory<byte>> contents, string runUrl, ImmutableArray<string> notes)
            : base(notes) => (Contents, RunUrl) = (contents, runUrl);

        /// <summary>The files, as the run left them, newest first; at least one. Not read yet: they may be anything.</summary>
        public ImmutableArray<ReadOnlyMemory<byte>> Contents { get; }

        /// <summary>Page of the run.</summary>
        public string RunUrl { get; }
    }

    /// <summary>There is none, for certain.</summary>
    public sealed record Absent : PreviousLedgerResult
    {
        internal Absent(string reason, ImmutableArray<string> notes)
            : base(notes) => Reason = reason;

        /// <summary>Why there is none, as a sentence.</summary>
        public string Reason { get; }
    }

    /// <summary>Whether there is one could not be told: no permission, no answer.</summary>
    public sealed record NotRead : PreviousLedgerResult
    {
        internal NotRead(Refusal refusal, ImmutableArray<string> notes)
            : base(notes) => Refusal = refusal;

        /// <summary>What happened, what is lost by it, and what to do.</summary>
        public Refusal Refusal { get; }
    }
}
