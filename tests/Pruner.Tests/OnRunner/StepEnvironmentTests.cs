using Pruner.Actions.Runner;
using Pruner.OnRunner;

namespace Pruner.Tests.OnRunner;

public sealed class StepEnvironmentTests
{
    [Theory]
    [InlineData("https://github.com", "token=t", "t")]
    [InlineData("https://github.com", "token=t;pins-token=p", "p")]
    [InlineData("https://github.example.com", "token=t", "runner's")]
    [InlineData("https://github.example.com", "token=t;pins-token=p", "p")]
    [InlineData("https://github.com", "token=t;pins-token=p;command=bump", "t")]
    [InlineData("https://github.example.com", "token=t;command=bump", "t")]
    [InlineData("https://github.example.com", "token=t;command=bump;repository=openshift/installer", "runner's")]
    public void A_workflow_s_own_token_goes_to_the_GitHub_that_runs_it_only(string server, string given, string token) =>
        Assert.Equal(token, Of(server, given)("GITHUB_TOKEN"));

    [Fact]
    public void Keys_of_the_inputs_take_the_place_of_the_whole_family()
    {
        var environment = Of("https://github.com", "access-key-id=a;access-key-secret=b");
        Assert.Equal(("a", "b", ""), (environment("ALIBABA_CLOUD_ACCESS_KEY_ID"), environment("ALIBABA_CLOUD_ACCESS_KEY_SECRET"), environment("ALIBABA_CLOUD_SECURITY_TOKEN")));
    }

    [Fact]
    public void Without_inputs_the_runner_s_variables_are_seen() =>
        Assert.Equal("from an earlier step", Of("https://github.com", "token=t")("ALIBABA_CLOUD_SECURITY_TOKEN"));

    [Fact]
    public void Every_secret_is_known_before_anything_is_printed()
    {
        var (context, inputs, _) = Step("https://github.com", "token=t1;pins-token=t2;access-key-id=t3;access-key-secret=t4;security-token=t5");
        Assert.Equal(["t1", "t2", "t3", "t4", "t5", "t6", "t7"], StepEnvironment.SecretsOf(context, inputs).Order(StringComparer.Ordinal));
    }

    private static Func<string, string?> Of(string server, string given)
    {
        var (context, inputs, runner) = Step(server, given);
        return StepEnvironment.Of(context, inputs, runner);
    }

    private static (RunnerContext Context, Inputs Inputs, Func<string, string?> Runner) Step(string server, string given)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GITHUB_SERVER_URL"] = server,
            ["GITHUB_REPOSITORY"] = "example/images",
            ["GITHUB_RUN_ID"] = "1",
            ["GITHUB_EVENT_NAME"] = "push",
            ["GITHUB_TOKEN"] = "runner's",
            ["ALIBABA_CLOUD_SECURITY_TOKEN"] = "from an earlier step",
            ["ACTIONS_RUNTIME_TOKEN"] = "t6",
            ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "t7",
        };
        foreach (var pair in given.Split(';').Select(pair => pair.Split('=', 2)))
        {
            variables[Inputs.VariableOf(pair[0])] = pair[1];
        }

        return (new RunnerContext(variables.GetValueOrDefault), new Inputs(variables.GetValueOrDefault), variables.GetValueOrDefault);
    }
}
