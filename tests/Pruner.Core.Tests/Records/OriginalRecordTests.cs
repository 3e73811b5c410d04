using System.Text;
using Pruner.Core.Inventories;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

public sealed class OriginalRecordTests
{
    private const string Text = """
        {"411.86.202205051017-0": [], "410.84.202201251210-0": [{"region": "us-east-1", "image": "m-b", "deleted": false}, {"region": "eu-west-1", "image": "m-a", "deleted": true}]}
        """;

    [Fact]
    public void A_record_as_the_original_writes_it_is_read_and_written_in_order()
    {
        var record = Read(Text);

        Assert.Equal((2, 1), (record.Count, record.Deleted));
        var written = Encoding.UTF8.GetString(record.Write());
        Assert.Equal(
            """{"410.84.202201251210-0":[{"region":"us-east-1","image":"m-b","deleted":false},{"region":"eu-west-1","image":"m-a","deleted":true}],"411.86.202205051017-0":[]}""",
            string.Concat(written.Where(c => !char.IsWhiteSpace(c))));
        Assert.Equal(record.Write(), Read(written).Write());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"b": null}""")]
    [InlineData("""{"b": [null]}""")]
    [InlineData("""{"b": [{"region": "r", "image": "m-a"}]}""")]
    [InlineData("""{"b": [{"region": "r", "image": "m-a", "deleted": "true"}]}""")]
    [InlineData("""{"b": [{"region": "r", "image": null, "deleted": true}]}""")]
    [InlineData("""{"b": [{"region": "", "image": "m-a", "deleted": true}]}""")]
    [InlineData("""{"b": [{"region": "r", "image": "m-a", "deleted": true, "force": true}]}""")]
    [InlineData("""{"b": [], "b": []}""")]
    [InlineData("""{"b\nc": [null]}""")]
    public void Whatever_has_another_form_is_refused_in_one_line(string text)
    {
        var what = Assert.Throws<SetupException>(() => Read(text)).Refusal.What;

        Assert.StartsWith("deleted_images.json is not a record", what, StringComparison.Ordinal);
        Assert.DoesNotContain(what, char.IsControl);
    }

    [Fact]
    public void A_run_replaces_what_was_said_of_its_images_and_leaves_all_else()
    {
        var before = Read($$"""
            {"{{Some.BuildText}}": [{"region": "us-east-1", "image": "{{Plans.Id(0)}}", "deleted": false}, {"region": "eu-west-1", "image": "{{Plans.Id(0)}}", "deleted": false},
            {"region": "us-east-1", "image": "{{Plans.Id(1)}}", "deleted": true}], "1": [{"region": "r", "image": "m-old", "deleted": true}]}
            """);

        var after = before.With(RunsLedger());

        var expected = Read($$"""
            {"1": [{"region": "r", "image": "m-old", "deleted": true}], "{{Some.BuildText}}": [{"region": "eu-west-1", "image": "{{Plans.Id(0)}}", "deleted": false},
            {"region": "us-east-1", "image": "{{Plans.Id(0)}}", "deleted": true}, {"region": "us-east-1", "image": "{{Plans.Id(1)}}", "deleted": false}]}
            """);
        Assert.Equal(expected.Write(), after.Write());
        Assert.Equal(after.Write(), after.With(RunsLedger()).Write());
    }

    [Theory]
    [InlineData(ArtifactOutcome.Pruned, 1, 1)]
    [InlineData(ArtifactOutcome.PrunedSnapshotsLeft, 1, 1)]
    [InlineData(ArtifactOutcome.Unknown, 1, 0)]
    [InlineData(ArtifactOutcome.Failed, 1, 0)]
    [InlineData(ArtifactOutcome.PutBack, 1, 0)]
    [InlineData(ArtifactOutcome.NotReached, 1, 0)]
    [InlineData(ArtifactOutcome.Spared, 0, 0)]
    [InlineData(ArtifactOutcome.WouldPrune, 0, 0)]
    public void Deleted_are_only_those_whose_deletion_is_proven(ArtifactOutcome outcome, int named, int deleted)
    {
        var ledger = RunsLedger();
        var record = OriginalRecord.Empty.With(ledger with { Entries = [ledger.Entries[0] with { Outcome = outcome }] });

        Assert.Equal((named, deleted), (record.Count, record.Deleted));
    }

    [Fact]
    public void An_image_that_the_plan_keeps_is_never_added()
    {
        var ledger = RunsLedger();
        var kept = ledger.Entries.Where(entry => entry.Verdict == Decision.Keep).Select(entry => entry with { Outcome = ArtifactOutcome.Unknown });

        Assert.Equal(0, OriginalRecord.Empty.With(ledger with { Entries = [.. kept] }).Count);
    }

    [Fact]
    public void What_is_said_to_be_deleted_and_still_shown_is_found_by_region_and_id()
    {
        var inventory = new Inventory(Some.Account, [Some.Image(id: "m-a"), Some.Image(id: "m-b"), Some.Image("eu-west-1", "m-a")], []);

        Assert.Equal([Some.Id("eu-west-1", "m-a")], Read(Text).StillThere(inventory));
        Assert.Empty(OriginalRecord.Empty.StillThere(inventory));
    }

    [Fact]
    public void The_refusal_tells_where_on_one_line() =>
        Assert.Equal(
            "deleted_images.json is not a record as the original tool writes it: an image of 'b c' has no region or no id.",
            Assert.Throws<SetupException>(() => Read("{\"b\\nc\": [{\"region\": \"\", \"image\": \"m-a\", \"deleted\": true}]}")).Refusal.What);

    [Fact]
    public void What_is_still_shown_is_told_in_order()
    {
        var inventory = new Inventory(Some.Account, [Some.Image("us-east-1", "m-b"), Some.Image("eu-west-1", "m-c"), Some.Image("us-east-1", "m-a")], []);
        var record = Read("{\"1\": [" + string.Join(',', inventory.Artifacts.Select(image => $$"""{"region": "{{image.Id.Location}}", "image": "{{image.Id.Id}}", "deleted": true}""")) + "]}");

        Assert.Equal(["m-c", "m-a", "m-b"], record.StillThere(inventory).Select(id => id.Id));
    }

    private static OriginalRecord Read(string text) => OriginalRecord.Read("deleted_images.json", Encoding.UTF8.GetBytes(text));

    private static Ledger RunsLedger() => LedgerFold.Fold(Document.Seal(Journals.RunsPlan()), Progress.Of(Journals.Run()), new string('e', 64), []);
}
