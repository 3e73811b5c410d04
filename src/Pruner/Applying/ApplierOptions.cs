using System.Collections.Immutable;
using Pruner.Core.Policies;

namespace Pruner.Applying;

/// <summary>How the applier waits and how much it takes at once.</summary>
internal sealed record ApplierOptions
{
    /// <summary>Whether the policy prunes shared artifacts.</summary>
    public bool IncludeShared { get; init; }

    /// <summary>What the policy keeps by tags: one that somebody sets during a run counts too.</summary>
    public ImmutableArray<KeepRule> KeepByTag { get; init; } = [];

    /// <summary>True when nothing new may be begun: only what an expired run left open is brought to rest.</summary>
    public bool OnlySettles { get; init; }

    /// <summary>Artifacts taken together; a tag call takes 50.</summary>
    public int ChunkSize { get; init; } = 50;

    /// <summary>Pause between two looks at something that should soon change. Default 2 s.</summary>
    public TimeSpan LookPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Most looks for one change. Default 45 (a minute and a half).</summary>
    public int MostLooks { get; init; } = 45;

    /// <summary>Most times one deletion is asked for. Default 3.</summary>
    public int MostAttempts { get; init; } = 3;

    /// <summary>Descriptions older than this are not acted on. Default 60 s.</summary>
    public TimeSpan OldestDescription { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After an interruption, how long calls in flight are waited for. Default 5 s.</summary>
    public TimeSpan InterruptPatience { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Told as the applier goes on.</summary>
/// <param name="Location">The region.</param>
/// <param name="Closed">Artifacts of it that are dealt with.</param>
/// <param name="Total">Artifacts of it to deal with.</param>
internal sealed record ApplyProgress(string Location, int Closed, int Total);
