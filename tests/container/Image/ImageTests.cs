using System.Text.Json;
using Pruner.Container.Tests.Infrastructure;

namespace Pruner.Container.Tests.Image;

/// <summary>The image itself: what the runner expects of one, and nothing that is not needed.</summary>
public sealed class ImageTests
{
    /// <summary>In bytes: the program is about 20 MB, and a second copy or a forgotten folder would be more.</summary>
    private const long MostOwnBytes = 30_000_000;

    [Fact]
    public async Task It_says_the_programs_version()
    {
        await RunnerHost.RequireImageAsync();
        var said = await RunnerHost.DockerAsync("run", "--rm", RunnerHost.Image, "--version");
        Assert.Equal((0, ProgramHost.Version + "\n", ""), (said.ExitCode, said.Out, said.Error));
    }

    [Fact]
    public async Task It_leaves_user_and_working_directory_to_the_runner_and_is_started_without_a_shell()
    {
        var config = await InspectAsync("{{json .Config}}");
        Assert.Equal(["/usr/local/bin/pruner"], config.GetProperty("Entrypoint").EnumerateArray().Select(word => word.GetString()));
        Assert.True(IsNothing(config, "User"), "It has a USER; the runner's folders belong to others.");
        Assert.True(IsNothing(config, "WorkingDir") || config.GetProperty("WorkingDir").GetString() == "/", "It has a WORKDIR; the runner gives its own.");
        Assert.True(IsNothing(config, "Cmd"));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("description")]
    [InlineData("licenses")]
    [InlineData("version")]
    [InlineData("revision")]
    [InlineData("created")]
    public async Task It_says_what_it_is(string label) =>
        Assert.NotEqual("", (await InspectAsync("{{json .Config.Labels}}")).GetProperty("org.opencontainers.image." + label).GetString());

    [Fact]
    public async Task Its_version_label_is_the_programs() =>
        Assert.Equal(ProgramHost.Version, (await InspectAsync("{{json .Config.Labels}}")).GetProperty("org.opencontainers.image.version").GetString());

    [Fact]
    public async Task The_program_is_one_file_dated_by_its_source_and_nothing_else_is_added()
    {
        await RunnerHost.RequireImageAsync();
        var listed = await RunnerHost.DockerAsync("run", "--rm", "--entrypoint", "find", RunnerHost.Image, "/usr/local", "-type", "f", "-printf", "%p %m %U %s %T@\n");
        var words = Assert.Single(listed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Split(' ');
        Assert.Equal(["/usr/local/bin/pruner", "755", "0"], words[..3]);
        Assert.InRange(long.Parse(words[3]), 1, MostOwnBytes);
        Assert.EndsWith(".0000000000", words[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_tell_a_true_server_from_a_false_one()
    {
        await RunnerHost.RequireImageAsync();
        Assert.Equal(0, (await RunnerHost.DockerAsync("run", "--rm", "--entrypoint", "test", RunnerHost.Image, "-s", "/etc/ssl/certs/ca-certificates.crt")).ExitCode);
    }

    private static async Task<JsonElement> InspectAsync(string format)
    {
        await RunnerHost.RequireImageAsync();
        using var document = JsonDocument.Parse((await RunnerHost.DockerAsync("image", "inspect", "--format", format, RunnerHost.Image)).Out);
        return document.RootElement.Clone();
    }

    private static bool IsNothing(JsonElement config, string name) =>
        !config.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null || value is { ValueKind: JsonValueKind.String } text && text.GetString() == "";
}
