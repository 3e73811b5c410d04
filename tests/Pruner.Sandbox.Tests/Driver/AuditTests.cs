using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;

namespace Pruner.Sandbox.Tests.Driver;

public sealed class AuditTests
{
    private readonly SeedWorld _world = SeedWorld.Create(new DateTimeOffset(2026, 11, 20, 11, 24, 48, TimeSpan.Zero));
    private readonly EcsCloud _before;
    private readonly List<LedgerLine> _ledger;
    private readonly List<RecordedRequest> _calls = [];

    public AuditTests()
    {
        _before = _world.Cloud.Photograph();
        _ledger = [.. _world.Expected.Select(expectation => new LedgerLine(
            expectation.RegionId,
            expectation.ImageId,
            expectation.Fate == SeedFate.Pruned ? "prune" : "keep",
            Audit.Word(expectation.Reason),
            expectation.Fate == SeedFate.Pruned ? "pruned" : "kept"))];
        foreach (var expectation in _world.Expected)
        {
            var image = Find(expectation);
            if (expectation.Fate == SeedFate.Pruned)
            {
                _world.Cloud.Images.Remove(image);
            }
            else if (expectation.Fate == SeedFate.Pinned)
            {
                image.Tags["bootimage"] = "true";
            }
        }

        foreach (var (region, snapshot) in _world.DoomedSnapshots)
        {
            _world.Cloud.Snapshots[region].Remove(snapshot);
        }
    }

    [Fact]
    public void A_run_that_did_what_it_had_to_has_no_fault() => Assert.Empty(Faults());

    [Fact]
    public void An_untouched_world_has_a_fault_for_every_image_and_snapshot_left()
    {
        var faults = new Audit(_world, _before, _before).Faults(_ledger, _calls);
        Assert.Contains(faults, fault => fault.EndsWith("is still there.", StringComparison.Ordinal));
        Assert.True(faults.Length > _world.DoomedSnapshots.Length);
    }

    [Theory]
    [InlineData(SeedReason.Pinned)]
    [InlineData(SeedReason.NotInCatalog)]
    [InlineData(SeedReason.TooYoung)]
    public void A_kept_image_that_is_gone_is_a_fault(SeedReason reason)
    {
        _world.Cloud.Images.Remove(First(reason));
        Assert.Contains("is gone, and had to be kept", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pinned_image_made_private_is_a_fault()
    {
        var image = _world.Cloud.Images.First(image => image.IsPublic && image.ImageName == "rhcos-410.84.202210040010-0");
        image.IsPublic = false;
        Assert.Contains("changed its visibility", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pinned_image_left_untagged_is_a_fault()
    {
        First(SeedReason.Pinned).Tags.Remove("bootimage");
        Assert.Contains("is tagged bootimage=nothing", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_share_is_a_fault()
    {
        First(SeedReason.Shared).Accounts.Clear();
        Assert.Contains("changed its shares", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_tag_on_a_kept_image_is_a_fault()
    {
        First(SeedReason.Newest).Tags["pruner-plan"] = "1";
        Assert.Contains("changed its tags", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_proposed_image_may_be_tagged_as_a_boot_image_and_a_young_one_may_not()
    {
        First(SeedReason.PinnedInPullRequest).Tags["bootimage"] = "true";
        Assert.Empty(Faults());
        First(SeedReason.TooYoung).Tags["bootimage"] = "true";
        Assert.Single(Faults());
    }

    [Fact]
    public void A_snapshot_that_had_to_stay_is_a_fault_when_gone()
    {
        var image = First(SeedReason.InUse);
        _world.Cloud.Snapshots[image.RegionId].Remove(image.SnapshotIds[0]);
        Assert.Contains("is gone, and had to stay", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_or_doubled_ledger_entry_is_a_fault()
    {
        var line = _ledger[0];
        _ledger.RemoveAt(0);
        Assert.Contains("has 0 entries", Assert.Single(Faults()), StringComparison.Ordinal);
        _ledger.AddRange([line, line]);
        Assert.Contains("has 2 entries", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_reason_or_outcome_in_the_ledger_is_a_fault()
    {
        _ledger[0] = _ledger[0] with { Reason = "too-young" };
        Assert.Contains("not 'pinned'", Assert.Single(Faults()), StringComparison.Ordinal);
        _ledger[0] = _ledger[0] with { Reason = "pinned", Outcome = "pruned" };
        Assert.Contains("has the outcome 'pruned'", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_entry_for_an_image_that_never_was_is_a_fault()
    {
        _ledger.Add(new LedgerLine("us-east-1", "m-0xi00000000000000000", "keep", "pinned", "kept"));
        Assert.Contains("which never was", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_attempt_to_delete_what_must_stay_is_a_fault()
    {
        var doomed = _world.Expected.First(expectation => expectation.Fate == SeedFate.Pruned);
        var kept = _world.Expected.First(expectation => expectation.Reason == SeedReason.InUse);
        Call("DeleteImage", doomed.RegionId, $"?ImageId={doomed.ImageId}&Force=false");
        Call("TagResources", kept.RegionId, $"?ResourceId.1={kept.ImageId}");
        Assert.Empty(Faults());
        Call("DeleteImage", kept.RegionId, $"?ImageId={kept.ImageId}");
        Assert.Contains("that must stay (request 3)", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_forced_call_is_a_fault()
    {
        var doomed = _world.Expected.First(expectation => expectation.Fate == SeedFate.Pruned);
        Call("DeleteImage", doomed.RegionId, $"?ImageId={doomed.ImageId}&Force=True");
        Assert.Contains("was forced (request 1)", Assert.Single(Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_are_written_in_dashes() => Assert.Equal("pinned-in-pull-request", Audit.Word(SeedReason.PinnedInPullRequest));

    private void Call(string action, string region, string query) => _calls.Add(
        new RecordedRequest(_calls.Count + 1, "ecs", "POST", "/", query, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), "")
        {
            Operation = action,
            Location = region,
            IsChange = true,
        });

    private string[] Faults() => [.. new Audit(_world, _before, _world.Cloud).Faults(_ledger, _calls)];

    private EcsImage First(SeedReason reason) => Find(_world.Expected.First(expectation => expectation.Reason == reason));

    private EcsImage Find(SeedExpectation expectation) => _world.Cloud.Images.Single(image => image.ImageId == expectation.ImageId);
}
