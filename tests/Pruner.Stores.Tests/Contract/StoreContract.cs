using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Planning;
using Pruner.Core.Stores;
using Pruner.Stores.Tests.Given;

namespace Pruner.Stores.Tests.Contract;

/// <summary>What holds for every store. A store's tests derive from it and say how to set one up.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private protected StoreStage Stage { get; private set; } = null!;

    private protected StoreWorld World { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IArtifactStore Store => Stage.Store;

    public async ValueTask InitializeAsync()
    {
        Stage = await SetAsync();
        World = new StoreWorld(Stage);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        World.Dispose();
        await Stage.DisposeAsync();
    }

    [Fact]
    public async Task It_says_whose_it_is_and_says_so_again()
    {
        Assert.Equal(Stage.Account, await Store.IdentifyAsync(Cancel));
        Assert.Equal(Stage.Account, await Store.IdentifyAsync(Cancel));
        Assert.All(Stage.Account, digit => Assert.True(char.IsAsciiDigit(digit)));
    }

    [Fact]
    public async Task A_listing_shows_everything_once_and_sorted_with_a_line_for_each_location()
    {
        ArtifactId[] images = [World.Put(Stage.There), World.Put(Stage.Here), World.Put(Stage.Here), World.Put(Stage.There), World.Put(Stage.Here)];
        var told = new Notes();

        var inventory = await Store.ListAsync([], [], told, Cancel);

        Assert.Equal(Stage.Account, inventory.Account);
        Assert.Equal(images.Order(), inventory.Artifacts.Select(image => image.Id));
        Assert.Equal(
            [new LocationListing(Stage.Here, ListingStatus.Complete, 3, 0, ""), new LocationListing(Stage.There, ListingStatus.Complete, 2, 0, "")],
            inventory.Locations);
        Assert.Equal(inventory.Locations, told.All.OrderBy(listing => listing.Location, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_fact_of_an_ordinary_image_is_known_so_that_it_may_go()
    {
        var image = World.Put(Stage.Here);

        var shown = Assert.Single((await World.ListAsync()).Artifacts);

        Assert.Equal(image, shown.Id);
        Assert.Equal(StoreWorld.Old, shown.CreatedAt);
        Assert.True(shown.SizeGiB > 0);
        Assert.Equal(Decision.Prune, Assert.Single(World.Decide(await World.ListAsync())).Decision);
    }

    [Fact]
    public async Task Only_the_chosen_locations_are_read()
    {
        var image = World.Put(Stage.Here);
        World.Put(Stage.There);

        var inventory = await Store.ListAsync([], [Stage.Here], new Notes(), Cancel);

        Assert.Equal([image], inventory.Artifacts.Select(shown => shown.Id));
        Assert.Equal([ListingStatus.Complete, ListingStatus.NotChosen], inventory.Locations.Select(listing => listing.Status));
    }

    [Fact]
    public async Task A_chosen_location_that_is_not_there_is_refused_with_those_that_are()
    {
        var refused = await Assert.ThrowsAsync<SetupException>(() => Store.ListAsync([], ["atic"], new Notes(), Cancel));

        Assert.Contains("atic", refused.Refusal.What, StringComparison.Ordinal);
        Assert.Contains(Stage.Here, refused.Refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_location_that_cannot_be_read_is_reported_and_nothing_of_it_is_shown()
    {
        var image = World.Put(Stage.Here);
        var lost = World.Put(Stage.There);
        Stage.Lose(Stage.There);

        var inventory = await World.ListAsync();

        Assert.Equal([image], inventory.Artifacts.Select(shown => shown.Id));
        var listing = Assert.Single(inventory.Locations, listing => listing.Location == Stage.There);
        Assert.Equal(ListingStatus.Unreadable, listing.Status);
        Assert.NotEmpty(listing.Note);
        await Assert.ThrowsAsync<EvidenceException>(() => Store.DescribeAsync(Stage.There, [lost.Id], Cancel));
    }

    [Fact]
    public async Task A_catalogued_location_that_is_not_there_is_reported()
    {
        var inventory = await Store.ListAsync([new ArtifactId(Store.Platform, "nowhere", "m-1"), new ArtifactId("another", "elsewhere", "m-1")], [], new Notes(), Cancel);

        Assert.Equal(ListingStatus.Unreadable, Assert.Single(inventory.Locations, listing => listing.Location == "nowhere").Status);
        Assert.DoesNotContain(inventory.Locations, listing => listing.Location == "elsewhere");
    }

    [Fact]
    public async Task A_description_is_fresh_sorted_and_leaves_out_what_is_not_there()
    {
        var (first, second) = (World.Put(Stage.Here), World.Put(Stage.Here));
        string[] asked = [second.Id, "m-absent", first.Id, second.Id];
        Assert.Equal(new[] { first, second }.Order(), (await Store.DescribeAsync(Stage.Here, asked, Cancel)).Select(image => image.Id));

        Stage.Tag(first, "bootimage", "true");

        Assert.Equal("true", (await DescribeAsync(first)).Tags!["bootimage"]);
        Assert.Empty(await Store.DescribeAsync(Stage.There, [first.Id], Cancel));
        Assert.Empty(await Store.DescribeAsync(Stage.Here, [], Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../account")]
    [InlineData("/etc/hostname")]
    [InlineData("m-1,m-2")]
    [InlineData("m-1\0")]
    [InlineData("m-1\n")]
    public async Task A_word_that_is_no_id_shows_nothing_and_spoils_nothing(string word)
    {
        var image = World.Put(Stage.Here);

        Assert.Equal([image], (await Store.DescribeAsync(Stage.Here, [word, image.Id], Cancel)).Select(shown => shown.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../")]
    [InlineData("nowhere")]
    public async Task A_word_that_is_no_location_cannot_be_read_and_is_never_changed(string location)
    {
        var image = World.Put(Stage.Here);
        var before = Stage.Describe();

        await Assert.ThrowsAsync<EvidenceException>(() => Store.DescribeAsync(location, [image.Id], Cancel));
        Assert.Equal(StoreOutcome.Failed, (await Store.TagAsync(location, [image.Id], Tags("k", "v"), Cancel)).Outcome);
        Assert.Equal(before, Stage.Describe());
    }

    [Fact]
    public async Task Tags_are_added_to_those_that_are_there_and_may_be_set_again()
    {
        var (first, second) = (World.Put(Stage.Here), World.Put(Stage.Here));
        Stage.Tag(first, "kept", "as it was");

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(StoreOutcome.Done, (await Store.TagAsync(Stage.Here, [first.Id, second.Id], Tags("bootimage", "true"), Cancel)).Outcome);
            Assert.Equal([new("bootimage", "true"), new("kept", "as it was")], (await DescribeAsync(first)).Tags!);
            Assert.Equal([new("bootimage", "true")], (await DescribeAsync(second)).Tags!);
        }

        await Store.TagAsync(Stage.Here, [first.Id], Tags("bootimage", "false"), Cancel);
        Assert.Equal("false", (await DescribeAsync(first)).Tags!["bootimage"]);
        Assert.Equal(StoreWorld.Old, (await DescribeAsync(first)).CreatedAt);
    }

    [Fact]
    public async Task Tagging_what_is_not_there_is_not_done()
    {
        var image = World.Put(Stage.Here);

        Assert.NotEqual(StoreOutcome.Done, (await Store.TagAsync(Stage.Here, ["m-absent"], Tags("k", "v"), Cancel)).Outcome);
        Assert.NotEqual(StoreOutcome.Done, (await Store.TagAsync(Stage.Here, [image.Id, "m-absent"], Tags("k", "v"), Cancel)).Outcome);
    }

    [Fact]
    public async Task Tags_are_removed_by_their_keys_and_the_others_stay()
    {
        var (first, second) = (World.Put(Stage.Here), World.Put(Stage.Here));
        await Store.TagAsync(Stage.Here, [first.Id, second.Id], Tags("pruner-marked-at", "2026-01-02T03:04:05Z"), Cancel);
        await Store.TagAsync(Stage.Here, [first.Id], Tags("kept", "as it was"), Cancel);

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(StoreOutcome.Done, (await Store.UntagAsync(Stage.Here, [first.Id, second.Id], ["pruner-marked-at", "absent"], Cancel)).Outcome);
            Assert.Equal([new("kept", "as it was")], (await DescribeAsync(first)).Tags!);
            Assert.Empty((await DescribeAsync(second)).Tags!);
        }

        Assert.NotEqual(StoreOutcome.Done, (await Store.UntagAsync(Stage.Here, ["m-absent"], ["kept"], Cancel)).Outcome);
        Assert.Equal(StoreOutcome.Failed, (await Store.UntagAsync("nowhere", [first.Id], ["kept"], Cancel)).Outcome);
        Assert.Equal([new("kept", "as it was")], (await DescribeAsync(first)).Tags!);
    }

    [Fact]
    public async Task Exactly_the_doomed_image_is_deleted()
    {
        var (doomed, other) = (World.Put(Stage.Here), World.Put(Stage.Here));
        await Store.TagAsync(Stage.Here, [doomed.Id, other.Id], Tags("k", "v"), Cancel);
        var before = await DescribeAsync(other);

        Assert.Equal(StoreOutcome.Done, (await Store.DeleteAsync(await World.DoomAsync(doomed), Cancel)).Outcome);

        Assert.False(Stage.IsThere(doomed));
        Assert.Equal([other], (await Store.DescribeAsync(Stage.Here, [doomed.Id, other.Id], Cancel)).Select(image => image.Id));
        Assert.Equal(before.Tags!, (await DescribeAsync(other)).Tags!);
    }

    [Fact]
    public async Task A_deletion_asked_for_twice_deletes_nothing_else_and_is_settled_by_looking()
    {
        var (image, other) = (World.Put(Stage.Here), World.Put(Stage.Here));
        var doomed = await World.DoomAsync(image);
        await Store.DeleteAsync(doomed, Cancel);

        var again = await Store.DeleteAsync(doomed, Cancel);

        Assert.Contains(again.Outcome, new[] { StoreOutcome.Done, StoreOutcome.AlreadySo });
        Assert.Equal([other], (await Store.DescribeAsync(Stage.Here, [image.Id, other.Id], Cancel)).Select(shown => shown.Id));
    }

    [Fact]
    public async Task An_image_in_use_is_shown_so_and_is_not_deleted()
    {
        var image = World.Put(Stage.Here);
        var doomed = await World.DoomAsync(image);
        Stage.Use(image);

        Assert.Equal(Usage.InUse, (await DescribeAsync(image)).Usage);
        Assert.Equal(StoreOutcome.InUse, (await Store.DeleteAsync(doomed, Cancel)).Outcome);
        Assert.True(Stage.IsThere(image));
    }

    [Fact]
    public async Task What_cannot_be_told_is_unknown_and_keeps()
    {
        var image = World.Put(Stage.Here);
        Stage.Obscure(image);

        var verdict = Assert.Single(World.Decide(await World.ListAsync()));

        Assert.Equal(image, verdict.Artifact.Id);
        Assert.Equal(Decision.Keep, verdict.Decision);
        await Assert.ThrowsAsync<InvalidOperationException>(() => World.DoomAsync(image));
    }

    [Fact]
    public async Task What_was_cancelled_is_not_done()
    {
        var image = World.Put(Stage.Here);
        var doomed = await World.DoomAsync(image);
        var before = Stage.Describe();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ListAsync([], [], new Notes(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.DescribeAsync(Stage.Here, [image.Id], cancelled));
        await NotDone(() => Store.TagAsync(Stage.Here, [image.Id], Tags("k", "v"), cancelled));
        await NotDone(() => Store.DeleteAsync(doomed, cancelled));
        Assert.Equal(before, Stage.Describe());

        static async Task NotDone(Func<Task<StoreReply>> change)
        {
            try
            {
                Assert.Equal(StoreOutcome.Unknown, (await change()).Outcome);
            }
            catch (OperationCanceledException)
            {
                // The other good answer.
            }
        }
    }

    [Fact]
    public async Task Many_may_look_and_change_at_once()
    {
        var images = Enumerable.Range(0, 20).Select(_ => World.Put(Stage.Here)).ToList();
        var doomed = await Task.WhenAll(images.Take(10).Select(World.DoomAsync));

        var replies = await Task.WhenAll(
            [.. doomed.Select(one => Store.DeleteAsync(one, Cancel)), .. images.Skip(10).Select(image => Store.TagAsync(Stage.Here, [image.Id], Tags("k", "v"), Cancel))]);

        Assert.All(replies, reply => Assert.Equal(StoreOutcome.Done, reply.Outcome));
        var left = (await World.ListAsync()).Artifacts;
        Assert.Equal(images.Skip(10).Order(), left.Select(image => image.Id));
        Assert.All(left, image => Assert.Equal("v", image.Tags!["k"]));
    }

    /// <summary>Sets up a store with its two locations and nothing in them.</summary>
    private protected abstract Task<StoreStage> SetAsync();

    private protected static Dictionary<string, string> Tags(string key, string value) => new(StringComparer.Ordinal) { [key] = value };

    private protected async Task<Artifact> DescribeAsync(ArtifactId image) =>
        Assert.Single(await Store.DescribeAsync(image.Location, [image.Id], Cancel));
}
