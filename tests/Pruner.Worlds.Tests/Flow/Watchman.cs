using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Worlds.Tests.Made;

namespace Pruner.Worlds.Tests.Flow;

/// <summary>
/// Looks for wrong changes: in the cloud, and in every changing call that was so much as tried, so that nothing wrong is overlooked because it was made good
/// later. It knows the oracle's answer and nothing of how pruner decides or works.
/// </summary>
internal sealed class Watchman(FlowWorld world)
{
    private readonly MadeWorld _made = world.Made;

    /// <summary>How old evidence may be: what is pinned later than that before a change is not known to it.</summary>
    private static readonly TimeSpan OldestEvidence = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(string Region, string Id), EcsImage> _before = world.Before.Images.ToDictionary(image => (image.RegionId, image.ImageId));
    private readonly Dictionary<(string Region, string Id), HashSet<string>> _plansThatPruned = [];
    private readonly HashSet<(string Region, string Id)> _toldUnknown = [];
    private readonly HashSet<(string Region, string Id)> _snapshotsToldLeft = [];

    /// <summary>Everything that is wrong so far, whatever went wrong around it; empty when nothing is.</summary>
    public IEnumerable<string> WrongChanges()
    {
        var after = world.Made.Cloud.Photograph();
        var now = after.Images.ToDictionary(image => (image.RegionId, image.ImageId));
        var changes = world.Requests.Where(request => request.IsChange).ToList();
        return changes.SelectMany(Tried)
            .Concat(GoneTooEarly(changes))
            .Concat(_before.Keys.Where(key => !Doomed.Contains(key)).SelectMany(key => Changed(key, now.GetValueOrDefault(key))))
            .Concat(SnapshotsLost(after));
    }

    /// <summary>What the end lacks: every doomed image gone, and the snapshots of all that are, but for those that a ledger said are left.</summary>
    public IEnumerable<string> Unfinished()
    {
        var after = world.Made.Cloud.Photograph();
        var images = after.Images.Where(image => DoomedNow.Contains((image.RegionId, image.ImageId))).Select(image => $"{image.RegionId} {image.ImageId} ({image.ImageName}) is still there");
        var there = after.Images.Select(image => (image.RegionId, image.ImageId)).ToHashSet();
        var restedOn = after.Images.SelectMany(image => image.SnapshotIds.Select(snapshot => (image.RegionId, snapshot))).ToHashSet();
        var snapshots =
            from gone in _before.Where(pair => !there.Contains(pair.Key))
            from snapshot in gone.Value.SnapshotIds
            let key = (gone.Key.Region, snapshot)
            // Of an image of which it is not known whether it is gone, nobody takes the snapshots.
            where after.Snapshots[gone.Key.Region].Contains(snapshot) && !restedOn.Contains(key) && !_snapshotsToldLeft.Contains(key) && !_toldUnknown.Contains(gone.Key)
            select $"the snapshot {snapshot} in {gone.Key.Region}, on which {gone.Key.Id} rested, is still there, and no ledger says so";
        return images.Concat(snapshots);
    }

    /// <summary>What of images that were on their way to go, and may not any more, is not as it was; to be asked at the end.</summary>
    public IEnumerable<string> Unrestored() =>
        from now in world.Made.Cloud.Photograph().Images
        let key = (now.RegionId, now.ImageId)
        where _made.Doomed.Contains(key) && !DoomedNow.Contains(key)
        let was = _before[key]
        // Of a proposal alone that tag is taken back with the mark, or when the proposal is what keeps an image; where somebody took off the mark, nothing tells whose it is.
        let isFalse = _made.Surprise!.IsPushed && IsCalledUseless(now) && !IsCalledUseless(was) && !world.MarksTakenOff.Any(taken => taken.Image == key)
        where !IsAsPublic(was, now) || (now.Tags.ContainsKey("pruner-marked-at") && !was.Tags.ContainsKey("pruner-marked-at")) || isFalse
        select $"{key} ({now.ImageName}) is kept by now, and is not as it was: public {was.IsPublic} and {now.IsPublic}, tags {string.Join(", ", now.Tags)}";

    /// <summary>Where the ledger of a run that just ended, with those of the runs before it, and the cloud contradict each other.</summary>
    public ImmutableArray<string> Lies(Ledger ledger)
    {
        // The ledger of a run that another one brought to its end may have made room for that one's own.
        foreach (var told in world.EarlierLedgers().Append(ledger))
        {
            Note(told);
        }

        var after = world.Made.Cloud.Photograph();
        // What a run leaves open, the one that goes on with it tells.
        return [.. LiesOf(ledger, after), .. ledger.IsFinished ? GoneUntold(after) : []];
    }

    private void Note(Ledger ledger)
    {
        foreach (var entry in ledger.Entries)
        {
            if (entry.Outcome is ArtifactOutcome.Pruned or ArtifactOutcome.PrunedSnapshotsLeft)
            {
                if (!_plansThatPruned.TryGetValue((entry.Location, entry.Id), out var plans))
                {
                    _plansThatPruned[(entry.Location, entry.Id)] = plans = new HashSet<string>(StringComparer.Ordinal);
                }

                plans.Add(ledger.Plan);
            }

            if (entry.Outcome == ArtifactOutcome.Unknown)
            {
                _toldUnknown.Add((entry.Location, entry.Id));
            }

            _snapshotsToldLeft.UnionWith((entry.SnapshotsLeft ?? []).Select(snapshot => (entry.Location, snapshot)));
        }
    }

    /// <summary>Images that are gone without a ledger that says so, or at least that it cannot tell; or with more than one.</summary>
    private IEnumerable<string> GoneUntold(EcsCloud after)
    {
        var there = after.Images.Select(image => (image.RegionId, image.ImageId)).ToHashSet();
        return from key in _before.Keys
               where !there.Contains(key)
               let told = _plansThatPruned.TryGetValue(key, out var plans) ? plans.Count : 0
               where told != 1 && !(told == 0 && _toldUnknown.Contains(key))
               select $"{key} is gone, and {told} ledgers say that it was pruned";
    }

    private static IEnumerable<string> LiesOf(Ledger ledger, EcsCloud after)
    {
        var now = after.Images.ToDictionary(image => (image.RegionId, image.ImageId));
        foreach (var entry in ledger.Entries)
        {
            var image = now.GetValueOrDefault((entry.Location, entry.Id));
            var isGone = entry.Outcome is ArtifactOutcome.Pruned or ArtifactOutcome.PrunedSnapshotsLeft;
            if (isGone && image is not null)
            {
                yield return $"the ledger says {entry.Outcome} of {entry.Id}, which is still there";
            }

            if (entry.Outcome is ArtifactOutcome.Kept or ArtifactOutcome.Tagged or ArtifactOutcome.PutBack && image is null)
            {
                yield return $"the ledger says {entry.Outcome} of {entry.Id}, which is gone";
            }

            // As that run found it: what an earlier one could not put back is in that one's ledger.
            if (entry is { Outcome: ArtifactOutcome.PutBack, Noted: { } noted } && image is not null
                && ((noted.Visibility == Visibility.Public && !image.IsPublic) || noted.Accounts.Except(image.Accounts, StringComparer.Ordinal).Any()))
            {
                yield return $"the ledger says PutBack of {entry.Id}, whose visibility or shares are not as they were";
            }

            foreach (var snapshot in entry.SnapshotsDeleted ?? [])
            {
                if (entry.Outcome == ArtifactOutcome.Pruned && after.Snapshots.TryGetValue(entry.Location, out var ids) && ids.Contains(snapshot))
                {
                    yield return $"the ledger says that the snapshot {snapshot} is gone, which is still there";
                }
            }
        }
    }

    private static bool IsCalledUseless(EcsImage image) => image.Tags.TryGetValue("bootimage", out var tag) && tag == "false";

    private static bool IsAsPublic(EcsImage was, EcsImage now) => was.IsPublic == now.IsPublic && was.Accounts.Order(StringComparer.Ordinal).SequenceEqual(now.Accounts.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private IEnumerable<string> Changed((string Region, string Id) key, EcsImage? now)
    {
        var was = _before[key];
        if (now is null)
        {
            yield return $"{key} ({was.ImageName}) is gone and had to stay";
            yield break;
        }

        if (!IsAsPublic(was, now))
        {
            yield return $"{key} ({was.ImageName}) changed its visibility or its shares";
        }

        if (!Others(was.Tags).SequenceEqual(Others(now.Tags)))
        {
            yield return $"{key} ({was.ImageName}) changed its tags";
        }

        var (tag, oldTag) = (now.Tags.TryGetValue("bootimage", out var text) ? text : null, was.Tags.TryGetValue("bootimage", out var oldText) ? oldText : null);
        if (tag != oldTag && !(tag == "true" && IsNamed(key)))
        {
            yield return $"{key} ({was.ImageName}) is tagged bootimage={tag}, and it was {oldTag ?? "not"}";
        }
    }

    private static IEnumerable<string> SnapshotsLost(EcsCloud after) =>
        from image in after.Images
        from snapshot in image.SnapshotIds
        where !after.Snapshots[image.RegionId].Contains(snapshot)
        select $"the snapshot {snapshot} in {image.RegionId} is gone, and {image.ImageId} rests on it";

    /// <summary>What may go at most.</summary>
    private ImmutableHashSet<(string Region, string Id)> Doomed => world.Faults.MayHideRegions ? _made.Doomed.Union(_made.SpokenForUnseen) : _made.Doomed;

    private ImmutableHashSet<(string Region, string Id)> DoomedNow => world.SurprisedAt is null ? _made.Doomed : _made.Surprise!.Doomed;

    /// <summary>Whether something may be taken from an image at a time, by what was known moments before.</summary>
    private bool MayGo((string Region, string Id) key, RecordedRequest request) =>
        // In peace every region can be read.
        (request.Number > world.CalmSince ? _made.Doomed : Doomed).Contains(key)
        && (world.SurprisedAt is not { } since || request.At <= since + OldestEvidence || _made.Surprise!.Doomed.Contains(key));

    /// <summary>Deletions of what was not marked for the whole grace, by a tag that pruner itself had set and nobody had taken off.</summary>
    private IEnumerable<string> GoneTooEarly(IEnumerable<RecordedRequest> changes)
    {
        if (_made.Grace is not { } grace)
        {
            yield break;
        }

        var marks = new Dictionary<(string Region, string Id), DateTimeOffset>();
        var byHand = world.MarksTakenOff;
        foreach (var request in changes)
        {
            // A look is old by minutes at most.
            foreach (var taken in byHand.Where(taken => request.At > taken.At + OldestEvidence).ToList())
            {
                byHand = byHand.Remove(taken);
                // Marks are told in whole seconds.
                if (marks.GetValueOrDefault(taken.Image) < taken.At - TimeSpan.FromSeconds(1))
                {
                    marks.Remove(taken.Image);
                }
            }

            var query = Query(request);
            // What was refused set nothing; of what was not answered nothing is known.
            if (request.Operation == "TagResources" && request.Status is not (>= 400 and < 500) && Tags(query).FirstOrDefault(tag => tag.Item1 == "pruner-marked-at") is { Item2: { } text })
            {
                var at = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
                if ((request.At - at).Duration() > OldestEvidence)
                {
                    yield return $"request {request.Number} at {request.At:u} marks with {text}";
                }

                foreach (var id in All(query, "ResourceId"))
                {
                    marks[(request.Location, id)] = at;
                }
            }

            var key = (request.Location, query.TryGetValue("ImageId", out var image) ? image.ToString() : "");
            if (request.Operation == "DeleteImage" && (!marks.TryGetValue(key, out var since) || request.At - since < grace - OldestEvidence))
            {
                yield return $"request {request.Number} at {request.At:u} deletes {key.Item2}, which was {(since == default ? "not marked" : $"marked at {since:u}")}, and the grace is {grace}";
            }
        }
    }

    private IEnumerable<string> Tried(RecordedRequest request)
    {
        var query = Query(request);
        string Text(string name) => query.TryGetValue(name, out var value) ? value.ToString() : "";
        var name = $"request {request.Number}, {request.Operation} in {request.Location}";
        if (Text("Force").Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{name}, was forced";
        }

        switch (request.Operation)
        {
            case "DeleteImage":
            case "ModifyImageSharePermission":
                var key = (request.Location, Text("ImageId"));
                var isGivenBack = Text("IsPublic").Equals("true", StringComparison.OrdinalIgnoreCase) || All(query, "AddAccount").Any();
                if (!(isGivenBack ? Doomed.Contains(key) : MayGo(key, request)))
                {
                    yield return $"{name}, was tried on {key.Item2}, which must stay";
                }
                else if (!MayShare(_before[key], Text("IsPublic"), All(query, "AddAccount")))
                {
                    yield return $"{name}, gives {key.Item2} to more than had it";
                }

                break;
            case "TagResources" when Text("ResourceType") == "snapshot":
                // A mark on what a kept image rests on as well would let a later run believe that it may go.
                foreach (var id in All(query, "ResourceId").Where(id => !RestsOn(request.Location, id, isDoomed: true) || RestsOn(request.Location, id, isDoomed: false)))
                {
                    yield return $"{name}, was tried on {id}, marking it for deletion, and no doomed image alone rested on it";
                }

                break;
            case "TagResources":
                var isBootImage = Tags(query).Contains(("bootimage", "true"));
                foreach (var id in All(query, "ResourceId").Where(id => isBootImage ? !IsNamed((request.Location, id)) : !MayGo((request.Location, id), request)))
                {
                    yield return $"{name}, was tried on {id}, tagging it {(isBootImage ? "as a boot image, which it is not" : "for deletion, and it must stay")}";
                }

                break;
            case "DeleteSnapshot":
                var snapshot = Text("SnapshotId");
                // To ask for one that a kept image rests on as well is no harm by itself: the cloud refuses; that none is lost is looked at apart.
                if (!RestsOn(request.Location, snapshot, isDoomed: true))
                {
                    yield return $"{name}, was tried on {snapshot}, which no doomed image rested on";
                }

                break;
            case "UntagResources":
                // What is called a boot image is never made to look like another; what is not must not be called useless for ever.
                foreach (var tag in All(query, "TagKey").Where(tag => tag is not ("pruner-marked-at" or "bootimage")))
                {
                    yield return $"{name}, takes off the tag {tag}";
                }

                foreach (var id in All(query, "ResourceId").Where(id => !Doomed.Contains((request.Location, id)) && !WasMarked((request.Location, id))))
                {
                    yield return $"{name}, was tried on {id}, which was never to go nor marked";
                }

                break;
            default:
                yield return $"{name}, is no change that was ever asked for";
                break;
        }
    }

    private bool RestsOn(string region, string snapshot, bool isDoomed) =>
        _before.Any(pair => Doomed.Contains(pair.Key) == isDoomed && pair.Key.Region == region && pair.Value.SnapshotIds.Contains(snapshot));

    private bool WasMarked((string Region, string Id) key) => _before.TryGetValue(key, out var was) && was.Tags.ContainsKey("pruner-marked-at");

    /// <summary>True of a boot image, by now.</summary>
    private bool IsNamed((string Region, string Id) key) => world.SurprisedAt is null ? _made.IsPinned(key) : _made.Surprise!.IsPinned(key);

    private static Dictionary<string, StringValues> Query(RecordedRequest request) => QueryHelpers.ParseQuery(request.Query.Length > 0 ? request.Query : "?" + request.Body);

    private static IEnumerable<string> All(Dictionary<string, StringValues> query, string prefix) =>
        query.Where(pair => pair.Key.StartsWith(prefix + ".", StringComparison.Ordinal)).Select(pair => pair.Value.ToString());

    private static bool MayShare(EcsImage was, string isPublic, IEnumerable<string> accounts) =>
        !(isPublic.Equals("true", StringComparison.OrdinalIgnoreCase) && !was.IsPublic) && accounts.All(was.Accounts.Contains);

    private static ImmutableArray<(string, string)> Tags(Dictionary<string, StringValues> query) =>
        [.. query.Where(pair => pair.Key.StartsWith("Tag.", StringComparison.Ordinal) && pair.Key.EndsWith(".Key", StringComparison.Ordinal))
            .Select(pair => (pair.Value.ToString(), query.TryGetValue(pair.Key[..^3] + "Value", out var value) ? value.ToString() : ""))];

    private static IEnumerable<KeyValuePair<string, string>> Others(IDictionary<string, string> tags) =>
        tags.Where(tag => tag.Key is not ("bootimage" or "pruner-marked-at")).OrderBy(tag => tag.Key, StringComparer.Ordinal);
}
