using System.Diagnostics;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Directories;
using Pruner.Stores.Tests.Given;

namespace Pruner.Stores.Tests;

/// <summary>What holds for a folder besides the contract: links, odd files, tags, and files that change under our hands.</summary>
public sealed class DirectoryTests : IAsyncLifetime
{
    private readonly DirectoryStage _stage = new();
    private readonly StoreWorld _world;

    public DirectoryTests() => _world = new StoreWorld(_stage);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _world.Dispose();
        return _stage.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("me")]
    [InlineData("12 34")]
    [InlineData("123456789012345678901234567890123")]
    public async Task A_folder_that_does_not_say_whose_it_is_is_refused(string? account)
    {
        var file = Path.Combine(_stage.Root, "account");
        File.Delete(file);
        if (account is not null)
        {
            await File.WriteAllTextAsync(file, account, Cancel);
        }

        var refused = await Assert.ThrowsAsync<SetupException>(() => _stage.Store.IdentifyAsync(Cancel));

        Assert.Contains(file, refused.Refusal.What, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SetupException>(_world.ListAsync);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_refused() =>
        await Assert.ThrowsAsync<SetupException>(() => DirectoryStore.Open(Path.Combine(_stage.Root, "nothing")).IdentifyAsync(Cancel));

    [Fact]
    public async Task Whatever_is_no_image_is_listed_as_unknown_and_kept()
    {
        var image = _world.Put(_stage.Here);
        var strange = new[] { "a-folder", "a-link", "a-link-to-nothing", "gone.qcow2.tags.json", "gone.qcow2.lock", "gone.qcow2.tags.json.new" };
        Directory.CreateDirectory(PathOf("a-folder"));
        File.CreateSymbolicLink(PathOf("a-link"), _stage.PathOf(image));
        File.CreateSymbolicLink(PathOf("a-link-to-nothing"), PathOf("nothing"));
        foreach (var leftover in strange[3..])
        {
            await File.WriteAllTextAsync(PathOf(leftover), "{}", Cancel);
        }

        var listed = (await _world.ListAsync()).Artifacts;

        Assert.Equal(strange.Append(image.Id).Order(StringComparer.Ordinal), listed.Select(artifact => artifact.Id.Id));
        Assert.All(listed.Where(artifact => artifact.Id != image), artifact =>
        {
            Assert.Equal((ArtifactState.Unknown, Ownership.Unknown, Usage.Unknown), (artifact.State, artifact.Ownership, artifact.Usage));
            Assert.Null(artifact.CreatedAt);
        });
        Assert.Equal(strange.Order(StringComparer.Ordinal), (await _stage.Store.DescribeAsync(_stage.Here, strange, Cancel)).Select(artifact => artifact.Id.Id));
    }

    [Fact]
    public async Task The_companions_of_an_image_are_no_images()
    {
        var image = _world.Put(_stage.Here);
        _stage.Use(image);
        _stage.Tag(image, "k", "v");

        Assert.Equal([image], (await _world.ListAsync()).Artifacts.Select(artifact => artifact.Id));
    }

    [Fact]
    public async Task An_empty_file_is_still_being_made()
    {
        var image = _world.Put(_stage.Here);
        await File.WriteAllTextAsync(_stage.PathOf(image), "", Cancel);

        Assert.Equal(ArtifactState.BeingMade, Assert.Single((await _world.ListAsync()).Artifacts).State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"bootimage": true}""")]
    [InlineData("""{"bootimage": null}""")]
    [InlineData("""{"bootimage": "true", "bootimage": "false"}""")]
    public async Task Tags_that_cannot_be_understood_are_unknown_and_are_not_written_over(string text)
    {
        var image = _world.Put(_stage.Here);
        var tags = _stage.PathOf(image) + ".tags.json";
        await File.WriteAllTextAsync(tags, text, Cancel);

        Assert.Null(Assert.Single((await _world.ListAsync()).Artifacts).Tags);
        Assert.Equal(StoreOutcome.Failed, (await TagAsync(image)).Outcome);
        Assert.Equal(text, await File.ReadAllTextAsync(tags, Cancel));
    }

    [Fact]
    public async Task Tags_behind_a_link_are_neither_read_nor_written()
    {
        var image = _world.Put(_stage.Here);
        var elsewhere = Path.Combine(_stage.Root, "elsewhere.json");
        await File.WriteAllTextAsync(elsewhere, "{}", Cancel);
        File.CreateSymbolicLink(_stage.PathOf(image) + ".tags.json", elsewhere);

        Assert.Null(Assert.Single((await _world.ListAsync()).Artifacts).Tags);
        Assert.Equal(StoreOutcome.Failed, (await TagAsync(image)).Outcome);
        Assert.Equal("{}", await File.ReadAllTextAsync(elsewhere, Cancel));
    }

    [Fact]
    public async Task Tags_that_are_a_pipe_hold_nothing_up_and_are_unknown()
    {
        var image = _world.Put(_stage.Here);
        var tags = _stage.PathOf(image) + ".tags.json";
        using (var made = Process.Start("mkfifo", tags))
        {
            await made.WaitForExitAsync(Cancel);
        }

        var listing = _world.ListAsync();
        try
        {
            Assert.Null(Assert.Single((await listing.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).Artifacts).Tags);
            Assert.Equal(StoreOutcome.Failed, (await TagAsync(image)).Outcome);
        }
        finally
        {
            if (!listing.IsCompleted)
            {
                // Lets a reader go that did wait.
                await File.WriteAllTextAsync(tags, "{}", CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task Tags_beyond_all_measure_are_unknown()
    {
        var image = _world.Put(_stage.Here);
        await File.WriteAllTextAsync(_stage.PathOf(image) + ".tags.json", $"{{\"k\": \"{new string('v', 1 << 20)}\"}}", Cancel);

        Assert.Null(Assert.Single((await _world.ListAsync()).Artifacts).Tags);
        Assert.Equal(StoreOutcome.Failed, (await TagAsync(image)).Outcome);
    }

    [Fact]
    public async Task A_tagging_that_was_cut_off_does_not_hold_up_the_next_nor_lead_it_elsewhere()
    {
        var image = _world.Put(_stage.Here);
        var elsewhere = Path.Combine(_stage.Root, "elsewhere.json");
        await File.WriteAllTextAsync(elsewhere, "{}", Cancel);
        File.CreateSymbolicLink(_stage.PathOf(image) + ".tags.json.new", elsewhere);

        Assert.Equal(StoreOutcome.Done, (await TagAsync(image)).Outcome);

        Assert.Equal("v", Assert.Single((await _world.ListAsync()).Artifacts).Tags!["k"]);
        Assert.Equal("{}", await File.ReadAllTextAsync(elsewhere, Cancel));
        Assert.False(Path.Exists(_stage.PathOf(image) + ".tags.json.new"));
    }

    [Fact]
    public async Task With_an_image_its_tags_go()
    {
        var image = _world.Put(_stage.Here);
        _stage.Tag(image, "k", "v");

        Assert.Equal(StoreOutcome.Done, (await _stage.Store.DeleteAsync(await _world.DoomAsync(image), Cancel)).Outcome);

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_stage.Root, _stage.Here)));
    }

    [Fact]
    public async Task Tags_left_by_a_deletion_that_was_cut_off_are_shown()
    {
        var image = _world.Put(_stage.Here);
        _stage.Tag(image, "k", "v");
        File.Delete(_stage.PathOf(image));

        var left = Assert.Single((await _world.ListAsync()).Artifacts);

        Assert.Equal((image.Id + ".tags.json", ArtifactState.Unknown), (left.Id.Id, left.State));
    }

    [Fact]
    public async Task A_file_that_was_written_again_since_the_look_is_not_deleted()
    {
        var image = _world.Put(_stage.Here);
        var doomed = await _world.DoomAsync(image);
        File.SetLastWriteTimeUtc(_stage.PathOf(image), StoreWorld.Old.UtcDateTime.AddSeconds(1));

        Assert.Equal((StoreOutcome.Failed, "Changed"), Said(await _stage.Store.DeleteAsync(doomed, Cancel)));
        Assert.True(_stage.IsThere(image));
    }

    /// <summary>As cp -p and rsync -t leave files, and builds that clamp dates.</summary>
    [Theory]
    [InlineData("another image entirely", 0)]
    [InlineData("not really an image", 900)]
    public async Task Another_file_of_the_same_name_and_second_is_neither_deleted_after_the_look_nor_after_the_plan(string text, int milliseconds)
    {
        var image = _world.Put(_stage.Here);
        var plan = await _world.PlanAsync();
        var doomed = await _world.DoomAsync(image);
        File.Delete(_stage.PathOf(image));
        await File.WriteAllTextAsync(_stage.PathOf(image), text, Cancel);
        File.SetLastWriteTimeUtc(_stage.PathOf(image), StoreWorld.Old.UtcDateTime.AddMilliseconds(milliseconds));

        Assert.Equal(StoreWorld.Old, Assert.Single((await _world.ListAsync()).Artifacts).CreatedAt);
        Assert.Equal((StoreOutcome.Failed, "Changed"), Said(await _stage.Store.DeleteAsync(doomed, Cancel)));
        var entry = Assert.Single((await _world.ApplyAsync(plan)).Entries);

        Assert.Equal(ArtifactOutcome.Spared, entry.Outcome);
        Assert.Contains("contents changed", entry.Note, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(_stage.PathOf(image), Cancel));
    }

    [Fact]
    public async Task A_link_in_the_place_of_an_image_is_not_followed()
    {
        var (image, other) = (_world.Put(_stage.Here), _world.Put(_stage.Here));
        var doomed = await _world.DoomAsync(image);
        File.Delete(_stage.PathOf(image));
        File.CreateSymbolicLink(_stage.PathOf(image), _stage.PathOf(other));

        Assert.Equal((StoreOutcome.Failed, "Changed"), Said(await _stage.Store.DeleteAsync(doomed, Cancel)));
        Assert.True(_stage.IsThere(other));
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_location_is_not_followed()
    {
        var image = _world.Put(_stage.Here);
        var doomed = await _world.DoomAsync(image);
        _stage.Lose(_stage.Here);

        Assert.Equal((StoreOutcome.Failed, "NoFolder"), Said(await _stage.Store.DeleteAsync(doomed, Cancel)));
        Assert.True(Path.Exists(_stage.PathOf(image)));
    }

    [Fact]
    public async Task A_lock_that_leads_nowhere_is_a_lock()
    {
        var image = _world.Put(_stage.Here);
        File.CreateSymbolicLink(_stage.PathOf(image) + ".lock", PathOf("nothing"));

        Assert.Equal(Usage.InUse, Assert.Single((await _world.ListAsync()).Artifacts).Usage);
    }

    [Fact]
    public async Task What_a_folder_does_not_know_is_never_there_and_never_changed()
    {
        var image = Assert.Single((await ListOneAsync()).Artifacts);
        IArtifactStore store = _stage.Store;
        var before = _stage.Describe();

        Assert.False(store.KnowsVisibility);
        Assert.Equal((Visibility.Private, Sharing.NotShared, 0), (image.Visibility, image.Sharing, image.Snapshots!.Value.Length));
        Assert.Equal((StoreOutcome.Failed, "NotSupported"), Said(await store.SetVisibilityAsync(image.Id, Visibility.Public, Cancel)));
        Assert.Equal((StoreOutcome.Failed, "NotSupported"), Said(await store.ShareAsync(image.Id, ["1"], Cancel)));
        Assert.Equal((StoreOutcome.Failed, "NotSupported"), Said(await store.UnshareAsync(image.Id, ["1"], Cancel)));
        await Assert.ThrowsAsync<NotSupportedException>(() => store.ListSharesAsync(image.Id, Cancel));
        await Assert.ThrowsAsync<NotSupportedException>(() => store.ListSnapshotsAsync(_stage.Here, ["s-1"], Cancel));
        Assert.Equal(before, _stage.Describe());
    }

    private async Task<Inventory> ListOneAsync()
    {
        _world.Put(_stage.Here);
        return await _world.ListAsync();
    }

    private Task<StoreReply> TagAsync(ArtifactId image) =>
        _stage.Store.TagAsync(image.Location, [image.Id], new Dictionary<string, string> { ["k"] = "v" }, Cancel);

    private string PathOf(string name) => Path.Combine(_stage.Root, _stage.Here, name);

    private static (StoreOutcome Outcome, string Code) Said(StoreReply reply) => (reply.Outcome, reply.Code);
}
