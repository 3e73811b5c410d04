using System.Text;
using Pruner.Actions.Events;
using Pruner.Actions.Runner;
using Pruner.Core;

namespace Pruner.Actions.Tests.Events;

public sealed class EventFileTests
{
    [Theory]
    [InlineData("""{"repository":{"default_branch":"main"},"pull_request":{"number":7}}""", "main", 7)]
    [InlineData("""{"repository":{"default_branch":"main"},"issue":{"number":8,"pull_request":{}}}""", "main", 8)]
    [InlineData("""{"repository":{"default_branch":"main"},"issue":{"number":8}}""", "main", null)]
    [InlineData("""{"schedule":"0 3 * * *"}""", null, null)]
    [InlineData("""{"repository":7,"pull_request":{"number":"7"}}""", null, null)]
    [InlineData("[]", null, null)]
    public void The_event_says_branch_and_pull_request_or_nothing(string json, string? branch, int? pull)
    {
        var read = EventFile.Read(Context(), path => path == "/event.json" ? Encoding.UTF8.GetBytes(json) : null);
        Assert.Equal(new TriggeringEvent("push", "refs/heads/main", branch, pull), read);
    }

    [Fact]
    public void A_file_that_is_not_there_says_nothing() =>
        Assert.Equal(new TriggeringEvent("push", "refs/heads/main", null, null), EventFile.Read(Context(), _ => null));

    [Fact]
    public void A_file_that_is_no_JSON_is_refused() =>
        Assert.Throws<EvidenceException>(() => EventFile.Read(Context(), _ => "{"u8.ToArray()));

    private static RunnerContext Context() => new(name => name switch
    {
        "GITHUB_SERVER_URL" => "https://github.com",
        "GITHUB_REPOSITORY" => "example/images",
        "GITHUB_RUN_ID" => "17",
        "GITHUB_EVENT_NAME" => "push",
        "GITHUB_EVENT_PATH" => "/event.json",
        "GITHUB_REF" => "refs/heads/main",
        _ => null,
    });
}
