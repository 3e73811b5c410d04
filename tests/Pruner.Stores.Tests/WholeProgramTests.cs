using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.Pins;
using Pruner.Core.Records;
using Pruner.Sandbox.Seed;
using Pruner.Tests.Infrastructure;

namespace Pruner.Stores.Tests;

/// <summary>The program over the sandbox's history and builds, and a folder with an image of each build.</summary>
public sealed class WholeProgramTests : IAsyncLifetime
{
    private const string Location = "attic";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pruner-store-");
    private SmallWorld _world = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await SmallWorld.StartAsync();
        await File.AppendAllTextAsync(_world.Servers.ConfigurationFile, $"stores:\n  - platform: aliyun\n  - platform: directory\n    address: {_root.FullName}\n", Cancel);
        await File.WriteAllTextAsync(Path.Combine(_root.FullName, "account"), SeedWorld.AccountId, Cancel);
        _root.CreateSubdirectory(Location);
        foreach (var (path, text) in _world.Servers.World.Documents.Where(document => document.Key.StartsWith("/rhcos-4.10/", StringComparison.Ordinal) && document.Key.EndsWith("/x86_64/meta.json", StringComparison.Ordinal)))
        {
            var meta = JsonNode.Parse(text)!.AsObject();
            var file = FileOf((string)meta["buildid"]!);
            meta["directory"] = new JsonArray(new JsonObject { ["name"] = Location, ["id"] = file });
            _world.Servers.BuildsSite.Put(path, meta.ToJsonString());
            await File.WriteAllTextAsync(PathOf(file), "not really an image", Cancel);
            File.SetLastWriteTimeUtc(PathOf(file), _world.Time.GetUtcNow().UtcDateTime.AddYears(-3));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task Of_a_folder_of_images_those_go_that_were_never_boot_images()
    {
        // What the seed says of Alibaba Cloud's images of a build: none of a pinned build may go, and where one goes, nothing keeps the build.
        var pinned = Builds(SeedReason.Pinned, SeedReason.PinnedInPullRequest, SeedReason.BuildPinned);
        var doomed = Builds(SeedReason.Unpinned);
        Assert.True(pinned.Count > 5 && doomed.Count > 5, $"{pinned.Count} pinned, {doomed.Count} doomed");
        Assert.Empty(pinned.Intersect(doomed));
        // One of the doomed is pinned by its file alone, in the common form of stream metadata.
        var rescued = doomed.Order(StringComparer.Ordinal).First();
        await _world.PushAsync("refs/heads/release-4.10", "Pin a file", SmallWorld.Document410(Location, FileOf(rescued)).Replace("\"aliyun\"", "\"directory\"", StringComparison.Ordinal));
        doomed.Remove(rescued);

        Assert.True(await RunAsync("prune", "4.10", "--yes") == ExitCode.Done, _world.Said);

        Assert.All(doomed, build => Assert.False(IsThere(build), $"{build} is still there"));
        Assert.All(pinned.Append(rescued), build => Assert.True(IsThere(build), $"{build} is gone"));
        Assert.Equal("true", (string?)JsonNode.Parse(await File.ReadAllTextAsync(PathOf(FileOf(rescued)) + ".tags.json", Cancel))!["bootimage"]);
        Assert.All(_world.Ledger.Entries, entry => Assert.Equal(entry.Outcome != ArtifactOutcome.Pruned, File.Exists(PathOf(entry.Id))));
        Assert.All(_world.Ledger.Entries, entry => Assert.Equal(("directory", Location), (entry.Platform, entry.Location)));
        Assert.Equal(ExitCode.Done, await LedgerAsync("verify"));
        Assert.DoesNotContain(_world.Servers.Traffic.Requests, request => request.Service is not ("github" or "builds"));
        Assert.DoesNotContain("Alibaba", _world.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ledger_of_a_run_for_a_folder_remembers_the_pins_of_the_account_too()
    {
        await _world.PushAsync("refs/heads/release-4.10", "Pin an image", SmallWorld.Document410("us-east-1", "m-0xi0000000000000kept"));

        Assert.True(await RunAsync("prune", "4.10", "--yes") == ExitCode.Done, _world.Said);

        var remembered = Assert.Single(LedgerFold.Recall(_world.Ledger), pin => pin.ImageId == "m-0xi0000000000000kept");
        Assert.Equal(("aliyun", "us-east-1", PinOrigin.EarlierLedger), (remembered.Platform, remembered.Location, remembered.Origin));
    }

    [Fact]
    public async Task A_dry_run_over_a_folder_leaves_it_as_it_is()
    {
        var before = Photograph();

        Assert.True(await RunAsync("prune", "4.10", "--dry-run") == ExitCode.Done, _world.Said);

        Assert.Equal(before, Photograph());
    }

    [Fact]
    public async Task A_plan_for_a_folder_is_not_applied_to_another_store()
    {
        Assert.True(await RunAsync("plan", "4.10") == ExitCode.Done, _world.Said);
        var before = Photograph();

        Assert.Equal(ExitCode.Refused, await _world.RunAsync("apply", _world.PlanFile, "--digest", _world.Plan.Digest!, "--platform", "aliyun"));

        Assert.Contains("The plan is for the platform directory, chosen is aliyun.", _world.Said, StringComparison.Ordinal);
        Assert.Equal(before, Photograph());
    }

    [Fact]
    public async Task A_plan_for_one_folder_is_not_applied_to_another_of_the_same_account_and_names()
    {
        Assert.True(await RunAsync("plan", "4.10") == ExitCode.Done, _world.Said);
        Assert.Equal(_root.FullName, _world.Plan.Address);
        var other = Directory.CreateTempSubdirectory("pruner-store-");
        try
        {
            File.Copy(Path.Combine(_root.FullName, "account"), Path.Combine(other.FullName, "account"));
            other.CreateSubdirectory(Location);
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_root.FullName, Location)))
            {
                var to = Path.Combine(other.FullName, Location, Path.GetFileName(file));
                await File.WriteAllTextAsync(to, "not really an image", Cancel);
                File.SetLastWriteTimeUtc(to, File.GetLastWriteTimeUtc(file));
            }

            var configuration = await File.ReadAllTextAsync(_world.Servers.ConfigurationFile, Cancel);
            await File.WriteAllTextAsync(_world.Servers.ConfigurationFile, configuration.Replace(_root.FullName, other.FullName, StringComparison.Ordinal), Cancel);
            var before = Photograph(other);

            Assert.Equal(ExitCode.Refused, await RunAsync("apply", _world.PlanFile, "--digest", _world.Plan.Digest!));

            Assert.Contains($"The plan is for the store at '{_root.FullName}', opened is '{other.FullName}'.", _world.Said, StringComparison.Ordinal);
            Assert.Equal(before, Photograph(other));
        }
        finally
        {
            other.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_platform_that_the_configuration_does_not_name_is_a_matter_of_setup()
    {
        await File.WriteAllTextAsync(_world.Servers.ConfigurationFile, _world.Servers.World.Configuration, Cancel);

        Assert.Equal(ExitCode.Setup, await _world.RunAsync("plan", "4.10", "--platform", "directory"));

        Assert.Contains("names no store of the platform 'directory'", _world.Said, StringComparison.Ordinal);
    }

    private static string FileOf(string build) => $"rhcos-{build}-directory.x86_64.qcow2";

    private string PathOf(string file) => Path.Combine(_root.FullName, Location, file);

    private bool IsThere(string build) => File.Exists(PathOf(FileOf(build)));

    private string Photograph() => Photograph(_root);

    private static string Photograph(DirectoryInfo folder) => string.Join('\n', Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));

    /// <summary>The builds of 4.10 of which the seed says so about an image.</summary>
    private HashSet<string> Builds(params SeedReason[] reasons) =>
    [
        .. _world.Servers.World.Expected
            .Where(expectation => reasons.Contains(expectation.Reason))
            .SelectMany(expectation => Core.Builds.BuildId.FindIn(expectation.Name))
            .Select(build => build.Text)
            .Where(IsThere),
    ];

    /// <summary>Without any credentials of a cloud.</summary>
    private Task<ExitCode> RunAsync(params string[] arguments) => _world.RunAsync(
        host => host with { Environment = name => name == "GITHUB_TOKEN" ? host.Environment(name) : null },
        Cancel,
        [.. arguments, "--platform", "directory"]);

    private async Task<ExitCode> LedgerAsync(string command)
    {
        using var output = new StringWriter();
        using var nobody = new StringReader("");
        var host = new ProgramHost
        {
            Out = output,
            Error = output,
            In = nobody,
            IsInteractive = false,
            Environment = _ => null,
            Home = _root.FullName,
            Time = _world.Time,
        };
        return await Commands.CommandLine.RunAsync(["ledger", command, "--state", _world.State], host, Cancel);
    }
}
