using System.Collections.Immutable;
using System.Diagnostics;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;

namespace Pruner.Tests.Infrastructure;

/// <summary>The sandbox with only a few images left to prune, a clock that can be set, and pruner called in this process.</summary>
internal sealed class SmallWorld : IAsyncDisposable
{
    private SmallWorld(SandboxServers servers, SetClock time) => (Servers, Time) = (servers, time);

    public SandboxServers Servers { get; }

    public SetClock Time { get; }

    public string Said { get; private set; } = "";

    public string Out { get; private set; } = "";

    public string State => Servers.StateFolder;

    public Ledger Ledger => Document.ReadLedger("ledger.json", File.ReadAllBytes(Path.Combine(State, "ledger.json")));

    /// <summary>True when pruner is not told where GitHub is.</summary>
    public bool IsGitHubUnnamed { get; set; }

    public Plan Plan => Document.ReadPlan("plan.json", File.ReadAllBytes(PlanFile));

    public string PlanFile => Path.Combine(State, "plan.json");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<SmallWorld> StartAsync(params ImmutableArray<GitHubEmulatorOptions> otherRepositories)
    {
        var time = new SetClock();
        return new SmallWorld(await SandboxServers.StartAsync(new SandboxOptions { OtherRepositories = otherRepositories }, time, Cancellation), time);
    }

    /// <summary>Leaves of all images to be pruned only some, so that a run is short; returns those, and last one of another region if such is wanted.</summary>
    public List<EcsImage> Leave(int count, string region, bool isPublic, string? andElsewhere = null)
    {
        var doomed = Servers.World.Expected.Where(expectation => expectation.Fate == SeedFate.Pruned).Select(expectation => expectation.ImageId).ToHashSet();
        lock (Servers.Cloud.Gate)
        {
            var simple = Servers.Cloud.Images
                .Where(image => doomed.Contains(image.ImageId) && image.IsPublic == isPublic && !image.Tags.ContainsKey("bootimage"))
                .Where(image => image is { Listed: true, Status: "Available" } && image.SnapshotIds.Count == 1)
                .Where(image => Servers.Cloud.Images.Count(other => other.SnapshotIds.Contains(image.SnapshotIds[0])) == 1)
                .ToLookup(image => image.RegionId, StringComparer.Ordinal);
            List<EcsImage> left = [.. simple[region].Take(count), .. andElsewhere is null ? [] : simple[andElsewhere].Take(1)];
            foreach (var image in Servers.Cloud.Images.Where(image => doomed.Contains(image.ImageId)).Except(left).ToList())
            {
                Servers.Cloud.Images.Remove(image);
            }

            Assert.Equal(count + (andElsewhere is null ? 0 : 1), left.Count);
            return left;
        }
    }

    public EcsImage LeaveOne(bool isPublic) => Leave(1, "us-east-1", isPublic)[0];

    public bool IsThere(EcsImage image)
    {
        lock (Servers.Cloud.Gate)
        {
            return Servers.Cloud.Images.Contains(image);
        }
    }

    public bool HasSnapshot(string region, string snapshot)
    {
        lock (Servers.Cloud.Gate)
        {
            return Servers.Cloud.Snapshots[region].Contains(snapshot);
        }
    }

    public ArtifactOutcome OutcomeOf(EcsImage image) => Ledger.Entries.Single(entry => entry.Id == image.ImageId && entry.Location == image.RegionId).Outcome;

    /// <summary>When a request arrives, does something, and lets the request go its way.</summary>
    public void On(Func<RecordedRequest, bool> when, Action happens, int times = 1) =>
        Servers.Traffic.Script(new Fault(FaultKind.Hold, request =>
        {
            if (!when(request))
            {
                return false;
            }

            happens();
            return true;
        })
        { Times = times });

    public static bool Is(RecordedRequest request, string operation, EcsImage image, string more = "") =>
        request.Operation == operation
        && request.Query.Contains(image.ImageId, StringComparison.Ordinal)
        && request.Query.Contains(more, StringComparison.Ordinal);

    public Task<ExitCode> RunAsync(params string[] arguments) => RunAsync(null, Cancellation, arguments);

    public Task<ExitCode> RunAsync(CancellationToken stop, params string[] arguments) => RunAsync(null, stop, arguments);

    public async Task<ExitCode> RunAsync(Func<ProgramHost, ProgramHost>? with, CancellationToken stop, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        using var nobody = new StringReader("");
        var host = new ProgramHost
        {
            Out = output,
            Error = error,
            In = nobody,
            IsInteractive = false,
            Environment = name => Servers.Environment.GetValueOrDefault(name),
            Home = Servers.Folder,
            Time = Time,
            LookPause = TimeSpan.FromMilliseconds(1),
        };
        var ended = await CommandLine.RunAsync([.. arguments, .. Given(arguments)], with?.Invoke(host) ?? host, stop);
        (Said, Out) = ($"{error}{output}", output.ToString());
        return ended;
    }

    /// <summary>The servers' addresses, configuration and state; 'ledger' reads no history, and to verify one takes its folder alone.</summary>
    private IEnumerable<string> Given(string[] arguments) =>
        Servers.Arguments.Chunk(2)
            .Where(pair => !(IsGitHubUnnamed && pair[0] == "--github-url"))
            .Where(pair => !(arguments is ["ledger", ..] && pair[0] is "--github-url" or "--builds-url"))
            .Where(pair => arguments is not ["ledger", "verify", ..] || pair[0] is "--state")
            .SelectMany(pair => pair);

    /// <summary>GitHub calls of the last run.</summary>
    public int GitHubCalls => Servers.Traffic.Requests.Count(request => request.Service == "github");

    /// <summary>Clones the repository as a user would, by a path that names its owner. Its newest commit is of today: an old clone is refused.</summary>
    public async Task<string> CloneAsync()
    {
        await PushAsync("refs/heads/master", "Today's commit");
        var owner = Directory.CreateDirectory(Path.Combine(Servers.Folder, "openshift")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(owner, "installer.git"), Servers.RepositoryPath);
        var clone = Path.Combine(Servers.Folder, "clone");
        await GitAsync("unused", "", "clone", "--quiet", "--no-checkout", Path.Combine(owner, "installer.git"), clone);
        return clone;
    }

    /// <summary>Puts a commit on a branch; without a document it changes no file.</summary>
    public async Task PushAsync(string branch, string message, string? document = null)
    {
        var index = Path.Combine(Servers.Folder, "index-push");
        await GitAsync(index, "", "read-tree", branch);
        if (document is not null)
        {
            var blob = await GitAsync(index, document, "hash-object", "-w", "--stdin");
            await GitAsync(index, "", "update-index", "--add", "--cacheinfo", $"100644,{blob},data/data/coreos/pushed.json");
        }

        var tree = await GitAsync(index, "", "write-tree");
        await GitAsync(index, "", "update-ref", branch, await GitAsync(index, "", "commit-tree", tree, "-p", branch, "-m", message));
    }

    /// <summary>Opens a pull request that adds one file to the metadata folder.</summary>
    public async Task ProposeAsync(int number, string document)
    {
        var index = Path.Combine(Servers.Folder, $"index-{number}");
        var blob = await GitAsync(index, document, "hash-object", "-w", "--stdin");
        await GitAsync(index, "", "read-tree", "refs/heads/master");
        await GitAsync(index, "", "update-index", "--add", "--cacheinfo", $"100644,{blob},data/data/coreos/proposed-{number}.json");
        var tree = await GitAsync(index, "", "write-tree");
        var commit = await GitAsync(index, "", "commit-tree", tree, "-p", "refs/heads/master", "-m", "Propose");
        Servers.GitHub.Repository.AddPullRequest(number, PullState.Open, "Propose", "", commit, "master", Time.GetUtcNow());
    }

    public static string Document410(string region, string image, string release = "410.84.209901010000-0") =>
        """{"stream":"rhcos-4.10","metadata":{},"architectures":{"x86_64":{"artifacts":{},"images":{"aliyun":{"regions":{"REGION":{"release":"RELEASE","image":"IMAGE"}}}}}}}"""
            .Replace("REGION", region, StringComparison.Ordinal)
            .Replace("RELEASE", release, StringComparison.Ordinal)
            .Replace("IMAGE", image, StringComparison.Ordinal);

    public ValueTask DisposeAsync() => Servers.DisposeAsync();

    private async Task<string> GitAsync(string index, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("--git-dir=" + Servers.RepositoryPath);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["GIT_INDEX_FILE"] = index;
        foreach (var who in new[] { "AUTHOR", "COMMITTER" })
        {
            start.Environment[$"GIT_{who}_NAME"] = "Contributor";
            start.Environment[$"GIT_{who}_EMAIL"] = "contributor@example.com";
            start.Environment[$"GIT_{who}_DATE"] = Time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        }

        using var git = Process.Start(start)!;
        await git.StandardInput.WriteAsync(input);
        git.StandardInput.Close();
        var answer = await git.StandardOutput.ReadToEndAsync(Cancellation);
        await git.WaitForExitAsync(Cancellation);
        Assert.Equal(0, git.ExitCode);
        return answer.Trim();
    }
}
