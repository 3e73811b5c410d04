using System.Collections.Immutable;
using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Stores;

namespace Pruner.Tests.Tampering;

/// <summary>
/// A plan and a journal that fit each other and tell of a run that never was: images of the account, chosen by chance, that it had doomed, found public and
/// shared, and begun to delete, with snapshots of whatever they are. Whoever can write the state folder can make them.
/// </summary>
internal static class FalseHistory
{
    private const int Images = 25;
    private const string Stranger = "6666777788889999";

    private static readonly ImmutableArray<ChangeKind> Kinds =
        [ChangeKind.TagDoomed, ChangeKind.Unpublish, ChangeKind.Unshare, ChangeKind.TagSnapshots, ChangeKind.Delete, ChangeKind.DeleteSnapshot, ChangeKind.TagBootImage];

    /// <summary>Makes both.</summary>
    /// <param name="honest">The plan that is bent.</param>
    /// <param name="snapshots">All snapshots of the account, by region.</param>
    /// <param name="random">Chooses images, lies and snapshots.</param>
    public static (Plan Plan, IReadOnlyList<JournalEntry> Journal) Make(Plan honest, IReadOnlyDictionary<string, string[]> snapshots, Random random)
    {
        var chosen = Enumerable.Range(0, Images).Select(_ => random.Next(honest.Verdicts.Length)).ToHashSet();
        var (verdicts, lies) = (honest.Verdicts.ToBuilder(), new List<(PlannedVerdict Planned, ImmutableArray<string> Snapshots)>());
        foreach (var at in chosen)
        {
            var known = snapshots.GetValueOrDefault(verdicts[at].Location, []);
            ImmutableArray<string> its = [.. random.GetItems(known, known.Length == 0 ? 0 : random.Next(4)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            // Some are images that are not there, so that they look deleted.
            verdicts[at] = verdicts[at] with
            {
                Id = random.Next(3) == 0 ? $"m-0xi{random.Next():D17}" : verdicts[at].Id,
                Verdict = Decision.Prune,
                IsBootImage = random.Next(2) == 0,
                Visibility = Visibility.Public,
                Accounts = [Stranger],
                Snapshots = random.Next(2) == 0 ? its : verdicts[at].Snapshots,
            };
            lies.Add((verdicts[at], its));
        }

        var sorted = verdicts.OrderBy(verdict => verdict.ArtifactId()).ToImmutableArray();
        return (Document.Seal(honest with { Verdicts = sorted }), [.. Lines(honest, lies, random)]);
    }

    private static IEnumerable<JournalEntry> Lines(Plan plan, List<(PlannedVerdict Planned, ImmutableArray<string> Snapshots)> lies, Random random)
    {
        var sequence = 0L;
        JournalEntry Next(JournalEvent happened) => new() { Sequence = ++sequence, Previous = "", Time = plan.Created, Plan = "", Event = happened };

        yield return Next(JournalEvent.Opened) with { Mode = RunMode.Apply, Account = plan.Account };
        foreach (var (planned, snapshots) in lies)
        {
            NotedState? noted = new(planned.Name, Visibility.Public, [Stranger], snapshots);
            foreach (var kind in Kinds.Where(_ => random.Next(4) > 0))
            {
                var change = Next(JournalEvent.Intent) with
                {
                    Location = planned.Location,
                    Id = planned.Id,
                    Change = kind,
                    Noted = noted,
                    Accounts = kind == ChangeKind.Unshare ? [Stranger] : null,
                    Snapshot = kind == ChangeKind.DeleteSnapshot && !snapshots.IsEmpty ? snapshots[0] : null,
                };
                noted = null;
                yield return change;
                if (random.Next(2) == 0)
                {
                    yield return change with { Sequence = ++sequence, Event = JournalEvent.Answered, Noted = null, Outcome = kind == ChangeKind.DeleteSnapshot ? StoreOutcome.Busy : StoreOutcome.Done };
                }
            }
        }
    }
}
