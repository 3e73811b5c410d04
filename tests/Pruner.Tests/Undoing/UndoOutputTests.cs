using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Output;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;
using Pruner.Tests.Output;
using Pruner.Undoing;

namespace Pruner.Tests.Undoing;

public sealed class UndoOutputTests
{
    private static readonly UndoReport Report = new()
    {
        Schema = UndoReport.CurrentSchema,
        Mode = RunMode.Apply,
        Account = "1234567890123456",
        Plan = new string('a', 64),
        RunEnded = "2026-01-02T03:04:05Z",
        Restored = 1,
        NotRestored = 1,
        Gone = 1,
        Images =
        [
            new UndoneImage
            {
                Location = "us-east-1",
                Id = "m-a",
                Name = "rhcos-\u202eevil|`<b>",
                Outcome = UndoOutcome.Restored,
                SharedWith = ["1111222233334444"],
                MadePublic = true,
                TagsSet = ImmutableSortedDictionary<string, string>.Empty.Add("bootimage", "maybe"),
                TagsRemoved = ["pruner-plan"],
            },
            new UndoneImage { Location = "us-east-1", Id = "m-b", Name = "b", Outcome = UndoOutcome.Left, Notes = ["its name changed"], ByHand = "aliyun ecs ModifyImageSharePermission" },
            new UndoneImage { Location = "us-east-1", Id = "m-c", Name = "c", Outcome = UndoOutcome.Gone, SnapshotsDeleted = ["s-1"], SnapshotsLeft = ["s-2"] },
        ],
    };

    [Fact]
    public void Text_tells_the_least_welcome_last_and_the_sum_after_it()
    {
        Assert.Equal(
            $"""
            Undo of the run of plan aaaaaaaaaaaa, account 1234567890123456, which ended 2026-01-02T03:04:05Z

            Deleted, and cannot come back: 1 image
              us-east-1 m-c (c): with it s-1; s-2 still there: an image can be made of it, under another id

            Put back: 1 image
              us-east-1 m-a (rhcos-?evil|`<b>): share with 1111222233334444; make public; tag bootimage=maybe; remove the tag pruner-plan

            Left as it is: 1 image
              us-east-1 m-b (b): its name changed; by hand: aliyun ecs ModifyImageSharePermission

            1 image was put back; 1 not as before, 1 deleted.
            """,
            string.Join('\n', UndoText.Lines(Report, new TextForm())));
        Said.AssertFits(UndoText.Lines(Report, new TextForm { Columns = 60 }), 60);
    }

    [Fact]
    public void Of_many_images_a_terminal_shows_some()
    {
        var many = Report with { Images = [.. Enumerable.Range(0, 30).Select(n => Report.Images[0] with { Id = $"m-{n}" })] };
        Assert.Contains("  and 10 more (--full)", UndoText.Lines(many, new TextForm { MostRows = 20 }));
        Assert.DoesNotContain(UndoText.Lines(many, new TextForm()), line => line.Contains("more", StringComparison.Ordinal));
    }

    [Fact]
    public void Markdown_tells_it_first_and_shows_foreign_text_as_code()
    {
        var lines = UndoMarkdown.Lines(Report).ToList();
        Assert.Equal("### 1 image was put back; 1 not as before, 1 deleted.", lines[0]);
        Assert.Equal(["#### Left as it is", "#### Put back", "#### Deleted, and cannot come back"], lines.Where(line => line.StartsWith("####", StringComparison.Ordinal)));
        Assert.Contains("| `us-east-1` | `m-a` | `rhcos-?evil¦'<b>` | `share with 1111222233334444`<br>`make public`<br>`tag bootimage=maybe`<br>`remove the tag pruner-plan` |", lines);
    }

    [Fact]
    public void Json_has_words_in_kebab_case_and_leaves_out_what_is_absent()
    {
        var json = JsonNode.Parse(Report.ToJson())!.AsObject();
        Assert.Equal(["schema", "mode", "account", "plan", "runEnded", "restored", "notRestored", "gone", "images"], json.Select(member => member.Key));
        Assert.Equal("apply", (string?)json["mode"]);
        Assert.Equal("""{"location":"us-east-1","id":"m-b","name":"b","outcome":"left","notes":["its name changed"],"byHand":"aliyun ecs ModifyImageSharePermission"}""", json["images"]![1]!.ToJsonString(JsonSerializerOptions.Default));
        Assert.EndsWith("}\n", System.Text.Encoding.UTF8.GetString(Report.ToJson()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_program_puts_back_what_its_own_run_could_not()
    {
        await using var stage = await Stage.SetAsync();
        var image = stage.Servers.Cloud.Images.First(image =>
            image is { IsPublic: true, Listed: true, Status: "Available", Accounts.Count: 0 } && !image.Tags.ContainsKey("bootimage")
            && stage.Servers.World.Expected.Any(expected => expected.ImageId == image.ImageId && expected.RegionId == image.RegionId && expected.Fate == Sandbox.Seed.SeedFate.Pruned));
        var tags = new Dictionary<string, string>(image.Tags);
        foreach (var (operation, more) in new[] { ("DeleteImage", ""), ("ModifyImageSharePermission", "IsPublic=true") })
        {
            stage.Servers.Traffic.Script(new Fault(FaultKind.Reply, request => SmallWorld.Is(request, operation, image, more)) { Status = 403, Body = """{"RequestId":"r","Code":"OperationDenied","Message":"Not now."}""" });
        }

        Assert.Equal(ExitCode.Incomplete, (await stage.CallAsync("prune", "4.10", "4.11", "--yes")).ExitCode);
        Assert.Equal((false, "false"), (image.IsPublic, image.Tags["bootimage"]));

        using var pruner = stage.Start(
            "ledger", "undo", "--yes",
            "--config", stage.Servers.ConfigurationFile, "--aliyun-endpoint", stage.Servers.AliyunEndpoint, "--sts-endpoint", stage.Servers.StsEndpoint);
        await pruner.WaitForExitAsync(Stage.Token);

        Assert.Equal((int)ExitCode.Done, pruner.ExitCode);
        Assert.True(image.IsPublic);
        Assert.Equal(tags, image.Tags);
        Assert.Equal(ExitCode.Done, (await stage.CallAsync("ledger", "verify")).ExitCode);
    }
}
