using Pruner.Core;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>An Alibaba Cloud that answers something else than the account and its images.</summary>
public sealed class AliyunTests
{
    private const string Unread = "Could not read ‹what›: ‹why›";
    private const string BadRegions = "The list of Alibaba Cloud regions is empty, or names a region twice or in a form that no region has.";
    private const string Region = "  region ";
    private const string NotRead = " was not read: ";
    private const string Error = "‹code›: ‹what it said› (request ‹id›)";
    private const string Throttled = "‹code›: ‹service› goes on throttling (‹lane›). ‹what it said› (request ‹id›)";
    private const string OtherForm = "The answer to ‹operation› does not have the documented form.";
    private const string NotWhole = "The list of images has no count, or an image without an id.";
    private const string Moving = "The list of images changed, or its count was wrong, in ‹number› sweeps in a row.";
    private const string TooMany = "The region is said to hold ‹number› images, more than can be believed.";
    private const string Other = "‹region› was asked and another region answered.";

    private static readonly string[] Prune = ["prune", "4.10", "--yes"];

    [Theory]
    [InlineData("<html>Sign in</html>", "The answer to GetCallerIdentity does not have the documented form.")]
    [InlineData("{}", "The answer to GetCallerIdentity does not have the documented form.")]
    [InlineData("""{"RequestId":"r","AccountId":null}""", "The answer names no account.")]
    [InlineData("""{"RequestId":"r","AccountId":"someone"}""", "The answer names no account.")]
    [InlineData("""{"RequestId":"r","AccountId":"","Arn":"acs:ram:::root"}""", "The answer names no account.")]
    public async Task An_identity_that_is_none(string body, string why)
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always("GetCallerIdentity") with { Status = 200, Body = body });
        await Told.ByAsync(stage, Prune, ExitCode.Refused, Unread, "whose credentials these are", why);
    }

    [Fact]
    public async Task A_clock_that_Alibaba_Cloud_does_not_believe()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always("GetCallerIdentity") with { Status = 400, Body = """{"RequestId":"r","Code":"InvalidTimeStamp.Expired","Message":"Specified time stamp or date value is expired."}""" });
        await Told.ByAsync(stage, Prune, ExitCode.Setup, "Alibaba Cloud refuses the time of our requests (‹code›): the clock of this machine is off. ‹what it said›", "InvalidTimeStamp.Expired", Told.Anything);
    }

    [Theory]
    [InlineData("""{"RequestId":"r","Regions":{"Region":[]}}""")]
    [InlineData("""{"RequestId":"r","Regions":null}""")]
    [InlineData("""{"RequestId":"r","Regions":{"Region":[null]}}""")]
    [InlineData("""{"RequestId":"r","Regions":{"Region":[{"RegionId":"us-east-1","RegionEndpoint":"a.example"},{"RegionId":"us-east-1","RegionEndpoint":"b.example"}]}}""")]
    [InlineData("""{"RequestId":"r","Regions":{"Region":[{"RegionId":"us-east-1\u001b[2J","RegionEndpoint":"a.example"}]}}""")]
    public async Task A_list_of_regions_that_is_not_whole(string body)
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always("DescribeRegions") with { Status = 200, Body = body });
        await Told.ByAsync(stage, Prune, ExitCode.Refused, BadRegions);
    }

    [Fact]
    public async Task A_200_with_an_error_in_it()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always("DescribeRegions") with { Status = 200, Body = """{"RequestId":"r-1","Code":"Forbidden.RAM","Message":"User not authorized to operate on the specified resource."}""" });
        var called = await Told.ByAsync(
            stage,
            Prune,
            ExitCode.Setup,
            "The credentials from ‹source› may not list the regions: ‹why›",
            "the environment (ALIBABA_CLOUD_ACCESS_KEY_ID and its family)",
            "Forbidden.RAM: User not authorized to operate on the specified resource. (request r-1)");
        Assert.Contains("RAM policy", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Temporary_keys_that_expire_in_the_middle_of_the_listing()
    {
        await using var stage = await Stage.SetAsync();
        var asked = 0;
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "DescribeImages" && Interlocked.Increment(ref asked) > 3)
        {
            Times = int.MaxValue,
            Status = 403,
            Body = """{"RequestId":"r","Code":"InvalidSecurityToken.Expired","Message":"Specified SecurityToken is expired."}""",
        });
        await Told.ByAsync(
            stage, Prune, ExitCode.Setup, "Alibaba Cloud refuses the credentials from ‹source› (‹code›).", "the environment (ALIBABA_CLOUD_ACCESS_KEY_ID and its family)", "InvalidSecurityToken.Expired");
    }

    /// <summary>Each region fails in its own way, and none of them hides another: the rest is decided on, the run ends with 4, and each is named with its cause.</summary>
    [Fact]
    public async Task Regions_of_which_each_answers_wrongly_in_its_own_way()
    {
        await using var stage = await Stage.SetAsync();
        foreach (var wrong in WrongAnswers)
        {
            stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Operation == "DescribeImages" && request.Location == wrong.Region)
            {
                Times = int.MaxValue,
                Status = wrong.Status,
                Body = wrong.Body.Replace("REGION", wrong.Region, StringComparison.Ordinal),
            });
        }

        var called = await stage.CallAsync("plan", "4.10");

        Assert.Equal(ExitCode.Incomplete, called.ExitCode);
        stage.AssertUnchanged();
        var notes = called.Out.Split('\n')
            .Where(line => line.StartsWith(Region, StringComparison.Ordinal) && line.Contains(NotRead, StringComparison.Ordinal))
            .Select(line => line[Region.Length..].Replace(NotRead, ": ", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(WrongAnswers.Select(wrong => wrong.Region).Order(StringComparer.Ordinal), notes.Select(note => note.Split(':')[0]));
        foreach (var wrong in WrongAnswers)
        {
            Told.Says(notes.Single(note => note.StartsWith(wrong.Region + ":", StringComparison.Ordinal)), "‹region›: " + wrong.Note, [wrong.Region, .. wrong.Values]);
            Told.IsOnThePage(wrong.Note, ExitCode.Incomplete);
        }
    }

    [Fact]
    public async Task A_name_that_would_write_on_a_terminal()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Cloud.Add(new EcsImage
        {
            RegionId = "us-east-1",
            ImageId = "m-0xi00000000000000000",
            ImageName = "rhcos\u001b[2J\u202e\n  outcome: Pruned",
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
        Assert.Equal(ExitCode.Done, (await stage.CallAsync("plan", "4.10")).ExitCode);

        var explained = await stage.CallAsync("explain", "m-0xi00000000000000000");

        Assert.Equal(ExitCode.Done, explained.ExitCode);
        Assert.Contains("name rhcos?[2J?   outcome: Pruned, build", explained.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(explained.Out, letter => letter is '\u001b' or '\u202e');
    }

    private static WrongAnswer[] WrongAnswers { get; } =
    [
        new("us-east-1", 403, """{"RequestId":"r-1","Code":"Forbidden.RAM","Message":"Not authorized."}""", Error, "Forbidden.RAM", "Not authorized.", "r-1"),
        new("eu-central-1", 200, """{"RequestId":"r-2","Code":"InternalError","Message":"Oops"}""", Error, "InternalError", "Oops", "r-2"),
        new("cn-beijing", 400, """{"RequestId":"r-3","Code":"Throttling.User","Message":"Denied."}""", Throttled, "Throttling.User", "aliyun", "aliyun/cn-beijing/DescribeImages", "Denied.", "r-3"),
        new("us-west-1", 200, "<html>Sign in</html>", OtherForm, "DescribeImages"),
        new("ap-southeast-3", 200, """{"TotalCount":4294967296,"PageNumber":1,"RegionId":"REGION","Images":{"Image":[]}}""", OtherForm, "DescribeImages"),
        new("ap-northeast-1", 200, """{"RequestId":"r","TotalCount":0,"PageNumber":1,"RegionId":"REGION","Images":null}""", NotWhole),
        new("cn-hangzhou", 200, """{"RequestId":"r","TotalCount":1,"PageNumber":1,"RegionId":"REGION","Images":{"Image":[{"ImageId":"m-1,m-2"}]}}""", NotWhole),
        new("eu-west-1", 200, """{"RequestId":"r","TotalCount":3,"PageNumber":1,"RegionId":"REGION","Images":{"Image":[]}}""", Moving, "3"),
        new("ap-southeast-1", 200, """{"RequestId":"r","TotalCount":1000000000,"PageNumber":1,"RegionId":"REGION","Images":{"Image":[]}}""", TooMany, "1000000000"),
        new("ap-southeast-5", 200, """{"RequestId":"r","TotalCount":0,"PageNumber":1,"RegionId":"us-east-1","Images":{"Image":[]}}""", Other, "ap-southeast-5"),
    ];

    private static Fault Always(string operation) => new(FaultKind.Reply, request => request.Operation == operation) { Times = int.MaxValue };

    /// <summary>What a region answers to every listing, and how that is told.</summary>
    private sealed record WrongAnswer(string Region, int Status, string Body, string Note, params string[] Values);
}
