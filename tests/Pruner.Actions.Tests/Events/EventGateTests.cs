using Pruner.Actions.Events;

namespace Pruner.Actions.Tests.Events;

public sealed class EventGateTests
{
    [Theory]
    [InlineData("schedule")]
    [InlineData("workflow_dispatch")]
    [InlineData("repository_dispatch")]
    [InlineData("push")]
    public void On_the_default_branch_changes_are_allowed(string name) =>
        Assert.Null(EventGate.Changes(new TriggeringEvent(name, "refs/heads/main", "main", null), []));

    [Theory]
    [InlineData("pull_request")]
    [InlineData("pull_request_target")]
    [InlineData("pull_request_review")]
    [InlineData("pull_request_review_comment")]
    [InlineData("issue_comment")]
    [InlineData("commit_comment")]
    [InlineData("discussion_comment")]
    [InlineData("issues")]
    [InlineData("fork")]
    [InlineData("watch")]
    [InlineData("workflow_run")]
    [InlineData("merge_group")]
    [InlineData("check_run")]
    [InlineData("deployment")]
    [InlineData("create")]
    [InlineData("release")]
    [InlineData("dynamic")]
    [InlineData("Push")]
    [InlineData("")]
    public void What_strangers_or_anything_unknown_can_start_changes_nothing(string name)
    {
        var refusal = EventGate.Changes(new TriggeringEvent(name, "refs/heads/main", "main", null), ["main"]);
        Assert.Contains("may not change anything", refusal?.What, StringComparison.Ordinal);
        Assert.Contains("Planning", refusal?.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refs/heads/other")]
    [InlineData("refs/heads/main2")]
    [InlineData("refs/tags/main")]
    [InlineData("refs/pull/7/merge")]
    [InlineData("main")]
    [InlineData("")]
    public void Off_the_default_branch_nothing_is_changed(string reference) =>
        Assert.NotNull(EventGate.Changes(new TriggeringEvent("workflow_dispatch", reference, "main", null), []));

    [Fact]
    public void The_configuration_may_name_another_branch()
    {
        var run = new TriggeringEvent("workflow_dispatch", "refs/heads/operations", "main", null);
        Assert.NotNull(EventGate.Changes(run, []));
        Assert.NotNull(EventGate.Changes(run, ["Operations", "refs/heads/operations"]));
        Assert.Null(EventGate.Changes(run, ["operations"]));
    }

    [Fact]
    public void Without_a_default_branch_only_a_schedule_may_change_anything()
    {
        Assert.Null(EventGate.Changes(new TriggeringEvent("schedule", "refs/heads/main", null, null), []));
        Assert.NotNull(EventGate.Changes(new TriggeringEvent("push", "refs/heads/main", null, null), ["main"]));
    }

    [Theory]
    [InlineData("schedule", true)]
    [InlineData("workflow_dispatch", true)]
    [InlineData("push", false)]
    [InlineData("repository_dispatch", false)]
    [InlineData("pull_request", false)]
    [InlineData("", false)]
    public void Images_of_a_pull_request_are_tagged_by_schedule_or_by_hand_only(string name, bool isAllowed) =>
        Assert.Equal(isAllowed, EventGate.Protection(new TriggeringEvent(name, "refs/heads/main", "main", null), []) is null);

    [Fact]
    public void Nor_are_they_off_the_default_branch() =>
        Assert.NotNull(EventGate.Protection(new TriggeringEvent("workflow_dispatch", "refs/heads/topic", "main", null), []));
}
