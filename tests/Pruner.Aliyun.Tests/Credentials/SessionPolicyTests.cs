using System.Text.Json;
using Pruner.Aliyun.Credentials;
using Pruner.Core.Stores;
using static Pruner.Aliyun.Tests.AliyunWorld;

namespace Pruner.Aliyun.Tests.Credentials;

/// <summary>The policies of sessions: exact, and as few as the size limit allows.</summary>
public sealed class SessionPolicyTests
{
    private static readonly string[] OnImages = ["ecs:TagResources", "ecs:ModifyImageSharePermission", "ecs:DeleteImage"];
    private static readonly string[] OnSnapshots = ["ecs:TagResources", "ecs:DeleteSnapshot"];

    [Fact]
    public void A_policy_names_what_may_be_done_to_which_image_and_snapshot()
    {
        var policy = Assert.Single(SessionPolicy.For(Account, new ChangeScope([new ScopedArtifact(Id("m-1"), ScopedChanges.Prune, ["s-1"])])));

        Assert.Equal(East, policy.Region);
        Assert.Equal(["image/m-1", "snapshot/s-1"], policy.Resources);
        Assert.Equal(
            """{"Version":"1","Statement":[{"Effect":"Allow","Action":["ecs:TagResources","ecs:ModifyImageSharePermission","ecs:DeleteImage"],"Resource":["acs:ecs:us-east-1:1000000000000001:image/m-1"]},{"Effect":"Allow","Action":["ecs:TagResources","ecs:DeleteSnapshot"],"Resource":["acs:ecs:us-east-1:1000000000000001:snapshot/s-1"]}]}""",
            policy.Text);
    }

    [Theory]
    [InlineData(ScopedChanges.Tag, "ecs:TagResources")]
    [InlineData(ScopedChanges.Retag, "ecs:TagResources ecs:UntagResources")]
    [InlineData(ScopedChanges.PutBack, "ecs:TagResources ecs:ModifyImageSharePermission")]
    [InlineData(ScopedChanges.Undo, "ecs:TagResources ecs:UntagResources ecs:ModifyImageSharePermission")]
    [InlineData(ScopedChanges.Prune, "ecs:TagResources ecs:ModifyImageSharePermission ecs:DeleteImage")]
    public void Only_what_may_be_deleted_or_lose_tags_gets_the_right_to(ScopedChanges changes, string actions)
    {
        var policy = Assert.Single(SessionPolicy.For(Account, new ChangeScope([new ScopedArtifact(Id("m-1"), changes, [])])));

        using var document = JsonDocument.Parse(policy.Text);
        var statement = Assert.Single(document.RootElement.GetProperty("Statement").EnumerateArray());
        Assert.Equal(actions.Split(' '), statement.GetProperty("Action").EnumerateArray().Select(action => action.GetString()));
    }

    [Fact]
    public void Regions_and_rights_are_kept_apart()
    {
        var scope = new ChangeScope(
        [
            new ScopedArtifact(Id("m-1"), ScopedChanges.Tag, []),
            new ScopedArtifact(Id("m-2"), ScopedChanges.Prune, []),
            new ScopedArtifact(Id("m-3", West), ScopedChanges.Tag, []),
            new ScopedArtifact(Id("m-4"), ScopedChanges.Tag, []),
        ]);

        Assert.Equal(
            ["eu-west-1 image/m-3", "us-east-1 image/m-1 image/m-4", "us-east-1 image/m-2"],
            SessionPolicy.For(Account, scope).Select(policy => $"{policy.Region} {string.Join(' ', policy.Resources)}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0, 38, 0)] // exactly at the limit
    [InlineData(1, 37, 1)] // one character over
    public void A_batch_ends_where_one_character_more_would_be_too_many(int over, int first, int second)
    {
        var ids = Enumerable.Range(0, 38).Select(n => $"m-{n:D4}").ToArray();
        ids[0] += new string('x', SessionPolicy.MostCharacters - Assert.Single(SessionPolicy.For(Account, Tags(ids))).Text.Length + over);

        var policies = SessionPolicy.For(Account, Tags(ids)).ToList();

        Assert.Equal(second == 0 ? [first] : [first, second], policies.Select(policy => policy.Resources.Length));
        Assert.Equal(over == 0, policies[0].Text.Length == SessionPolicy.MostCharacters);
        Assert.Equal(ids.Select(SessionPolicy.Image), policies.SelectMany(policy => policy.Resources));
    }

    [Fact]
    public void Every_batch_but_the_last_is_full()
    {
        var scope = new ChangeScope([.. Enumerable.Range(0, 400).Select(n => new ScopedArtifact(Id($"m-0xi00000000000{n:D6}"), ScopedChanges.Prune, [$"s-0xi00000000000{n:D6}"]))]);

        var policies = SessionPolicy.For(Account, scope).ToList();

        Assert.All(policies, policy => Assert.Equal(policy.Text.Length, WrittenLength(policy)));
        foreach (var (policy, next) in policies.Zip(policies.Skip(1)))
        {
            Assert.True(WrittenLength(policy with { Resources = policy.Resources.Add(next.Resources[0]) }) > SessionPolicy.MostCharacters);
        }

        Assert.Equal(scope.Artifacts.SelectMany(artifact => new[] { SessionPolicy.Image(artifact.Id.Id), SessionPolicy.Snapshot(artifact.Snapshots[0]) }), policies.SelectMany(policy => policy.Resources));

        // As a serialiser writes it.
        static int WrittenLength(SessionPolicy policy) => JsonSerializer.Serialize(new
        {
            Version = "1",
            Statement = new[]
            {
                new { Effect = "Allow", Action = OnImages, Resource = Named(policy, "image/") },
                new { Effect = "Allow", Action = OnSnapshots, Resource = Named(policy, "snapshot/") },
            },
        }).Length;

        static string[] Named(SessionPolicy policy, string kind) =>
            [.. policy.Resources.Where(resource => resource.StartsWith(kind, StringComparison.Ordinal)).Select(resource => $"acs:ecs:{policy.Region}:{Account}:{resource}")];
    }

    [Fact]
    public void A_snapshot_of_two_images_is_named_once() => Assert.Equal(
        ["image/m-1", "snapshot/s-1", "image/m-2"],
        Assert.Single(SessionPolicy.For(Account, new ChangeScope(
        [
            new ScopedArtifact(Id("m-1"), ScopedChanges.Prune, ["s-1"]),
            new ScopedArtifact(Id("m-2"), ScopedChanges.Prune, ["s-1"]),
        ]))).Resources);

    [Theory]
    [InlineData("m-*")]
    [InlineData("*")]
    [InlineData("m-?")]
    [InlineData("m-1\"")]
    [InlineData("m-1,m-2")]
    [InlineData("")]
    public void An_id_that_could_stand_for_more_than_itself_gets_no_right(string id)
    {
        var scope = new ChangeScope([new ScopedArtifact(Id(id), ScopedChanges.Prune, [id]), new ScopedArtifact(Id("m-1", "us-*"), ScopedChanges.Prune, [])]);

        Assert.Empty(SessionPolicy.For(Account, scope));
    }

    private static ChangeScope Tags(IEnumerable<string> ids) => ChangeScope.Tagging(ids.Select(id => Id(id)));
}
