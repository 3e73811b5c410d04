using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Undoing;

/// <summary>A small world in which a run left something to be undone.</summary>
internal sealed class UndoStage : IAsyncDisposable
{
    public const string Friend = "1111222233334444";

    private UndoStage(SmallWorld world) => World = world;

    public SmallWorld World { get; }

    public ImmutableArray<RecordedRequest> Changes => World.Servers.Traffic.Changes;

    public string JournalPath => Path.Combine(World.State, "undo.jsonl");

    public ImmutableArray<JournalEntry> Journal => Core.Records.Journal.Read("undo.jsonl", File.ReadAllBytes(JournalPath)).Entries;

    public static async Task<UndoStage> StartAsync() => new(await SmallWorld.StartAsync());

    public ValueTask DisposeAsync() => World.DisposeAsync();

    /// <summary>A public image that is shared, and has a tag of its owner.</summary>
    public EcsImage LeaveShared()
    {
        var image = World.LeaveOne(isPublic: true);
        image.Accounts.Add(Friend);
        image.Tags.Clear();
        image.Tags["owner"] = "somebody";
        return image;
    }

    /// <summary>A run that made an image private, took its shares off, could not delete it, and could not put it back either.</summary>
    public async Task FailAsync(EcsImage image)
    {
        RefuseToDelete(image);
        Refuse(image, "AddAccount");
        Assert.True(await World.RunAsync("prune", "4.10", "--yes", "--include-shared") == ExitCode.Incomplete, World.Said);
        Assert.Equal(ArtifactOutcome.Failed, World.OutcomeOf(image));
        Assert.Equal((false, 0, "false", World.Plan.Digest), (image.IsPublic, image.Accounts.Count, image.Tags["bootimage"], image.Tags["pruner-plan"]));
    }

    /// <summary>A run that could not delete an image, and made it public and shared it again; only the tags tell of it.</summary>
    public async Task SpareAsync(EcsImage image)
    {
        RefuseToDelete(image);
        Assert.True(await World.RunAsync("prune", "4.10", "--yes", "--include-shared") == ExitCode.Incomplete, World.Said);
        Assert.Equal(ArtifactOutcome.PutBack, World.OutcomeOf(image));
    }

    public void RefuseToDelete(EcsImage image) => World.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, "DeleteImage", image))
    {
        Status = 403,
        Body = """{"RequestId":"r","Code":"ImageUsingByInstance","Message":"The specified image is being used by instances."}""",
    });

    /// <summary>Refuses the next change of an image's visibility or shares.</summary>
    public void Refuse(EcsImage image, string more, string operation = "ModifyImageSharePermission") =>
        World.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, operation, image, more))
        {
            Status = 403,
            Body = """{"RequestId":"r","Code":"OperationDenied","Message":"Not now."}""",
        });

    public Task<ExitCode> UndoAsync(params string[] options) => World.RunAsync(["ledger", "undo", .. options]);

    /// <summary>Undoes, and gives what it says of one image.</summary>
    public async Task<JsonObject> UndoAsync(ExitCode expected, EcsImage image, params string[] options)
    {
        var ended = await UndoAsync([.. options.Length > 0 ? options : ["--yes"], "--format", "json"]);
        Assert.True(expected == ended, $"{ended}: {World.Said}");
        return JsonNode.Parse(World.Out)!["images"]!.AsArray().Select(node => node!.AsObject())
            .Single(said => (string?)said["id"] == image.ImageId && (string?)said["location"] == image.RegionId);
    }

    public static void AssertAsBefore(EcsImage image)
    {
        Assert.True(image.IsPublic);
        Assert.Equal([Friend], image.Accounts);
        Assert.Equal(new Dictionary<string, string> { ["owner"] = "somebody" }, image.Tags);
    }

    public static string Notes(JsonObject image) => image["notes"]?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "";

    /// <summary>Asserts that nothing was asked of the cloud to be changed since there were so many changes.</summary>
    public void AssertNothingChangedSince(int changes) => Assert.Equal(changes, Changes.Length);
}
