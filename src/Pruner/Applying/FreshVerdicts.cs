using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Planning;

namespace Pruner.Applying;

/// <summary>A decision and the time at which reading its pin evidence began.</summary>
/// <param name="Verdicts">Verdicts by artifact.</param>
/// <param name="PinsReadAt">Age of the pin evidence counts from here.</param>
/// <param name="Locations">Regions that were listed whole; in no other may anything be changed.</param>
internal sealed record TimedVerdicts(ImmutableDictionary<ArtifactId, Verdict> Verdicts, DateTimeOffset PinsReadAt, ImmutableHashSet<string> Locations)
{
    /// <summary>Decides, and indexes the verdicts.</summary>
    public static TimedVerdicts From(ImmutableArray<Verdict> verdicts, Inventory inventory, DateTimeOffset pinsReadAt) => new(
        verdicts.ToImmutableDictionary(verdict => verdict.Artifact.Id),
        pinsReadAt,
        [.. inventory.Locations.Where(listing => listing.Status == ListingStatus.Complete).Select(listing => listing.Location)]);
}

/// <summary>
/// The fresh side of "approved ∩ fresh": verdicts on pin evidence that is never older than ten minutes. When it grows old, refs and pull requests
/// are asked again and everything is decided anew before the next change.
/// </summary>
internal sealed class FreshVerdicts(TimedVerdicts first, Func<CancellationToken, Task<TimedVerdicts>> renewAsync, TimeProvider time) : IDisposable
{
    // Renewed before ten minutes are over, so that a change is never held up at the very limit.
    private static readonly TimeSpan OldestAccepted = TimeSpan.FromMinutes(8);
    private const int MostRenewals = 3;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private TimedVerdicts _current = first;

    /// <summary>How often the evidence was renewed.</summary>
    public int Renewals { get; private set; }

    /// <summary>Verdicts on evidence that is fresh enough.</summary>
    /// <exception cref="PrunerException">The evidence could not be renewed: nothing may be changed.</exception>
    public async Task<ImmutableDictionary<ArtifactId, Verdict>> VerdictsAsync(CancellationToken cancellationToken) =>
        (await CurrentAsync(cancellationToken)).Verdicts;

    /// <summary>The same with what they rest on.</summary>
    public async Task<TimedVerdicts> CurrentAsync(CancellationToken cancellationToken)
    {
        if (IsFresh(Volatile.Read(ref _current)))
        {
            return _current;
        }

        await _renewing.WaitAsync(cancellationToken);
        try
        {
            // Reading may itself take so long that what was read is old: its age counts from the start.
            for (var renewal = 0; !IsFresh(_current); renewal++)
            {
                EvidenceException.ThrowIf(renewal < MostRenewals ? null : TooSlow);
                Volatile.Write(ref _current, await renewAsync(cancellationToken));
                Renewals++;
            }

            return _current;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _renewing.Dispose();

    private static Refusal TooSlow { get; } = new(
        $"Pins were read anew {MostRenewals} times, and it took longer each time than they may be old.",
        "Nothing is changed on pins that were read more than eight minutes ago: an image may have been named meanwhile.",
        "Run the same command again when GitHub answers faster: it goes on where this one stopped.");

    // A clock that was set back must not make old evidence young.
    private bool IsFresh(TimedVerdicts verdicts) =>
        time.GetUtcNow() - verdicts.PinsReadAt is var age && age >= TimeSpan.Zero && age < OldestAccepted;
}
