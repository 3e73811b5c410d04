using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;
using Pruner.Tests.Infrastructure;

namespace Pruner.Conformance.Tests.Schemas;

/// <summary>
/// What the program writes on the sandbox: a plan, a dry run, a whole run; a run with failures that is interrupted, gone on with and undone; and runs under
/// a grace.
/// </summary>
public sealed class RealDocuments : IAsyncLifetime
{
    private readonly List<(string Schema, string Name, JsonObject Document)> _all = [];

    /// <summary>Every document, each line of a journal by itself.</summary>
    internal IReadOnlyList<(string Schema, string Name, JsonObject Document)> All => _all;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await RunWholeAsync();
        await RunWithFailuresAsync();
        await RunInGraceAsync();
        await ReportAsync();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The documents of a form.</summary>
    internal ImmutableArray<JsonObject> Of(string schema) => [.. _all.Where(item => item.Schema == schema).Select(item => item.Document)];

    private async Task RunWholeAsync()
    {
        await using var world = await SmallWorld.StartAsync();
        await RunAsync(world, ExitCode.Done, "plan", "4.10", "4.11");
        Take(world, "plan", SchemaFile.Plan, "plan.json");
        // Only stores whose ids can come to mean another thing have one; Alibaba Cloud has none.
        _all[^1].Document["verdicts"]![0]!["fingerprint"] = "19 bytes";
        _all[^1] = _all[^1] with { Document = OwnReader.Seal(SchemaFile.Plan, _all[^1].Document) };
        await RunAsync(world, ExitCode.Done, "prune", "4.10", "4.11", "--dry-run");
        Take(world, "dry run", SchemaFile.Ledger, "ledger-dry-run.json");
        world.Time.Move(TimeSpan.FromDays(1));
        await RunAsync(world, ExitCode.Done, "prune", "4.10", "--yes", "--include-shared", "--min-age", "none", "--region", "us-east-1", "--region", "eu-central-1");
        TakeRun(world, "whole run");
    }

    private async Task RunWithFailuresAsync()
    {
        await using var world = await SmallWorld.StartAsync();
        var images = world.Leave(7, "us-east-1", isPublic: true);
        images[1].Accounts.Add("1999999999999999");
        Refuse(world, images[0], "DeleteImage", "", "ImageUsingByInstance");
        Refuse(world, images[1], "DeleteImage", "", "OperationDenied.ImageCopying");
        Refuse(world, images[2], "DeleteImage", "", "Forbidden.RAM");
        Refuse(world, images[2], "ModifyImageSharePermission", "IsPublic=true", "Forbidden.RAM");
        world.On(request => SmallWorld.Is(request, "ModifyImageSharePermission", images[3]), () => images[3].InUse = true);
        world.Servers.Traffic.Script(new Fault(FaultKind.ResetAfter, request => SmallWorld.Is(request, "DeleteImage", images[4])));
        world.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "DeleteSnapshot" && request.Query.Contains(images[5].SnapshotIds[0], StringComparison.Ordinal))
        {
            Status = 200,
            Body = """{"RequestId":"r"}""",
            Times = int.MaxValue,
        });
        using var stop = new CancellationTokenSource();
        world.On(request => SmallWorld.Is(request, "DeleteImage", images[6]), stop.Cancel);

        string[] command = ["prune", "4.10", "--yes", "--include-shared"];
        Assert.Equal(ExitCode.Interrupted, await world.RunAsync(stop.Token, command));
        TakeRun(world, "interrupted run");
        await RunAsync(world, ExitCode.Incomplete, command);
        TakeRun(world, "resumed run");
        await RunAsync(world, ExitCode.Incomplete, "ledger", "undo", "--yes");
        TakeJournal(world, "undone run", "undo.jsonl");
    }

    /// <summary>Marked, kept while the grace lasts, and the mark taken off.</summary>
    private async Task RunInGraceAsync()
    {
        await using var world = await SmallWorld.StartAsync();
        world.Leave(3, "us-east-1", isPublic: true);
        await File.AppendAllTextAsync(world.Servers.ConfigurationFile, "grace: 14d\n", TestContext.Current.CancellationToken);
        await RunAsync(world, ExitCode.Done, "prune", "4.10", "--dry-run");
        Take(world, "dry run in grace", SchemaFile.Ledger, "ledger-dry-run.json");
        await RunAsync(world, ExitCode.Done, "prune", "4.10", "--yes");
        TakeRun(world, "marking run");
        await RunAsync(world, ExitCode.Done, "prune", "4.10", "--yes");
        TakeRun(world, "run in grace");
        await RunAsync(world, ExitCode.Done, "prune", "4.10", "--yes", "--min-age", "100y");
        TakeRun(world, "run that takes marks off");
    }

    /// <summary>A report in which everything is found.</summary>
    private async Task ReportAsync()
    {
        await using var world = await SmallWorld.StartAsync();
        var pinned = world.Servers.World.Expected.First(expectation => expectation is { Reason: SeedReason.Pinned, RegionId: "us-east-1" }).ImageId;
        lock (world.Servers.Cloud.Gate)
        {
            world.Servers.Cloud.Images.Remove(world.Servers.Cloud.Images.First(image => image.ImageId == pinned));
        }

        world.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request is { Operation: "DescribeSnapshots", Location: "eu-central-1" })
        {
            Status = 403,
            Body = """{"RequestId":"r","Code":"Forbidden.RAM","Message":"m"}""",
            Times = int.MaxValue,
        });
        await RunAsync(world, ExitCode.Incomplete, "report", "4.10", "4.11", "--quota", "20");
        Take(world, "report", SchemaFile.Report, "report.json");
    }

    private static void Refuse(SmallWorld world, EcsImage image, string operation, string more, string code) =>
        world.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, operation, image, more))
        {
            Status = 403,
            Body = $$"""{"RequestId":"r","Code":"{{code}}","Message":"m"}""",
            Times = int.MaxValue,
        });

    private static async Task RunAsync(SmallWorld world, ExitCode expected, params string[] arguments)
    {
        var ended = await world.RunAsync(arguments);
        Assert.True(ended == expected, $"{string.Join(' ', arguments)} ended with {ended}:\n{world.Said}");
    }

    private void TakeRun(SmallWorld world, string name)
    {
        Take(world, name, SchemaFile.Plan, "approved.json");
        Take(world, name, SchemaFile.Ledger, "ledger.json");
        TakeJournal(world, name, "journal.jsonl");
    }

    private void TakeJournal(SmallWorld world, string name, string file) =>
        _all.AddRange(File.ReadAllLines(Path.Combine(world.State, file), Encoding.UTF8).Select(line => (SchemaFile.Journal, $"{name}: {file}", JsonNode.Parse(line)!.AsObject())));

    private void Take(SmallWorld world, string name, string schema, string file) =>
        _all.Add((schema, $"{name}: {file}", JsonNode.Parse(File.ReadAllText(Path.Combine(world.State, file), Encoding.UTF8))!.AsObject()));
}
