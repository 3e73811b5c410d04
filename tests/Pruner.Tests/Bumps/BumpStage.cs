using System.Text;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.Sandbox.Driver;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Seed;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Bumps;

/// <summary>The seeded cloud and builds, and a small repository in which pull requests can be opened. Two real builds of 4.10 are at hand, with their images.</summary>
internal sealed class BumpStage : IAsyncDisposable
{
    public const string Rhcos = "data/data/coreos/rhcos.json";
    public const string Old = "410.84.202201251210-0";
    public const string New = "410.84.202205191234-0";
    public const int Number = 7;

    private static readonly string[] _regions = ["us-east-1", "eu-central-1", "ap-southeast-1"];
    private readonly TestRepository _repository;
    private readonly string _base;

    private BumpStage(TestRepository repository, string from, Stage stage) => (_repository, _base, Stage) = (repository, from, stage);

    public Stage Stage { get; }

    public GitHubRepository GitHub => Stage.Servers.GitHub.Repository;

    public static string Before { get; } = Document(Old, Images(Old));

    public static string After { get; } = Document(New, Images(New));

    public string Comment => Assert.Single(GitHub.AllComments).Body;

    public static async Task<BumpStage> SetAsync(TimeProvider? time = null)
    {
        var repository = new TestRepository();
        var from = repository.Commit("refs/heads/master", [], "Begin", (Rhcos, Before), ("README.md", "words"));
        return new BumpStage(repository, from, await Stage.SetAsync(time, new SandboxOptions { RepositoryPath = repository.Path }));
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        _repository.Dispose();
    }

    /// <summary>A real build's images in three regions.</summary>
    public static Dictionary<string, string> Images(string build)
    {
        var images = BootImageTable.Load().Images[build];
        return _regions.ToDictionary(region => region, region => images[region], StringComparer.Ordinal);
    }

    public static string Document(string build, IEnumerable<KeyValuePair<string, string>> images)
    {
        var regions = string.Join(",\n", images.Select(image => $$"""      "{{image.Key}}": {"release": "{{build}}", "image": "{{image.Value}}"}"""));
        return $$"""
            {"stream": "rhcos-4.10", "metadata": {}, "architectures": {"x86_64": {"artifacts": {}, "images": {"aliyun": {"regions": {
            {{regions}}
            } } } } } }
            """;
    }

    /// <summary>Opens the pull request, or pushes to it.</summary>
    public void Propose(string? document, string path = Rhcos, string title = "Bump 4.10", PullState state = PullState.Open)
    {
        var head = _repository.Special(
            $"refs/pull/{Number}/head", [_base], title, (path, "100644", document is null ? "" : _repository.Blob(Encoding.UTF8.GetBytes(document))));
        GitHub.AddPullRequest(Number, state, title, "", head, "master", DateTimeOffset.UnixEpoch);
    }

    public Task<Invocation> BumpAsync(params string[] arguments) => Stage.CallAsync(["bump", "--pull-request", $"{Number}", .. arguments]);

    /// <summary>The image of a build in a region, as the cloud has it.</summary>
    public EcsImage Image(string build, string region)
    {
        lock (Stage.Servers.Cloud.Gate)
        {
            return Stage.Servers.Cloud.Images.Single(image => image.RegionId == region && image.ImageId == Images(build)[region]);
        }
    }

    /// <summary>Makes the new build's images as a release engineer would: public, and not tagged yet.</summary>
    public void MakeNewImagesGood()
    {
        foreach (var image in _regions.Select(region => Image(New, region)))
        {
            image.IsPublic = true;
            image.Tags.Clear();
        }

        Stage.Before = Stage.Servers.Cloud.Photograph();
    }
}
