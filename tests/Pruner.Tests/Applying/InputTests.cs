using Pruner.Core;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

public sealed class InputTests
{
    [Theory]
    [InlineData("--ledger", "")]
    [InlineData("--log-file", "")]
    [InlineData("--out", "")]
    public async Task A_path_that_cannot_be_one_is_refused_as_a_flag(string option, string value)
    {
        await using var stage = await SmallWorld.StartAsync();
        var ended = await stage.RunAsync("plan", "4.10", option, value);
        Assert.True(ended == ExitCode.Setup, $"{ended} {stage.Said}");
        Assert.Empty(stage.Servers.Traffic.Requests);
    }

    [Fact]
    public async Task A_log_file_that_cannot_be_written_is_told_before_anything_is_read()
    {
        await using var stage = await SmallWorld.StartAsync();
        var ended = await stage.RunAsync("plan", "4.10", "--log-file", "/dev/null/there/is/none");
        Assert.True(ended == ExitCode.Refused, $"{ended} {stage.Said}");
        Assert.Empty(stage.Servers.Traffic.Requests);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_unpacked_is_asked_for_again()
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);
        stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => request.Service == "builds")
        {
            Status = 200,
            Body = "no gzip",
            Headers = new Dictionary<string, string> { ["Content-Encoding"] = "gzip" },
        });
        Assert.True(await stage.RunAsync("plan", "4.10") == ExitCode.Done, stage.Said);
    }

    [Theory]
    [InlineData("""{"platform":"aliyun","architecture":"x86_64","location":"us-east-1","id":"m-1"}""")]
    [InlineData("{}")]
    public async Task A_ledger_that_lacks_a_fact_of_a_pin_is_refused(string pin)
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);
        Assert.Equal(ExitCode.Done, await stage.RunAsync("prune", "4.10", "--yes"));
        var file = Path.Combine(stage.State, "ledger.json");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            file, text[..text.LastIndexOf("\"pins\":", StringComparison.Ordinal)] + $"\"pins\": [{pin}] }}", TestContext.Current.CancellationToken);

        Assert.True(await stage.RunAsync("plan", "4.10") == ExitCode.Refused, stage.Said);
    }

    [Theory]
    [InlineData("5001", "true", ExitCode.Setup)]
    [InlineData("5000", "true", ExitCode.Done)]
    [InlineData("5001", null, ExitCode.Done)]
    public async Task In_Actions_a_flag_does_not_raise_the_limit_of_deletions(string most, string? isActions, ExitCode expected)
    {
        await using var stage = await SmallWorld.StartAsync();
        stage.LeaveOne(isPublic: false);
        var ended = await stage.RunAsync(
            host => host with { Environment = name => name == "GITHUB_ACTIONS" ? isActions : host.Environment(name) },
            TestContext.Current.CancellationToken,
            "plan",
            "4.10",
            "--max-deletions",
            most);
        Assert.True(ended == expected, $"{ended} {stage.Said}");
        Assert.Equal(expected == ExitCode.Setup, stage.Servers.Traffic.Requests.IsEmpty);
    }

    [Fact]
    public async Task A_plan_is_not_applied_on_the_evidence_of_another_host()
    {
        await using var stage = await SmallWorld.StartAsync();
        var image = stage.LeaveOne(isPublic: false);
        Assert.Equal(ExitCode.Done, await stage.RunAsync("plan", "4.10"));
        var plan = stage.Plan with { Certificates = [stage.Plan.Certificates[0] with { Host = "api.github.com" }] };
        plan = Core.Records.Document.Seal(plan);
        await File.WriteAllBytesAsync(stage.PlanFile, Core.Records.Document.Write(plan), TestContext.Current.CancellationToken);

        var ended = await stage.RunAsync("apply", stage.PlanFile, "--digest", plan.Digest!);

        Assert.True(ended == ExitCode.Refused, $"{ended} {stage.Said}");
        Assert.True(stage.IsThere(image));
    }
}
