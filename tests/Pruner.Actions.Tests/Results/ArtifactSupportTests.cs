using Pruner.Actions.Results;

namespace Pruner.Actions.Tests.Results;

public sealed class ArtifactSupportTests
{
    [Theory]
    [InlineData("https://github.com")]
    [InlineData("https://GitHub.com")]
    [InlineData("https://example.ghe.com")]
    [InlineData("http://github.localhost:3000")]
    public async Task GitHub_and_its_like_have_artifacts(string server)
    {
        await using var stage = await Stage.StartAsync();
        stage.Variables["GITHUB_SERVER_URL"] = server;
        Assert.True(ArtifactClient.IsSupported(stage.Context, out var reason));
        Assert.Null(reason);
    }

    [Theory]
    [InlineData("https://github.example.com")]
    [InlineData("https://ghe.com.example.com")]
    [InlineData("https://notgithub.com")]
    [InlineData("not an address")]
    public async Task A_server_of_ones_own_has_none(string server)
    {
        await using var stage = await Stage.StartAsync();
        stage.Variables["GITHUB_SERVER_URL"] = server;
        Assert.False(ArtifactClient.IsSupported(stage.Context, out var reason));
        Assert.Contains("add actions/upload-artifact", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ACTIONS_RESULTS_URL")]
    [InlineData("ACTIONS_RUNTIME_TOKEN")]
    public async Task Without_what_the_runner_gives_to_actions_there_are_none(string name)
    {
        await using var stage = await Stage.StartAsync();
        stage.Variables.Remove(name);
        Assert.False(ArtifactClient.IsSupported(stage.Context, out var reason));
        Assert.Contains("not to 'run:' steps", reason, StringComparison.Ordinal);
    }
}
