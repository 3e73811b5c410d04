using Pruner.Worlds.Tests.Faults;

namespace Pruner.Worlds.Tests;

/// <summary>A mishap that changes nothing would be counted as one that was withstood.</summary>
public sealed class FaultScheduleTests
{
    [Theory]
    [InlineData("""{"Regions":{"Region":[{"RegionId":"us-east-1"},{"RegionId":"eu-west-1"}]}}""", """{"Regions":{"Region":[{"RegionId":"us-east-1"}]}}""")]
    [InlineData("""{"ShareGroups":{"ShareGroup":[]},"Accounts":{"Account":["1","2"]}}""", """{"ShareGroups":{"ShareGroup":[]},"Accounts":{"Account":["1"]}}""")]
    [InlineData("""{"Accounts":{"Account":[]},"ShareGroups":{"ShareGroup":[{"Group":"all"}]}}""", """{"Accounts":{"Account":[]},"ShareGroups":{"ShareGroup":[]}}""")]
    [InlineData("""{"Images":{"Image":[1,2]}}""", """{"Images":{"Image":[1]}}""")]
    [InlineData("""{"buildid":"1","aliyun":[{"name":"us-east-1"}]}""", """{"buildid":"1","aliyun":[]}""")]
    [InlineData("[1,2]", "[1]")]
    public void Every_list_that_a_service_answers_with_can_lose_a_row(string body, string lost) =>
        Assert.Equal(lost, FaultSchedule.Rewrite(body, rows => rows.RemoveAt(rows.Count - 1)));

    [Theory]
    [InlineData("""{"Images":{"Image":[]}}""")]
    [InlineData("""{"RequestId":"r"}""")]
    [InlineData("<html>")]
    public void An_answer_without_rows_stays_as_it_is(string body) =>
        Assert.Same(body, FaultSchedule.Rewrite(body, rows => rows.Clear()));
}
