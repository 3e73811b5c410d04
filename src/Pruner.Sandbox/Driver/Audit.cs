using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;

namespace Pruner.Sandbox.Driver;

/// <summary>
/// Compares what a run made of the world with what it had to: the cloud before and after, the ledger, and the
/// changing calls. It knows the seed's expectations and nothing of how <c>pruner</c> decides.
/// </summary>
/// <param name="world">What had to happen.</param>
/// <param name="before">The cloud before the run.</param>
/// <param name="after">The cloud after it.</param>
internal sealed partial class Audit(SeedWorld world, EcsCloud before, EcsCloud after)
{
    private const string BootImageTag = "bootimage";

    private readonly List<string> _faults = [];

    /// <summary>Everything that is not as it had to be, one sentence each; empty when all agrees.</summary>
    /// <param name="ledger">The run's ledger.</param>
    /// <param name="changes">The changing calls of the run.</param>
    public ImmutableArray<string> Faults(IReadOnlyList<LedgerLine> ledger, IReadOnlyList<RecordedRequest> changes)
    {
        _faults.Clear();
        CheckImages();
        CheckSnapshots();
        CheckLedger(ledger);
        CheckCalls(changes);
        return [.. _faults];
    }

    private void CheckImages()
    {
        var was = ById(before);
        var now = ById(after);
        foreach (var expectation in world.Expected)
        {
            var key = (expectation.RegionId, expectation.ImageId);
            var isThere = now.TryGetValue(key, out var image);
            if (expectation.Fate == SeedFate.Pruned)
            {
                Expect(!isThere, expectation, "is still there");
            }
            else if (!isThere)
            {
                _faults.Add($"{Name(expectation)} is gone, and had to be kept: {expectation.Reason}.");
            }
            else
            {
                CheckKept(expectation, was[key], image!);
            }
        }

        _faults.AddRange(now.Keys.Except(was.Keys).Select(key => $"{key} appeared during the run."));
    }

    private void CheckKept(SeedExpectation expectation, EcsImage was, EcsImage now)
    {
        Expect(was.IsPublic == now.IsPublic, expectation, "changed its visibility");
        Expect(was.Accounts.Order(StringComparer.Ordinal).SequenceEqual(now.Accounts.Order(StringComparer.Ordinal), StringComparer.Ordinal), expectation, "changed its shares");
        Expect(was.Status == now.Status && was.InUse == now.InUse, expectation, "changed its state");
        Expect(Others(was).SequenceEqual(Others(now)), expectation, "changed its tags");
        var tag = now.Tags.TryGetValue(BootImageTag, out var value) ? value : null;
        var oldTag = was.Tags.TryGetValue(BootImageTag, out var oldValue) ? oldValue : null;
        var fits = expectation.Reason switch
        {
            SeedReason.Pinned => tag == "true",
            // Protected by a weaker witness: marking it as a boot image is allowed, nothing else.
            SeedReason.PinnedInPullRequest or SeedReason.BuildPinned or SeedReason.NamedByText => tag == oldTag || tag == "true",
            _ => tag == oldTag,
        };
        Expect(fits, expectation, $"is tagged {BootImageTag}={tag ?? "nothing"}, before it was {oldTag ?? "nothing"}");
    }

    private void CheckSnapshots()
    {
        var was = Snapshots(before);
        var now = Snapshots(after);
        var doomed = world.DoomedSnapshots.ToHashSet();
        _faults.AddRange(doomed.Intersect(now).Select(snapshot => $"The snapshot {snapshot} is still there."));
        _faults.AddRange(was.Except(doomed).Except(now).Select(snapshot => $"The snapshot {snapshot} is gone, and had to stay."));
    }

    private void CheckLedger(IReadOnlyList<LedgerLine> ledger)
    {
        var lines = ledger.ToLookup(line => (line.RegionId, line.ImageId));
        foreach (var expectation in world.Expected)
        {
            var found = lines[(expectation.RegionId, expectation.ImageId)].ToList();
            if (found is not [var line])
            {
                _faults.Add($"{Name(expectation)} has {found.Count} entries in the ledger.");
                continue;
            }

            var verdict = expectation.Fate == SeedFate.Pruned ? "prune" : "keep";
            Expect(line.Verdict == verdict, expectation, $"has the verdict '{line.Verdict}' in the ledger, not '{verdict}'");
            Expect(line.Reason == Word(expectation.Reason), expectation, $"has the reason '{line.Reason}' in the ledger, not '{Word(expectation.Reason)}'");
            Expect((line.Outcome is "pruned" or "pruned-snapshots-left") == (expectation.Fate == SeedFate.Pruned), expectation, $"has the outcome '{line.Outcome}' in the ledger");
        }

        var known = world.Expected.Select(expectation => (expectation.RegionId, expectation.ImageId)).ToHashSet();
        _faults.AddRange(lines.Where(entry => !known.Contains(entry.Key)).Select(entry => $"The ledger names {entry.Key}, which never was."));
    }

    /// <summary>No call may even have tried to delete, unpublish or unshare what must stay, or to force anything.</summary>
    private void CheckCalls(IReadOnlyList<RecordedRequest> changes)
    {
        var doomed = world.Expected.Where(expectation => expectation.Fate == SeedFate.Pruned)
            .Select(expectation => (expectation.RegionId, expectation.ImageId))
            .ToHashSet();
        foreach (var call in changes)
        {
            var text = call.Query + "&" + call.Body;
            if (call.Operation is "DeleteImage" or "ModifyImageSharePermission" && !doomed.Contains((call.Location, ImageId().Match(text).Groups["id"].Value)))
            {
                _faults.Add($"{call.Operation} was tried on an image of {call.Location} that must stay (request {call.Number}).");
            }

            if (Force().IsMatch(text))
            {
                _faults.Add($"{call.Operation} was forced (request {call.Number}).");
            }
        }
    }

    /// <summary>A reason as the ledger writes it: lower case, words joined by dashes.</summary>
    internal static string Word(SeedReason reason) => Hump().Replace(reason.ToString(), "-$0").ToLowerInvariant();

    private void Expect(bool holds, SeedExpectation expectation, string fault)
    {
        if (!holds)
        {
            _faults.Add($"{Name(expectation)} {fault}.");
        }
    }

    private static string Name(SeedExpectation expectation) => $"{expectation.RegionId} {expectation.ImageId} ({expectation.Name}, {Word(expectation.Reason)})";

    private static Dictionary<(string, string), EcsImage> ById(EcsCloud cloud) => cloud.Images.ToDictionary(image => (image.RegionId, image.ImageId));

    private static HashSet<(string, string)> Snapshots(EcsCloud cloud) =>
        [.. cloud.Snapshots.SelectMany(region => region.Value.Select(id => (region.Key, id)))];

    private static IEnumerable<KeyValuePair<string, string>> Others(EcsImage image) =>
        image.Tags.Where(tag => tag.Key != BootImageTag).OrderBy(tag => tag.Key, StringComparer.Ordinal);

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hump();

    [GeneratedRegex("[?&]ImageId=(?<id>m-[a-z0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ImageId();

    [GeneratedRegex("[?&]Force=true", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Force();
}
