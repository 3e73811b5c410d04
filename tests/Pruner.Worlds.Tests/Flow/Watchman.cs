using System.Collections.Immutable;
using Microsoft.AspNetCore.WebUtilities;
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
    private readonly Dictionary<(string Region, string Id), EcsImage> _before = world.Before.Images.ToDictionary(image => (image.RegionId, image.ImageId));

    /// <summary>Everything that is wrong so far, whatever went wrong around it; empty when nothing is.</summary>
    public IEnumerable<string> WrongChanges()
    {
        var after = world.Made.Cloud.Photograph();
        var now = after.Images.ToDictionary(image => (image.RegionId, image.ImageId));
        return world.Requests.Where(request => request.IsChange).SelectMany(Tried)
            .Concat(_before.Keys.Where(key => !_made.Doomed.Contains(key)).SelectMany(key => Changed(key, now.GetValueOrDefault(key))))
            .Concat(SnapshotsLost(after));
    }

    /// <summary>What the end lacks: every doomed image gone, and only those.</summary>
    public IEnumerable<string> Unfinished() =>
        world.Made.Cloud.Photograph().Images.Where(image => _made.Doomed.Contains((image.RegionId, image.ImageId))).Select(image => $"{image.RegionId} {image.ImageId} ({image.ImageName}) is still there");

    /// <summary>Where a ledger and the cloud contradict each other.</summary>
    public IEnumerable<string> Lies(Ledger ledger)
    {
        var after = world.Made.Cloud.Photograph();
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
        if (tag != oldTag && !(tag == "true" && _made.IsPinned(key)))
        {
            yield return $"{key} ({was.ImageName}) is tagged bootimage={tag}, and it was {oldTag ?? "not"}";
        }
    }

    private IEnumerable<string> SnapshotsLost(EcsCloud after)
    {
        var needed = _before.Where(pair => !_made.Doomed.Contains(pair.Key)).SelectMany(pair => pair.Value.SnapshotIds.Select(id => (pair.Key.Region, Id: id)));
        return needed.Where(snapshot => !after.Snapshots[snapshot.Region].Contains(snapshot.Id)).Select(snapshot => $"the snapshot {snapshot} is gone, and a kept image rests on it");
    }

    private IEnumerable<string> Tried(RecordedRequest request)
    {
        var query = QueryHelpers.ParseQuery(request.Query.Length > 0 ? request.Query : "?" + request.Body);
        string Text(string name) => query.TryGetValue(name, out var value) ? value.ToString() : "";
        IEnumerable<string> All(string prefix) => query.Where(pair => pair.Key.StartsWith(prefix + ".", StringComparison.Ordinal)).Select(pair => pair.Value.ToString());
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
                if (!_made.Doomed.Contains(key))
                {
                    yield return $"{name}, was tried on {key.Item2}, which must stay";
                }
                else if (!MayShare(_before[key], Text("IsPublic"), All("AddAccount")))
                {
                    yield return $"{name}, gives {key.Item2} to more than had it";
                }

                break;
            case "TagResources" when Text("ResourceType") == "snapshot":
                // A mark on what a kept image rests on as well would let a later run believe that it may go.
                foreach (var id in All("ResourceId").Where(id => !RestsOn(request.Location, id, isDoomed: true) || RestsOn(request.Location, id, isDoomed: false)))
                {
                    yield return $"{name}, was tried on {id}, marking it for deletion, and no doomed image alone rested on it";
                }

                break;
            case "TagResources":
                var isBootImage = Tags(query).Contains(("bootimage", "true"));
                foreach (var id in All("ResourceId").Where(id => isBootImage ? !_made.IsPinned((request.Location, id)) : !_made.Doomed.Contains((request.Location, id))))
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
            default:
                yield return $"{name}, is no change that was ever asked for";
                break;
        }
    }

    private bool RestsOn(string region, string snapshot, bool isDoomed) =>
        _before.Any(pair => _made.Doomed.Contains(pair.Key) == isDoomed && pair.Key.Region == region && pair.Value.SnapshotIds.Contains(snapshot));

    private static bool MayShare(EcsImage was, string isPublic, IEnumerable<string> accounts) =>
        !(isPublic.Equals("true", StringComparison.OrdinalIgnoreCase) && !was.IsPublic) && accounts.All(was.Accounts.Contains);

    private static ImmutableArray<(string, string)> Tags(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> query) =>
        [.. query.Where(pair => pair.Key.StartsWith("Tag.", StringComparison.Ordinal) && pair.Key.EndsWith(".Key", StringComparison.Ordinal))
            .Select(pair => (pair.Value.ToString(), query.TryGetValue(pair.Key[..^3] + "Value", out var value) ? value.ToString() : ""))];

    private static IEnumerable<KeyValuePair<string, string>> Others(IDictionary<string, string> tags) =>
        tags.Where(tag => tag.Key != "bootimage").OrderBy(tag => tag.Key, StringComparer.Ordinal);
}
