using Pruner.Core.Artifacts;
using Pruner.Core.Bumps;
using Pruner.Core.History;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;
using Pruner.CoreOS;

namespace Pruner.Core.Tests.Bumps;

public sealed class BumpComparisonTests
{
    private const string Old = "410.84.202201251210-0";
    private const string New = "410.84.202205191234-0";
    private const string First = "m-0xi00000000000000001";
    private const string Second = "m-0xi00000000000000002";
    private const string Third = "m-0xi00000000000000003";
    private const string Path = Documents.RhcosPath;

    [Fact]
    public void A_clean_bump_says_from_which_build_to_which_and_finds_nothing_wrong()
    {
        var bump = Compare(Documents.Stream(("us-east-1", Old, First), ("eu-west-1", Old, Second)), Documents.Stream(("us-east-1", New, Third), ("eu-west-1", New, "m-d7o00000000000000001")));

        var change = Assert.Single(bump.Platforms);
        Assert.Equal((Path, "x86_64", "aliyun"), (change.Path, change.Architecture, change.Platform));
        Assert.Equal([Old], change.From);
        Assert.Equal([New], change.To);
        Assert.Equal(["eu-west-1", "us-east-1"], change.Changed);
        Assert.Empty(change.Added);
        Assert.Empty(change.Lost);
        Assert.Empty(bump.Findings);
        Assert.Equal([(Old, true, false), (New, false, true)], bump.Builds.Select(build => (build.Build.Text, build.IsBefore, build.IsAfter)));
        Assert.Equal([("eu-west-1", "m-d7o00000000000000001"), ("us-east-1", Third)], bump.NewImages("aliyun").Select(pin => (pin.Location, pin.ImageId)));
    }

    [Fact]
    public void What_stays_the_same_is_no_change()
    {
        var text = Documents.Stream(("us-east-1", Old, First));
        var bump = Compare(text, text + "\n");
        Assert.Empty(bump.Slots);
        Assert.Empty(bump.Findings);
        Assert.False(BumpReport.From(bump, [], []).ChangesImages);
    }

    [Fact]
    public void Regions_that_come_are_told_and_regions_that_go_look_wrong()
    {
        var bump = Compare(Documents.Stream(("us-east-1", Old, First), ("eu-west-1", Old, Second)), Documents.Stream(("us-east-1", Old, First), ("me-east-1", Old, Third)));
        Assert.Equal(["me-east-1"], bump.Platforms[0].Added);
        Assert.Equal(["eu-west-1"], bump.Platforms[0].Lost);
        AssertFound(bump, FindingKind.RegionLost, "eu-west-1");
    }

    [Fact]
    public void A_new_file_adds_all_and_a_removed_one_loses_all()
    {
        var added = Compare(null, Documents.Stream(Old, First));
        Assert.Equal(["us-east-1"], added.Platforms.Single().Added);
        Assert.Empty(added.Findings);
        var removed = Compare(Documents.Stream(Old, First), null);
        Assert.Equal(["us-east-1"], removed.Platforms.Single().Lost);
        AssertFound(removed, FindingKind.RegionLost, "The file is removed.");
        Assert.Equal([Old], removed.Builds.Select(build => build.Build.Text));
    }

    [Fact]
    public void A_file_that_moves_is_compared_with_what_it_was()
    {
        var bump = BumpComparison.Compare(
            Proposed(new ProposedDocument("data/data/coreos/coreos-rhel-9.json", Path, Version(Documents.Stream(Old, First)), Version(Documents.Stream(New, Second)))), PinSource.OpenShiftInstaller.Scope.Paths, new InstallerMetadataReader());
        Assert.Equal(["us-east-1"], bump.Platforms.Single().Changed);
        Assert.Empty(bump.Findings);
    }

    [Fact]
    public void An_empty_id_is_found_unless_it_was_empty_before()
    {
        var empty = Documents.Stream(("us-east-1", New, ""), ("eu-west-1", New, Second));
        AssertFound(Compare(null, empty), FindingKind.EmptyId, "empty");
        Assert.DoesNotContain(Compare(empty, empty.Replace(Second, Third, StringComparison.Ordinal)).Findings, finding => finding.Kind == FindingKind.EmptyId);
    }

    [Fact]
    public void A_build_that_changes_without_its_image_is_of_another_build() =>
        AssertFound(Compare(Documents.Stream(Old, First), Documents.Stream(New, First)), FindingKind.OtherBuild, First);

    [Fact]
    public void A_name_that_says_another_build_is_found_and_one_that_says_the_same_is_not()
    {
        AssertFound(Compare(null, Gcp("rhcos-410-84-202201251210-0-gcp-x86-64", New)), FindingKind.OtherBuild, Old);
        Assert.Empty(Compare(null, Gcp("rhcos-410-84-202205191234-0-gcp-x86-64", New)).Findings);
    }

    [Fact]
    public void A_release_with_dashes_for_dots_and_one_that_is_no_build_are_found()
    {
        AssertFound(Compare(null, Documents.Stream("410-84-202205191234-0", First)), FindingKind.DashedRelease, New);
        AssertFound(Compare(null, Documents.Stream("latest", First)), FindingKind.NoBuild, "latest");
    }

    [Fact]
    public void Several_builds_in_one_architecture_look_wrong_and_between_architectures_are_worth_a_look()
    {
        AssertFound(Compare(null, Documents.Stream(("us-east-1", Old, First), ("eu-west-1", New, Second))), FindingKind.MixedBuilds, New);
        const string Two = $"{{\"stream\":\"s\",\"architectures\":{{\"x86_64\":{{\"images\":{{\"aws\":{{\"regions\":{{\"r\":{{\"release\":\"{Old}\",\"image\":\"ami-00000000000000001\"}}}}}}}}}},\"aarch64\":{{\"images\":{{\"aws\":{{\"regions\":{{\"r\":{{\"release\":\"{New}\",\"image\":\"ami-00000000000000002\"}}}}}}}}}}}}}}";
        var finding = Assert.Single(Compare(null, Two).Findings);
        Assert.Equal((FindingKind.MixedBuilds, false), (finding.Kind, finding.IsWrong));
    }

    [Fact]
    public void An_id_in_two_regions_is_found_and_a_name_that_all_regions_share_is_not()
    {
        AssertFound(Compare(null, Documents.Stream(("us-east-1", New, First), ("eu-west-1", New, First))), FindingKind.IdTwice, "eu-west-1");
        var powervs = $$"""{"stream":"s","architectures":{"ppc64le":{"images":{"powervs":{"regions":{"a":{"release":"{{New}}","object":"rhcos.ova.gz"},"b":{"release":"{{New}}","object":"rhcos.ova.gz"} } } } } } }""";
        Assert.Empty(Compare(null, powervs).Findings);
    }

    [Theory]
    [InlineData("{\"stream\": ")]
    [InlineData("{\"what\": \"m-0xi00000000000000001 of 410.84.202205191234-0\"}")]
    [InlineData("{\"stream\":\"s\",\"note\":\"m-0xi00000000000000001 410.84.202205191234-0\",\"architectures\":{}}")] // an id where no reader looks
    public void A_document_that_is_not_understood_is_told_and_loses_nothing(string text)
    {
        var bump = Compare(Documents.Stream(Old, Second), text);
        AssertFound(bump, FindingKind.NotUnderstood, "Not understood");
        Assert.Empty(bump.Slots);
        Assert.Contains(bump.Builds, build => build is { Build.Text: Old, IsBefore: true });
        Assert.True(BumpReport.From(bump, [], []).ChangesImages);
    }

    [Fact]
    public void What_was_not_understood_before_is_no_fault_of_this_pull_request()
    {
        var finding = Assert.Single(Compare("{", Documents.Stream(New, First)).Findings);
        Assert.Equal((FindingKind.NotUnderstood, false), (finding.Kind, finding.IsWrong));
    }

    [Fact]
    public void A_file_that_could_not_be_read_says_why()
    {
        var bump = BumpComparison.Compare(Proposed(new ProposedDocument(Path, null, null, new DocumentVersion("", "it is no plain file"))), PinSource.OpenShiftInstaller.Scope.Paths, new InstallerMetadataReader());
        AssertFound(bump, FindingKind.NotUnderstood, "it is no plain file");
    }

    [Theory]
    [InlineData(Visibility.Public, ArtifactState.Available, "rhcos-410.84.202205191234-0", null)]
    [InlineData(Visibility.Unknown, ArtifactState.Unknown, "", null)] // what is not told is no fault
    [InlineData(Visibility.Private, ArtifactState.Available, "rhcos-410.84.202205191234-0", FindingKind.ImageNotPublic)]
    [InlineData(Visibility.Public, ArtifactState.BeingMade, "rhcos-410.84.202205191234-0", FindingKind.ImageNotReady)]
    [InlineData(Visibility.Public, ArtifactState.Available, "rhcos-410.84.202201251210-0", FindingKind.OtherBuild)]
    public void What_the_cloud_shows_of_an_image_is_judged(Visibility visibility, ArtifactState state, string name, FindingKind? expected)
    {
        var bump = Compare(null, Documents.Stream(New, First));
        var image = Some.Image() with { Id = new ArtifactId("aliyun", "us-east-1", First), Visibility = visibility, State = state, Name = name };
        var report = BumpReport.From(bump, [], [new ImageLook(bump.NewImages("aliyun")[0], LookStatus.Seen, image, "")]);
        Assert.Equal(expected is { } kind ? [kind] : [], report.Findings.Select(finding => finding.Kind));
    }

    [Theory]
    [InlineData(LookStatus.Seen, false, true)]
    [InlineData(LookStatus.NotLooked, false, true)]
    [InlineData(LookStatus.NotShown, true, true)]
    [InlineData(LookStatus.Unreadable, false, false)]
    public void What_was_not_found_is_wrong_and_what_was_not_answered_is_missing(LookStatus status, bool isWrong, bool isWhole)
    {
        var bump = Compare(null, Documents.Stream(New, First));
        var build = BumpReport.From(bump, [new BuildLook(New, "x86_64", status, "why")], []);
        var image = BumpReport.From(bump, [], [new ImageLook(bump.NewImages("aliyun")[0], status, null, "why")]);
        Assert.Equal((isWrong, isWhole), (build.IsWrong, build.IsWhole));
        Assert.Equal((isWrong, isWhole), (image.IsWrong, image.IsWhole));
    }

    [Fact]
    public void Changes_are_told_in_order_of_paths_then_places_and_new_images_by_their_ids()
    {
        const string Later = "data/data/coreos/scos.json";
        var bump = Plain((Later, null, $"m-5 {New}"), (Path, null, $"m-4 {New} us-west-1\nm-3 {New} eu-west-1\nm-2 {New} eu-west-1\nm-1 {New} eu-west-1"));

        Assert.Equal(["m-3", "m-2", "m-1", "m-4", "m-5"], bump.Slots.Select(slot => slot.After?.ImageId));
        Assert.Equal([Path, Later], bump.Platforms.Select(change => change.Path));
        Assert.Equal(["m-1", "m-2", "m-3", "m-5", "m-4"], bump.NewImages("aliyun").Select(pin => pin.ImageId));
    }

    [Fact]
    public void Findings_that_look_wrong_stand_first_then_by_kind_place_and_words()
    {
        Finding[] sorted =
        [
            new(FindingKind.EmptyId, "b", "b"), new(FindingKind.RegionLost, "a", "b"), new(FindingKind.RegionLost, "b", "a"), new(FindingKind.RegionLost, "b", "b"),
            new(FindingKind.NotUnderstood, "a", "a", IsWrong: false),
        ];

        Assert.Equal(sorted, BumpFindings.Sorted(sorted.Reverse()));
    }

    [Fact]
    public void A_release_that_is_not_said_is_told_as_such() =>
        AssertFound(Compare(null, Documents.Stream("", First)), FindingKind.NoBuild, "Its images name no release.");

    [Theory]
    [InlineData("m-1")] // one stays as it is
    [InlineData("m-3")] // one is replaced
    public void A_place_that_keeps_one_of_its_images_is_not_lost(string kept) =>
        Assert.Empty(Plain((Path, $"m-1 {Old}\nm-2 {Old}", $"{kept} {Old}")).Findings);

    [Fact]
    public void What_is_lost_is_told_in_order_and_whether_its_own_file_is_removed()
    {
        const string Other = "data/data/coreos/scos.json";
        var bump = Plain((Path, $"m-1 {Old} us-east-1\nm-2 {Old} eu-west-1\nm-3 {Old} me-east-1", $"m-3 {Old} me-east-1"), (Other, $"m-4 {Old} us-east-1", null));

        Assert.Equal(
            [($"{Path} x86_64 aliyun", "Regions lost: eu-west-1, us-east-1."), ($"{Other} x86_64 aliyun", "The file is removed. Regions lost: us-east-1.")],
            bump.Findings.Select(finding => (finding.Where, finding.What)));
        AssertFound(Compare(Gcp("rhcos", Old), Documents.Stream()), FindingKind.RegionLost, "x86_64 gcpThe image goes.");
    }

    [Fact]
    public void Builds_that_are_mixed_are_told_in_order()
    {
        var finding = Assert.Single(Plain((Path, null, $"m-1 {New}\nm-2 {Old} eu-west-1")).Findings);

        Assert.Equal((FindingKind.MixedBuilds, $"Its images are of several builds: {Old}, {New}."), (finding.Kind, finding.What));
    }

    [Fact]
    public void A_file_that_comes_from_where_no_metadata_is_looked_for_is_new()
    {
        var bump = BumpComparison.Compare(
            Proposed(new ProposedDocument(Path, "docs/example.json", Version(Documents.Stream(Old, First)), Version(Documents.Stream(New, Second)))), PinSource.OpenShiftInstaller.Scope.Paths, new InstallerMetadataReader());

        Assert.Equal(["us-east-1"], bump.Platforms.Single().Added);
    }

    [Fact]
    public void Builds_are_those_of_the_document_and_those_of_its_images() =>
        Assert.Equal([Old, New], Plain((Path, null, $"m-1 {New}\n{Old}")).Builds.Select(build => build.Build.Text));

    private static Bump Plain(params (string Path, string? Before, string? After)[] documents) =>
        BumpComparison.Compare(
            Proposed() with { Documents = [.. documents.Select(document => new ProposedDocument(document.Path, null, Version(document.Before), Version(document.After)))] },
            PinSource.OpenShiftInstaller.Scope.Paths,
            new PlainReader());

    private static string Gcp(string name, string release) =>
        $$"""{"stream":"s","architectures":{"x86_64":{"images":{"gcp":{"release":"{{release}}","project":"p","name":"{{name}}"} } } } }""";

    private static void AssertFound(Bump bump, FindingKind kind, string says)
    {
        var finding = Assert.Single(bump.Findings, finding => finding.Kind == kind);
        Assert.True(finding.IsWrong);
        Assert.Contains(says, finding.Where + finding.What, StringComparison.Ordinal);
    }

    private static Bump Compare(string? before, string? after) =>
        BumpComparison.Compare(Proposed(new ProposedDocument(Path, null, Version(before), Version(after))), PinSource.OpenShiftInstaller.Scope.Paths, new InstallerMetadataReader());

    private static DocumentVersion? Version(string? text) => text is null ? null : new DocumentVersion(text, null);

    private static Proposal Proposed(params ProposedDocument[] documents) => new()
    {
        Repository = "openshift/installer",
        Number = 7,
        Title = "Bump",
        Author = "somebody",
        State = ProposalState.Open,
        IsFromFork = true,
        BaseBranch = "master",
        Base = new ObjectId(new string('a', 40)),
        Head = new ObjectId(new string('b', 40)),
        Documents = [.. documents],
    };
}
