using Pruner.Actions.Runner;
using Pruner.Core;

namespace Pruner.Actions.Tests.Runner;

public sealed class RunnerContextTests
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal)
    {
        ["GITHUB_SERVER_URL"] = "https://github.com/",
        ["GITHUB_REPOSITORY"] = "example/images",
        ["GITHUB_RUN_ID"] = "17",
        ["GITHUB_EVENT_NAME"] = "schedule",
        ["GITHUB_WORKFLOW_REF"] = "example/images/.github/workflows/prune.yml@refs/heads/main",
        ["ACTIONS_RUNTIME_TOKEN"] = "runtime-token",
        ["GITHUB_RETENTION_DAYS"] = "90",
    };

    [Fact]
    public void It_tells_of_the_run()
    {
        var context = Context();
        Assert.Equal("https://github.com/example/images/actions/runs/17", context.RunUrl);
        Assert.Equal((17, 1, 90), (context.RunId, context.RunAttempt, context.RetentionDays));
        Assert.Equal(".github/workflows/prune.yml", context.WorkflowPath);
        Assert.True(context.IsPublicGitHub);
        Assert.Equal("https://api.github.com", context.ApiUrl);
    }

    [Fact]
    public void Its_text_shows_no_token() => Assert.DoesNotContain("runtime-token", Context().ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("GITHUB_SERVER_URL")]
    [InlineData("GITHUB_REPOSITORY")]
    [InlineData("GITHUB_RUN_ID")]
    [InlineData("GITHUB_EVENT_NAME")]
    public void Without_what_every_run_has_it_is_refused(string name)
    {
        _variables.Remove(name);
        Assert.Equal($"The variable {name} is missing.", Assert.Throws<SetupException>(Context).Refusal.What);
        _variables[name] = "";
        Assert.Equal($"The variable {name} is missing.", Assert.Throws<SetupException>(Context).Refusal.What);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("seventeen")]
    public void A_run_id_that_is_no_number_is_refused(string id)
    {
        _variables["GITHUB_RUN_ID"] = id;
        Assert.Equal("The variable GITHUB_RUN_ID is not a number.", Assert.Throws<SetupException>(Context).Refusal.What);
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("", null)]
    [InlineData("30", 30)]
    public void Retention_is_a_number_of_days_or_unknown(string days, int? expected)
    {
        _variables["GITHUB_RETENTION_DAYS"] = days;
        Assert.Equal(expected, Context().RetentionDays);
    }

    [Fact]
    public void A_workflow_of_another_repository_has_no_path_here()
    {
        _variables["GITHUB_WORKFLOW_REF"] = "other/workflows/.github/workflows/prune.yml@v1";
        Assert.Equal("", Context().WorkflowPath);
    }

    private RunnerContext Context() => new(_variables.GetValueOrDefault);
}
