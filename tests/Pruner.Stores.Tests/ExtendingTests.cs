using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Configuration;
using Pruner.Core.Artifacts;
using Pruner.Core.Builds;
using Pruner.Core.Inventories;
using Pruner.Core.Policies;
using Pruner.Core.Stores;
using Pruner.CoreOS;
using Pruner.CoreOS.Catalogs;

namespace Pruner.Stores.Tests;

/// <summary>docs/extending.md cannot rot: its code is that of the files it tells about, its documents are read, and it leaves no member out.</summary>
public sealed partial class ExtendingTests
{
    private static readonly string[] Compiled = ["src/Pruner.Directories", "src/Pruner/Stores", "tests/Pruner.Stores.Tests"];
    private static readonly string Root = FindRoot();
    private static readonly string Page = File.ReadAllText(Path.Combine(Root, "docs", "extending.md"));

    [Fact]
    public void Every_block_of_code_stands_word_for_word_in_a_file_that_is_compiled()
    {
        var sources = Compiled
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs*", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => "\n" + File.ReadAllText(file))
            .ToList();
        ImmutableArray<string> blocks = [.. Blocks("csharp"), .. Blocks("xml")];

        Assert.True(blocks.Length > 10, $"{blocks.Length} blocks");
        Assert.All(blocks, block => Assert.Contains(sources, source => Indented(block).Any(text => source.Contains(text, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_documents_are_read_as_the_page_says()
    {
        ImmutableArray<string> documents = [.. Blocks("json")];
        var id = new ArtifactId("directory", "attic", "rhcos-410.84.202201251210-0.qcow2");

        var build = MetaJsonReader.Read("meta.json", documents[0], BuildId.TryParse("410.84.202201251210-0")!, "x86_64", "rhcos-4.10");
        var pin = Assert.Single(new InstallerMetadataReader().Read("data/data/coreos/rhcos.json", documents[1]).Pins);

        var policy = ConfigurationFile.Parse("pruner.yml", Assert.Single(Blocks("yaml")));

        Assert.Equal(2, documents.Length);
        Assert.Contains(new StoreChoice("directory", "/srv/images"), policy.Stores);
        Assert.Equal([id], build.Artifacts);
        Assert.Equal((id, "410.84.202201251210-0"), (new ArtifactId(pin.Platform, pin.Location, pin.ImageId), pin.Release));
    }

    [Fact]
    public void Every_member_fact_and_answer_is_told()
    {
        string[] names =
        [
            .. typeof(IArtifactStore).GetMethods().Where(method => method is { IsSpecialName: false, IsPublic: true }).Select(method => method.Name),
            .. typeof(IArtifactStore).GetProperties().Select(property => property.Name),
            .. typeof(Artifact).GetProperties().Where(property => property.Name != "EqualityContract").Select(property => property.Name),
            .. Enum.GetNames<StoreOutcome>(),
            .. Enum.GetNames<ListingStatus>(),
        ];

        Assert.Contains("DeleteAsync", names);
        Assert.All(names, name => Assert.Matches($"`{name}[` =]", Page));
    }

    [Fact]
    public void Every_file_that_the_page_leads_to_is_there() => Assert.All(
        Link().Matches(Page).Select(match => match.Groups["target"].Value),
        target => Assert.True(Path.Exists(Path.Combine(Root, "docs", target)), target));

    private static IEnumerable<string> Blocks(string language) =>
        Block().Matches(Page).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value);

    /// <summary>The block as whole lines, as deep as code can stand.</summary>
    private static IEnumerable<string> Indented(string block) => Enumerable.Range(0, 4).Select(depth =>
        "\n" + string.Concat(block.Split('\n')[..^1].Select(line => (line.Length > 0 ? new string(' ', 4 * depth) : "") + line + "\n")));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pruner.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("No folder above the tests holds Pruner.sln.");
    }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
