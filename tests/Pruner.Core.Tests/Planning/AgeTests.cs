using Pruner.Core.Artifacts;
using Pruner.Core.Planning;
using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Planning;

/// <summary>How old is old enough.</summary>
public sealed class AgeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Policy NinetyDays = new() { KeepNewest = null };

    [Theory]
    [InlineData(-1, true)] // a second short of it
    [InlineData(0, false)] // exactly old enough
    public void A_build_is_kept_until_it_has_the_policys_age(int seconds, bool keeps) =>
        AssertTooYoung(keeps, new World { Artifacts = [Born(Some.BuildDate)], Policy = NinetyDays, Now = Some.BuildDate + TimeSpan.FromDays(90) + (seconds * Second) });

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void A_build_in_two_regions_counts_half_its_age(int seconds, bool keeps)
    {
        var twin = Born(Some.BuildDate) with { Id = Some.Id("cn-hangzhou", "m-0xi0000000000000twin") };
        var world = new World
        {
            Artifacts = [Born(Some.BuildDate), twin],
            Builds = [Some.Catalogued(Some.BuildText, Some.Id(), twin.Id)],
            Policy = NinetyDays,
            Now = Some.BuildDate + TimeSpan.FromDays(180) + (seconds * Second),
        };

        Assert.All(world.Decide(), verdict => Assert.Equal(keeps ? Reason.TooYoung : Reason.Unpinned, verdict.Reason));
    }

    [Fact]
    public void A_second_region_that_only_the_catalog_knows_counts_too()
    {
        var world = new World
        {
            Builds = [Some.Catalogued(Some.BuildText, Some.Id(), Some.Id("cn-hangzhou", "m-0xi0000000000000twin"))],
            Policy = NinetyDays,
            Now = Some.BuildDate + TimeSpan.FromDays(179),
        };

        AssertTooYoung(true, world);
    }

    [Fact]
    public void A_second_region_that_only_an_images_name_tells_counts_too()
    {
        var copy = Born(Some.BuildDate) with { Id = Some.Id("cn-hangzhou", "m-0xi0000000000000copy") };
        var world = new World { Artifacts = [Born(Some.BuildDate), copy], Policy = NinetyDays, Now = Some.BuildDate + TimeSpan.FromDays(179) };

        Assert.Equal(Reason.TooYoung, world.VerdictOf(Some.ImageId).Reason);
    }

    [Fact]
    public void Regions_of_another_cloud_do_not_halve_the_age()
    {
        var world = new World
        {
            Artifacts = [Born(Some.BuildDate)],
            Builds =
            [
                Some.Catalogued(
                    Some.BuildText, Some.Id(), new ArtifactId("aws", "us-east-1", "ami-0123456789abcdef0"), new ArtifactId("aws", "us-east-2", "ami-0123456789abcdef1")),
            ],
            Policy = NinetyDays,
            Now = Some.BuildDate + TimeSpan.FromDays(90),
        };

        AssertTooYoung(false, world);
    }

    [Fact]
    public void Age_counts_from_the_youngest_image_of_the_build()
    {
        var twin = Born(Some.BuildDate + TimeSpan.FromDays(300)) with { Id = Some.Id("cn-hangzhou", "m-0xi0000000000000twin") };
        var world = new World
        {
            Artifacts = [Born(Some.BuildDate), twin],
            Builds = [Some.Catalogued(Some.BuildText, Some.Id(), twin.Id)],
            Policy = NinetyDays,
            Now = Some.BuildDate + TimeSpan.FromDays(300 + 179),
        };

        Assert.Equal(Reason.TooYoung, world.VerdictOf(Some.ImageId).Reason);
        Assert.Equal(Reason.Unpinned, (world with { Now = Some.BuildDate + TimeSpan.FromDays(300 + 180) }).VerdictOf(Some.ImageId).Reason);
    }

    [Fact]
    public void Age_counts_from_the_builds_timestamp_when_that_is_later()
    {
        var world = new World
        {
            Artifacts = [Born(Some.BuildDate)],
            Builds = [Some.Catalogued(Some.BuildText, Some.Id()) with { BuiltAt = Some.BuildDate + TimeSpan.FromDays(10) }],
            Policy = NinetyDays,
            Now = Some.BuildDate + TimeSpan.FromDays(99),
        };

        AssertTooYoung(true, world);
        AssertTooYoung(false, world with { Now = Some.BuildDate + TimeSpan.FromDays(100) });
    }

    [Fact]
    public void Without_an_age_the_youngest_goes() =>
        AssertTooYoung(false, new World { Artifacts = [Born(Some.BuildDate)], Now = Some.BuildDate });

    [Fact]
    public void An_age_of_zero_keeps_nothing_that_exists() =>
        AssertTooYoung(false, new World { Artifacts = [Born(Some.BuildDate)], Policy = NinetyDays with { MinAge = TimeSpan.Zero }, Now = Some.BuildDate });

    [Fact]
    public void Regions_are_counted_on_the_platform_that_has_most()
    {
        var twin = Born(Some.BuildDate) with { Id = Some.Id("cn-hangzhou", "m-0xi0000000000000twin") };
        var file = Born(Some.BuildDate) with { Id = new ArtifactId("directory", "here", "file") };
        var world = new World
        {
            Artifacts = [file, Born(Some.BuildDate), twin],
            Builds = [Some.Catalogued(Some.BuildText, file.Id, Some.Id(), twin.Id)],
            Policy = NinetyDays,
            Now = Some.BuildDate + TimeSpan.FromDays(179),
        };

        Assert.All(world.Decide(), verdict => Assert.Equal(Reason.TooYoung, verdict.Reason));
    }

    [Fact]
    public void The_age_is_told_with_the_regions_that_halve_it()
    {
        var world = new World { Artifacts = [Born(Some.BuildDate)], Policy = NinetyDays, Now = Some.BuildDate + TimeSpan.FromDays(60.5) };
        var copied = world with { Builds = [Some.Catalogued(Some.BuildText, Some.Id(), Some.Id("cn-hangzhou", "m-0xi0000000000000twin"))] };

        Assert.Equal("60.5 days old, kept until 90", world.Verdict().Detail);
        Assert.Equal("60.5 days old in 2 regions (counts half), kept until 90", copied.Verdict().Detail);
    }

    private static Artifact Born(DateTimeOffset at) => Some.Image() with { CreatedAt = at };

    private static void AssertTooYoung(bool keeps, World world) =>
        Assert.Equal(keeps ? Reason.TooYoung : Reason.Unpinned, world.Verdict().Reason);
}
