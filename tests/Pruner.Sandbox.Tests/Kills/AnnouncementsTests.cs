using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Kills;

namespace Pruner.Sandbox.Tests.Kills;

public sealed class AnnouncementsTests : IDisposable
{
    private const string Earlier = "1111";
    private const string Present = "2222";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pruner-announcements-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_run_must_announce_its_own_changes()
    {
        var announcements = Of(earlier: [Intent("delete", "m-1")], present: [Intent("delete", "m-2")]);

        Assert.True(announcements.Cover(Call("DeleteImage", "ImageId=m-2")));
        Assert.False(announcements.Cover(Call("DeleteImage", "ImageId=m-1")), "only the run before announced it");
        Assert.False(announcements.Cover(Call("DeleteImage", "ImageId=m-3")));
        Assert.False(announcements.Cover(Call("ModifyImageSharePermission", "ImageId=m-2")), "announced was another change");
        Assert.False(announcements.Cover(Call("DeleteImage", "ImageId=m-2", "us-west-1")));
        Assert.False(announcements.Cover(Call("CopyImage", "ImageId=m-2")));
    }

    [Fact]
    public void Lines_from_before_the_run_announce_nothing_but_what_they_noted_counts()
    {
        var announcements = Of(earlier: [], present: [Intent("tag-snapshots", "m-1", noted: ["s-1"]), Intent("delete-snapshot", "m-1", snapshot: "s-1")], linesBefore: 1);

        Assert.True(announcements.Cover(Call("DeleteSnapshot", "SnapshotId=s-1")));
        Assert.False(announcements.Cover(Call("TagResources", "ResourceId.1=s-1")));
    }

    [Fact]
    public void Snapshots_are_announced_with_the_image_that_was_noted_to_rest_on_them()
    {
        var announcements = Of(earlier: [], present: [Intent("tag-snapshots", "m-1", noted: ["s-1", "s-2"]), Intent("delete-snapshot", "m-1", snapshot: "s-3")]);

        Assert.True(announcements.Cover(Call("TagResources", "ResourceId.1=s-1&ResourceId.2=s-2")));
        Assert.False(announcements.Cover(Call("TagResources", "ResourceId.1=s-1&ResourceId.2=s-3")));
        Assert.False(announcements.Cover(Call("DeleteSnapshot", "SnapshotId=s-3")), "the image does not rest on it");
        Assert.False(announcements.Cover(Call("DeleteSnapshot", "SnapshotId=s-1")), "another one was announced");
        Assert.False(announcements.Cover(Call("TagResources", "ResourceType=snapshot")), "a call about nothing");
    }

    [Fact]
    public void A_mark_is_announced_when_it_is_set_and_when_it_is_taken_off()
    {
        var announcements = Of(earlier: [], present: [Intent("mark", "m-1"), Intent("take-off-mark", "m-2")]);

        Assert.True(announcements.Cover(Call("TagResources", "ResourceId.1=m-1")));
        Assert.True(announcements.Cover(Call("UntagResources", "ResourceId.1=m-2")));
        Assert.False(announcements.Cover(Call("UntagResources", "ResourceId.1=m-1")));
        Assert.False(announcements.Cover(Call("TagResources", "ResourceId.1=m-1&ResourceId.2=m-2")));
    }

    [Fact]
    public void A_journal_of_two_plans_is_at_fault()
    {
        var file = Write("mixed.jsonl", [(Earlier, Intent("delete", "m-1")), (Present, Intent("delete", "m-1"))]);

        Assert.Single(JournalLines.Read(file).Faults, fault => fault.Contains(Present, StringComparison.Ordinal));
    }

    private Announcements Of(string[] earlier, string[] present, int linesBefore = 0) => new(
        [JournalLines.Read(Write("earlier.jsonl", [.. earlier.Select(line => (Earlier, line))])), JournalLines.Read(Write("journal.jsonl", [.. present.Select(line => (Present, line))]))],
        ImmutableDictionary<string, int>.Empty.Add(Earlier, earlier.Length).Add(Present, linesBefore));

    private static string Intent(string change, string id, string? snapshot = null, string[]? noted = null) =>
        $"\"event\":\"intent\",\"location\":\"us-east-1\",\"id\":\"{id}\",\"change\":\"{change}\""
        + (snapshot is null ? "" : $",\"snapshot\":\"{snapshot}\"")
        + (noted is null ? "" : $",\"noted\":{{\"snapshots\":[{string.Join(',', noted.Select(id => $"\"{id}\""))}]}}");

    private string Write(string name, (string Plan, string Members)[] lines)
    {
        var (text, previous) = (new StringBuilder(), new string('0', 64));
        for (var n = 0; n < lines.Length; n++)
        {
            var line = $"{{\"sequence\":{n + 1},\"previous\":\"{previous}\",\"plan\":\"{lines[n].Plan}\",{lines[n].Members}}}";
            text.Append(line).Append('\n');
            previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
        }

        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text.ToString());
        return file;
    }

    private static RecordedRequest Call(string operation, string query, string region = "us-east-1") =>
        new(1, "ecs", "POST", "/", "?" + query, new Dictionary<string, string>(), "") { Operation = operation, Location = region, IsChange = true };
}
