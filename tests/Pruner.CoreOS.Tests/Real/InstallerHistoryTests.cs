using System.Text.Json;
using Pruner.Core.Builds;
using Pruner.Core.Pins;
using Pruner.Core.Policies;

namespace Pruner.CoreOS.Tests.Real;

/// <summary>The real history of openshift/installer up to 2024, against facts computed by other means.</summary>
public sealed class InstallerHistoryTests(InstallerHistory history) : IClassFixture<InstallerHistory>
{
    private const string MalformedBlob = "b1a7afe4148612860697db2bd3aa89c511f4c45e";

    private readonly InstallerMetadataReader _reader = new();

    [Theory]
    [InlineData("release-4.10")]
    [InlineData("release-4.11")]
    [InlineData("release-4.12")]
    [InlineData("master")]
    public void The_pins_of_a_branch_are_those_of_the_facts(string branch)
    {
        var facts = Facts().GetProperty("branches").GetProperty(branch);

        AssertScan(facts.GetProperty("every_commit_scan"), branch);
        var tip = Pins(DocumentsOf(history.Commits("-n1", branch)));
        Assert.Equal(facts.GetProperty("aliyun_pins_at_tip").GetInt32(), tip.Count);
        Assert.Equal(
            facts.GetProperty("aliyun_builds_at_tip").EnumerateArray().Select(build => build.GetString()),
            tip.Select(pin => pin.Release).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void All_branches_together_hold_the_known_pins_of_74_builds()
    {
        var facts = Facts();

        AssertScan(facts.GetProperty("all_branches").GetProperty("every_commit_scan"), "--branches");
        var pins = Pins(DocumentsOf(history.Commits("--branches")));
        Assert.Equal(2092, pins.Count);
        var expected = facts.GetProperty("aliyun_builds_ever_pinned").EnumerateArray().ToDictionary(
            build => build.GetProperty("build").GetString()!, build => build.GetProperty("image_ids").GetInt32());
        Assert.Equal(74, expected.Count);
        Assert.Equal(
            expected.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            pins.GroupBy(pin => pin.Release).ToDictionary(group => group.Key, group => group.Count()).OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void The_pins_of_every_cloud_on_branches_are_as_many_as_an_independent_count_found()
    {
        var pins = DocumentsOf(history.Commits("--branches"))
            .SelectMany(document => _reader.Read(document.Path, history.Text(document.Blob)).Pins)
            .Select(pin => (pin.Platform, pin.Architecture, pin.Location, pin.Release, pin.ImageId))
            .Distinct()
            .CountBy(pin => pin.Platform)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal);

        // Counted once over the same bundle by a script that shares nothing with the reader.
        Assert.Equal(
            "aliyun 2092, aws 6635, azure 85, azure-disk 161, gcp 228, kubevirt 77, powervs 657",
            string.Join(", ", pins.Select(pair => $"{pair.Key} {pair.Value}")));
    }

    [Fact]
    public void Every_document_of_every_commit_is_read_and_two_readers_agree_but_for_the_one_that_is_malformed()
    {
        var documents = DocumentsOf(history.Commits("--all"));
        Assert.Equal(451, documents.Count);

        foreach (var (path, blob) in documents.Where(document => document.Blob != MalformedBlob))
        {
            var text = history.Text(blob);
            var reading = _reader.Read(path, text);
            Assert.Empty(TwoReaders.Disagreements(reading, _reader.FindMentions(text)));
            Assert.Equal(reading.Format == "marketplace", reading.Builds.IsEmpty);
        }

        Assert.Single(documents, document => document.Blob == MalformedBlob);
    }

    [Fact]
    public void Every_pin_has_a_pointer_that_leads_to_it_and_a_build()
    {
        foreach (var (path, blob) in DocumentsOf(history.Commits("--all")).Where(document => document.Blob != MalformedBlob))
        {
            using var document = JsonDocument.Parse(history.Text(blob));
            foreach (var pin in _reader.Read(path, history.Text(blob)).Pins)
            {
                var target = pin.Pointer.Split('/')[1..].Aggregate(
                    document.RootElement, (node, step) => node.GetProperty(step.Replace("~1", "/").Replace("~0", "~")));
                Assert.Equal(pin.ImageId, target.GetString());
                Assert.True(BuildId.TryParse(pin.Release) is not null || pin.Platform == "gcp", $"{path} {blob} {pin}");
            }
        }
    }

    [Fact]
    public void Builds_named_by_a_document_are_those_of_its_releases_and_image_names()
    {
        var builds = DocumentsOf(history.Commits("--branches"))
            .SelectMany(document => _reader.Read(document.Path, history.Text(document.Blob)).Builds)
            .ToHashSet();

        // Each of them is a build of RHCOS, FCOS or SCOS with a date within the history.
        Assert.All(builds, build => Assert.InRange(
            build.Date ?? DateTimeOffset.MinValue, new DateTimeOffset(2019, 3, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Superset(
            Facts().GetProperty("aliyun_builds_ever_pinned").EnumerateArray().Select(build => BuildId.TryParse(build.GetProperty("build").GetString())!).ToHashSet(),
            builds);
    }

    [Fact]
    public void The_malformed_proposal_is_refused_with_its_line_and_its_ids_are_still_seen()
    {
        var text = history.Text(MalformedBlob);

        Assert.StartsWith(
            "data/data/rhcos.json line 6, column 5 (/amis): expected well-formed JSON; the reader says: ",
            Refused.Message(() => _reader.Read("data/data/rhcos.json", text)),
            StringComparison.Ordinal);
        Assert.Single(_reader.FindMentions(text).ImageIds);
    }

    [Fact]
    public void The_one_image_that_only_a_proposal_names_is_a_pin_of_the_build_spelled_with_dashes_elsewhere()
    {
        var onBranches = DocumentsOf(history.Commits("--branches"));
        var proposed = Pins(DocumentsOf(history.Commits("--all")).Except(onBranches).Where(document => document.Blob != MalformedBlob))
            .ExceptBy(Pins(onBranches).Select(pin => pin.ImageId), pin => pin.ImageId);

        Assert.Equal(("us-east-1", "m-0xi06kgurgv3h2n2in1b", "411.86.202205051017-0"), Assert.Single(proposed.Select(pin => (pin.Location, pin.ImageId, pin.Release))));
    }

    private static JsonElement Facts() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.Require(), "installer-history/facts.json"))).RootElement;

    private void AssertScan(JsonElement facts, string revisions)
    {
        var commits = history.Commits(revisions);
        var documents = DocumentsOf(commits);
        var pins = Pins(documents);

        Assert.Equal(
            ["commits", "distinct_blobs", "aliyun_pins", "aliyun_builds", "aliyun_regions", "aliyun_image_ids"],
            facts.EnumerateObject().Select(fact => fact.Name));
        Assert.Equal(
            facts.EnumerateObject().Select(fact => fact.Value.GetInt32()),
            [
                commits.Length,
                documents.Select(document => document.Blob).Distinct().Count(),
                pins.Count,
                pins.Select(pin => pin.Release).Distinct().Count(),
                pins.Select(pin => pin.Location).Distinct().Count(),
                pins.Select(pin => pin.ImageId).Distinct().Count(),
            ]);
    }

    private List<(string Path, string Blob)> DocumentsOf(IEnumerable<string> commits) =>
        [.. commits.SelectMany(history.Files).Distinct().Where(file => PinSource.OpenShiftInstaller.Scope.Paths.IsDocument(file.Path))];

    private List<(string Architecture, string Location, string Release, string ImageId)> Pins(IEnumerable<(string Path, string Blob)> documents) =>
        [.. documents
            .SelectMany(document => _reader.Read(document.Path, history.Text(document.Blob)).Pins)
            .Where(pin => pin.Platform == "aliyun")
            .Select(pin => (pin.Architecture, pin.Location, pin.Release, pin.ImageId))
            .Distinct()];
}
