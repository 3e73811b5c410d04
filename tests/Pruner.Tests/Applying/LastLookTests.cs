using Pruner.Core.Records;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class LastLookTests
{
    [Fact]
    public async Task Of_what_changed_since_the_listing_nothing_is_touched()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        // By its id it is asked for when it is about to be changed, and never before.
        stage.On(request => SmallWorld.Is(request, "DescribeImages", image), () => image.Tags["bootimage"] = "true");

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.Equal((true, "true"), (image.IsPublic, image.Tags["bootimage"]));
        Assert.Equal(ArtifactOutcome.Spared, stage.OutcomeOf(image));
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Query.Contains(image.ImageId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_keep_tag_that_is_set_after_the_listing_spares_the_image()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        await File.AppendAllTextAsync(stage.Servers.ConfigurationFile, "rules: [{ keep: [{ tag: hold, reason: somebody holds it }] }]\n", TestContext.Current.CancellationToken);
        stage.On(request => SmallWorld.Is(request, "TagResources", image), () => image.Tags["hold"] = "yes");

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.True(stage.IsThere(image), stage.Said);
        Assert.Equal(ArtifactOutcome.Spared, stage.OutcomeOf(image));
    }

    [Fact]
    public async Task An_image_that_a_person_tags_while_evidence_is_read_anew_is_not_tagged_otherwise_and_stays()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: true);
        TagWhileEvidenceIsReadAnew(stage, image);

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.True(stage.IsThere(image), stage.Said);
        Assert.Equal(("true", true, ArtifactOutcome.Spared), (image.Tags["bootimage"], image.IsPublic, stage.OutcomeOf(image)));
        Assert.DoesNotContain(stage.Servers.Traffic.Changes, request => request.Query.Contains(image.ImageId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_that_a_person_tags_while_others_are_tagged_one_by_one_is_not_tagged_otherwise_and_stays()
    {
        await using var stage = await SmallWorld.StartAsync();
        var images = stage.Leave(3, "us-east-1", isPublic: false).OrderBy(image => image.ImageId, StringComparer.Ordinal).ToArray();
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, "TagResources", images[0]))
        {
            Status = 403,
            Body = """{"RequestId":"r","Code":"QuotaExceed.TagsPerResource","Message":"No."}""",
            Times = int.MaxValue,
        });
        stage.On(request => SmallWorld.Is(request, "TagResources", images[1]), () =>
        {
            images[2].Tags["bootimage"] = "true";
            stage.Time.Move(TimeSpan.FromMinutes(2));
        });

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.Equal((true, false, true), (stage.IsThere(images[0]), stage.IsThere(images[1]), stage.IsThere(images[2])));
        Assert.Equal(("true", ArtifactOutcome.Spared), (images[2].Tags["bootimage"], stage.OutcomeOf(images[2])));
    }

    [Fact]
    public async Task An_image_that_a_person_tags_while_evidence_is_read_anew_is_not_marked()
    {
        await using var stage = await SmallWorld.StartAsync();
        await File.AppendAllTextAsync(stage.Servers.ConfigurationFile, "grace: 14d\n", TestContext.Current.CancellationToken);
        var image = stage.LeaveOne(isPublic: true);
        TagWhileEvidenceIsReadAnew(stage, image);

        await stage.RunAsync("prune", "4.10", "--yes");

        Assert.Equal(("true", false, ArtifactOutcome.Kept), (image.Tags["bootimage"], image.Tags.ContainsKey("pruner-marked-at"), stage.OutcomeOf(image)));
    }

    /// <summary>The image is described, the evidence is old by then, and while it is read anew a person tags the image.</summary>
    internal static void TagWhileEvidenceIsReadAnew(SmallWorld stage, EcsImage image)
    {
        var isDescribed = false;
        stage.On(request => SmallWorld.Is(request, "DescribeImages", image), () =>
        {
            isDescribed = true;
            stage.Time.Move(TimeSpan.FromMinutes(9));
        });
        stage.On(request => isDescribed && request.Service == "github", () =>
        {
            image.Tags["bootimage"] = "true";
            stage.Time.Move(TimeSpan.FromMinutes(2));
        });
    }
}
