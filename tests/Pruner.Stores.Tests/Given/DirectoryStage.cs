using System.Text.Json;
using Pruner.Core.Artifacts;
using Pruner.Core.Stores;
using Pruner.Directories;

namespace Pruner.Stores.Tests.Given;

/// <summary>A folder of images that lives as long as a test.</summary>
internal sealed class DirectoryStage : StoreStage
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pruner-store-");

    public DirectoryStage()
    {
        File.WriteAllText(Path.Combine(_root.FullName, "account"), $"{Account}\n");
        _root.CreateSubdirectory(Here);
        _root.CreateSubdirectory(There);
        Store = DirectoryStore.Open(_root.FullName);
    }

    public string Root => _root.FullName;

    private string Elsewhere => Root + ".elsewhere";

    public override IArtifactStore Store { get; }

    public override string Account => "1000000000000001";

    public override string Here => "attic";

    public override string There => "cellar";

    public override ArtifactId Put(string location, string build, DateTimeOffset madeAt)
    {
        var image = new ArtifactId("directory", location, $"rhcos-{build}.qcow2");
        File.WriteAllText(PathOf(image), "not really an image");
        File.SetLastWriteTimeUtc(PathOf(image), madeAt.UtcDateTime);
        return image;
    }

    public override void Use(ArtifactId image) => File.WriteAllText(PathOf(image) + ".lock", "");

    public override void Tag(ArtifactId image, string key, string value) =>
        File.WriteAllText(PathOf(image) + ".tags.json", JsonSerializer.Serialize(new Dictionary<string, string> { [key] = value }));

    public override void Obscure(ArtifactId image) => File.WriteAllText(PathOf(image) + ".tags.json", "{\"bootimage\": ");

    public override void Lose(string location)
    {
        var path = Path.Combine(Root, location);
        Directory.Move(path, Elsewhere);
        Directory.CreateSymbolicLink(path, Elsewhere);
    }

    public override string Describe() => string.Join('\n', Directory
        .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O} {File.ReadAllText(path)}"));

    public string PathOf(ArtifactId image) => Path.Combine(Root, image.Location, image.Id);

    public override ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        if (Directory.Exists(Elsewhere))
        {
            Directory.Delete(Elsewhere, recursive: true);
        }

        return ValueTask.CompletedTask;
    }
}
