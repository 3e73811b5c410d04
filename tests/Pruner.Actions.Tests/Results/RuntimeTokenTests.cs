using Pruner.Actions.Results;
using Pruner.Core;
using Pruner.Sandbox.Actions.Results;

namespace Pruner.Actions.Tests.Results;

public sealed class RuntimeTokenTests
{
    [Fact]
    public void The_ids_are_in_the_scope_for_results()
    {
        var token = RuntimeToken.Parse(ResultsEmulator.MakeToken("Actions.GenericRead:00 Actions.Results:run-1:job-2 Actions.UploadArtifacts:00"));
        Assert.Equal(("run-1", "job-2"), (token.RunId, token.JobId));
        Assert.DoesNotContain(token.Value, token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Actions.Results")]
    [InlineData("Actions.Results:run")]
    [InlineData("Actions.Results:run:job:more")]
    [InlineData("Actions.Results::job")]
    [InlineData("Other.Actions.Results:run:job")]
    public void A_token_for_something_else_is_refused(string scopes) =>
        Assert.Contains("not for artifacts", Assert.Throws<ResultsException>(() => RuntimeToken.Parse(ResultsEmulator.MakeToken(scopes))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("a.b.c")]
    [InlineData("a.!.c")]
    [InlineData("a.W10.c")] // []
    [InlineData("a.eyJzY3AiOjF9.c")] // {"scp":1}
    [InlineData("a.e30.c")] // {}
    [InlineData("a.e30.c\n")]
    public void What_is_no_token_is_refused_without_showing_it(string token)
    {
        var error = Assert.Throws<ResultsException>(() => RuntimeToken.Parse(token));
        Assert.Equal("The runner's token ACTIONS_RUNTIME_TOKEN cannot be read.", error.Message);
    }

    [Fact]
    public async Task A_token_that_the_service_refuses_is_a_refusal_that_does_not_show_it()
    {
        await using var stage = await Stage.StartAsync();
        stage.Variables["ACTIONS_RUNTIME_TOKEN"] = ResultsEmulator.MakeToken("Actions.Results:other:job");
        var refusal = (await Assert.ThrowsAsync<EvidenceException>(stage.UploadAsync)).Refusal;
        Assert.Contains("refused the runner's token", refusal.What, StringComparison.Ordinal);
        stage.AssertNoSecretIn(refusal.ToString());
    }
}
