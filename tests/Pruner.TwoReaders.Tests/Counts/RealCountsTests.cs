using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core;
using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.GitHub.Tests.Infrastructure;
using Pruner.TwoReaders.Tests.Infrastructure;

namespace Pruner.TwoReaders.Tests.Counts;

/// <summary>
/// Pins of every cloud and architecture in real histories, counted twice: as the program reads them, and by a raw search over all texts that git lists.
/// Both columns go to the output, and to a file in <c>TestResults</c> beside the tests.
/// </summary>
public sealed class RealCountsTests(ITestOutputHelper output)
{
    private const string Branches = "all branches";
    private const string Everything = "with pull requests";

    private readonly Dictionary<(string Path, string Blob), IReadOnlyList<CountedPin>> _read = [];

    [Fact]
    public async Task Every_branch_of_the_installer_has_as_many_pins_of_each_cloud_and_architecture_as_a_raw_search_finds()
    {
        var data = SharedData.InstallerHistory();
        using var git = TestRepository.Clone(Path.Combine(data, "installer.bundle"));
        await using var ways = await TwoWays.StartAsync(git, pulls: Path.Combine(data, "pulls.json"));
        var history = await ways.ReadApiAsync();
        var texts = new GitTexts(git);
        var counts = new SideBySide();

        foreach (var reference in history.Refs)
        {
            counts.Add(reference.Name["refs/heads/".Length..], ByReader(history, [reference.Commit!.Value]), ByRawSearch(texts, reference.Name));
        }

        var heads = history.Refs.Select(reference => reference.Commit!.Value).ToList();
        var ofBranches = ByReader(history, heads).ToList();
        counts.Add(Branches, ofBranches, ByRawSearch(texts, "--branches"));
        counts.Add(Everything, ByReader(history, heads.Concat(history.PullRequests.Select(pull => pull.Head))), ByRawSearch(texts, "--all"));
        Show(counts, "pins-of-installer.txt");

        Assert.Equal(21, history.Refs.Length);
        Assert.Empty(counts.Differences);

        // What a script found that shares nothing with either side.
        Assert.Equal("aliyun 2092, aws 6635, azure 85, azure-disk 161, gcp 228, kubevirt 77, powervs 657", counts.Summary(Branches));
        AssertTruth(counts, data);

        // And by no program of ours at all.
        var files = texts.Of("--branches");
        Assert.Equal(ImagesOf(ofBranches, "aliyun"), texts.Grep("m-[a-z0-9]{20}", files).Order(StringComparer.Ordinal));
        Assert.Equal(ImagesOf(ofBranches, "aws"), texts.Grep("ami-[0-9a-f]{8,17}", files).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_stream_of_Fedora_CoreOS_has_as_many_pins_of_each_cloud_and_architecture_as_a_raw_search_finds()
    {
        var data = Path.Combine(SharedData.InstallerHistory(), "..", "fcos-streams");
        using var git = TestRepository.Clone(Path.Combine(data, "fcos-streams.bundle"));
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "facts.json")));
        var texts = new GitTexts(git);
        var counts = new SideBySide();
        string[] streams = ["stable", "testing", "next"];
        foreach (var stream in streams)
        {
            var files = texts.Of("--all").Where(file => file.Path == $"streams/{stream}.json").ToList();
            var byReader = files.SelectMany(file => Read(file.Path, file.Blob, texts.TextOf(file.Blob))).ToHashSet();
            counts.Add(stream, byReader, files.SelectMany(file => RawSearch.Pins(file.Path, texts.TextOf(file.Blob))));
            Assert.Equal(ImagesOf(byReader, "aws"), texts.Grep("ami-[0-9a-f]{8,17}", files).Order(StringComparer.Ordinal));
        }

        Show(counts, "pins-of-fcos-streams.txt");

        Assert.Empty(counts.Differences);
        Assert.Equal(facts.RootElement.GetProperty("aws_region_images").GetInt32(), streams.Sum(stream => counts.Raw(stream, "aws")));
        Assert.Equal(0, streams.Sum(stream => counts.Raw(stream, "aliyun")));
    }

    private static IEnumerable<CountedPin> ByRawSearch(GitTexts texts, string revisions) =>
        texts.Of(revisions)
            .Select(file => (file.Path, Text: texts.TextOf(file.Blob)))
            .Where(file => !RawSearch.IsMalformed(file.Text))
            .SelectMany(file => RawSearch.Pins(file.Path, file.Text));

    /// <summary>The pins at every commit that these reach, by the program's own evidence.</summary>
    private IEnumerable<CountedPin> ByReader(MetadataHistory history, IEnumerable<ObjectId> heads)
    {
        var reached = new HashSet<ObjectId>();
        var open = new Stack<ObjectId>(heads);
        while (open.TryPop(out var commit))
        {
            if (reached.Add(commit))
            {
                foreach (var parent in history.Commits[commit].Parents)
                {
                    open.Push(parent);
                }
            }
        }

        return reached
            .Select(commit => history.Commits[commit].Folder)
            .OfType<ObjectId>()
            .Distinct()
            .SelectMany(folder => history.Folders[folder])
            .Distinct()
            .SelectMany(file => Read(file.Path, file.Blob.Hex, history.Blobs[file.Blob]));
    }

    private IReadOnlyList<CountedPin> Read(string path, string blob, string text)
    {
        if (!_read.TryGetValue((path, blob), out var pins))
        {
            pins = _read[(path, blob)] = [.. PinsOf(path, text).Select(pin => new CountedPin(pin.Platform, pin.Architecture, pin.Location, pin.Release, pin.ImageId))];
        }

        return pins;
    }

    private static ImmutableArray<DocumentPin> PinsOf(string path, string text)
    {
        try
        {
            return PinReader.Documents.Read(path, text).Pins;
        }
        catch (EvidenceException) when (RawSearch.IsMalformed(text))
        {
            // One proposal is no JSON. Its ids protect as text, and neither side counts them as pins.
            return [];
        }
    }

    private static IEnumerable<string> ImagesOf(IEnumerable<CountedPin> pins, string cloud) =>
        pins.Where(pin => pin.Cloud == cloud || pin.Cloud == cloud + "-winli").Select(pin => pin.Image).Distinct().Order(StringComparer.Ordinal);

    private static void AssertTruth(SideBySide counts, string data)
    {
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "facts.json")));
        var branches = facts.RootElement.GetProperty("branches").EnumerateObject().ToList();
        Assert.NotEmpty(branches);
        Assert.All(branches, branch => Assert.Equal(PinsIn(branch.Value), counts.Raw(branch.Name, "aliyun")));
        Assert.Equal(PinsIn(facts.RootElement.GetProperty("all_branches")), counts.Raw(Branches, "aliyun"));
        Assert.Equal(PinsIn(facts.RootElement.GetProperty("all_branches")) + 1, counts.Raw(Everything, "aliyun"));
    }

    private static int PinsIn(JsonElement facts) => facts.GetProperty("every_commit_scan").GetProperty("aliyun_pins").GetInt32();

    private void Show(SideBySide counts, string file)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults")).FullName;
        File.WriteAllText(Path.Combine(folder, file), counts.ToString());
        output.WriteLine(counts.ToString());
    }
}
