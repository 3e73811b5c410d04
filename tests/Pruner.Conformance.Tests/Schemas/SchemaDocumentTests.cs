using System.Text.Json.Nodes;

namespace Pruner.Conformance.Tests.Schemas;

public sealed class SchemaDocumentTests(RealDocuments real) : IClassFixture<RealDocuments>
{
    // What a document may do without; everything else must be there.
    private static readonly HashSet<string> _optional =
    [
        "plan.schema.json/verdicts/*/witness", "plan.schema.json/verdicts/*/created", "plan.schema.json/verdicts/*/accounts",
        "plan.schema.json/verdicts/*/snapshots", "plan.schema.json/verdicts/*/sizeGiB", "plan.schema.json/verdicts/*/fingerprint",
        "plan.schema.json/verdicts/*/mark", "plan.schema.json/verdicts/*/markedAt", "plan.schema.json/verdicts/*/ripensAt",
        "ledger.schema.json/marks", "ledger.schema.json/totals/marked", "ledger.schema.json/totals/marksTakenOff", "ledger.schema.json/entries/*/ripensAt",
        "ledger.schema.json/entries/*/witness", "ledger.schema.json/entries/*/note", "ledger.schema.json/entries/*/sizeGiB",
        "ledger.schema.json/entries/*/noted", "ledger.schema.json/entries/*/noted/tag", "ledger.schema.json/entries/*/snapshotsDeleted",
        "ledger.schema.json/entries/*/snapshotsLeft", "ledger.schema.json/entries/*/requestIds",
        "report.schema.json/quota", .. new[] { "platforms", "regions", "architectures", "ages" }.Select(rows => $"report.schema.json/{rows}/*/name"),
        "report.schema.json/pins/missing/*/build", "report.schema.json/pins/private/*/build", "report.schema.json/pins/private/*/name",
        "report.schema.json/tags/contradictions/*/witness", "report.schema.json/snapshots/loose/*/created", "report.schema.json/snapshots/loose/*/sizeGiB",
        .. new[] { "location", "id", "change", "snapshot", "accounts", "markedAt", "noted", "noted/tag", "outcome", "ended", "detail", "requestId", "mode", "account" }
            .Select(member => "journal-entry.schema.json/" + member),
    ];

    // Members that hold a word of an enumeration.
    private static readonly (string Schema, string Place)[] _words =
    [
        (SchemaFile.Plan, "/locations/*/status"), (SchemaFile.Plan, "/verdicts/*/verdict"), (SchemaFile.Plan, "/verdicts/*/reason"),
        (SchemaFile.Plan, "/verdicts/*/reasons/*/reason"), (SchemaFile.Plan, "/verdicts/*/visibility"), (SchemaFile.Plan, "/verdicts/*/mark"),
        (SchemaFile.Journal, "/event"), (SchemaFile.Journal, "/change"), (SchemaFile.Journal, "/outcome"), (SchemaFile.Journal, "/ended"),
        (SchemaFile.Journal, "/mode"), (SchemaFile.Journal, "/noted/visibility"),
        (SchemaFile.Ledger, "/mode"), (SchemaFile.Ledger, "/entries/*/verdict"), (SchemaFile.Ledger, "/entries/*/reason"),
        (SchemaFile.Ledger, "/entries/*/outcome"), (SchemaFile.Ledger, "/pins/*/origin"),
        (SchemaFile.Report, "/locations/*/status"), (SchemaFile.Report, "/quota/locations/*/mark"), (SchemaFile.Report, "/pins/missing/*/origin"),
        (SchemaFile.Report, "/tags/contradictions/*/kind"), (SchemaFile.Report, "/snapshots/loose/*/sign"),
    ];

    [Fact]
    public async Task Whatever_the_program_writes_is_as_the_schemas_say()
    {
        Assert.Equal((7, 8), (real.Of(SchemaFile.Plan).Length, real.Of(SchemaFile.Ledger).Length));
        Assert.Single(real.Of(SchemaFile.Report));
        string[] events = ["answered", "closed", "finished", "intent", "interrupted", "opened", "resumed", "settled"];
        Assert.Equal(events, Words("event"));
        string[] ends = ["failed", "mark-taken-off", "marked", "pruned", "pruned-snapshots-left", "put-back", "spared", "tagged"];
        Assert.Equal(ends, Words("ended"));
        string[] changes =
        [
            "delete", "delete-snapshot", "mark", "publish", "restore-tags", "share", "tag-boot-image", "tag-doomed", "tag-snapshots", "take-off-mark", "unpublish", "unshare",
        ];
        Assert.Equal(changes, Words("change"));

        await SchemaCase.JudgeAsync([.. real.All.Select(item => new SchemaCase(item.Schema, item.Name, IsValid: true, item.Document))]);

        IEnumerable<string> Words(string member) =>
            real.Of(SchemaFile.Journal).Select(line => (string?)line[member]).OfType<string>().Distinct().Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_broken_is_refused_by_the_schema_and_by_the_reader()
    {
        var cases = new List<SchemaCase>();
        var astray = new List<string>();
        foreach (var (schema, whole, place) in Places())
        {
            foreach (var (how, broken) in place.Break(whole))
            {
                // A document is refused for what it says, not because its digest tells that it was altered.
                var document = place.Name == "/digest" ? broken : OwnReader.Seal(schema, broken);
                var isOptional = _optional.Contains(schema + place.Name);
                var isWhole = how == "missing" && isOptional;
                if (OwnReader.Accepts(schema, document) != isWhole)
                {
                    astray.Add($"{schema}{place.Name} {how}");
                }

                cases.Add(new SchemaCase(schema, $"{place.Name} {how}", isWhole, document));
            }
        }

        Assert.Empty(astray);
        Assert.All([SchemaFile.Plan, SchemaFile.Ledger, SchemaFile.Journal, SchemaFile.Report], schema =>
            Assert.Subset(cases.Where(one => one.Schema == schema).SelectMany(one => one.Name.Split('/', ' ')).ToHashSet(), SchemaFile.MemberNames(schema)));
        await SchemaCase.JudgeAsync(cases);
    }

    // What no general breakage shows: values of the right type that say nothing. The reader looks at types, words and seals; what a text
    // holds it compares where it uses it, so there the schema is the stricter judge.
    [Fact]
    public async Task Values_that_say_nothing_are_refused()
    {
        (string Schema, string Place, JsonNode Value, bool IsRead)[] rows =
        [
            .. new[] { SchemaFile.Plan, SchemaFile.Ledger }.Select(schema => (schema, "/schema", (JsonNode)(Core.Records.Plan.CurrentSchema + 1), false)),
            (SchemaFile.Report, "/schema", Core.Reporting.InventoryReport.CurrentSchema + 1, false),
            .. new JsonNode[] { "2026-01-02 03:04:05", "2026-13-02T03:04:05Z", "2026-01-02T03:04:05.5Z", "2026-01-02T03:04:05+00:00", "" }.Select(time => (SchemaFile.Plan, "/created", time, false)),
            (SchemaFile.Journal, "/time", "2026-02-30T03:04:05Z", false),
            (SchemaFile.Ledger, "/ended", "2026-01-02T25:04:05Z", false),
            .. _words.Select(word => (word.Schema, word.Place, (JsonNode)"maybe", false)),
            .. _words.Select(word => (word.Schema, word.Place, (JsonNode)"", false)),
            (SchemaFile.Plan, "/verdicts/*/verdict", "keep,prune", false),
            (SchemaFile.Ledger, "/entries/*/verdict", "Keep", true),
            (SchemaFile.Plan, "/certificates/*/commits", 1.5, false),
            (SchemaFile.Plan, "/certificates/*/commits", -1, true),
            (SchemaFile.Plan, "/account", "12a", true),
            (SchemaFile.Plan, "/toolVersion", "", true),
            (SchemaFile.Plan, "/policyDigest", new string('A', 64), true),
            (SchemaFile.Plan, "/evidenceDigest", new string('a', 63), true),
            (SchemaFile.Plan, "/certificates/*/heads/*", "master", true),
            (SchemaFile.Plan, "/certificates/*/repository", "installer", true),
            (SchemaFile.Plan, "/locations/*/location", "US East", true),
            (SchemaFile.Plan, "/verdicts/*/id", "i-0xi47nhv1zat67he9n4j", true),
            (SchemaFile.Plan, "/verdicts/*/build", "4.10", true),
            (SchemaFile.Plan, "/verdicts/*/snapshots/*", "snapshot", true),
            (SchemaFile.Plan, "/verdicts/*/accounts/*", "everybody", true),
            (SchemaFile.Plan, "/verdicts/*/witness/commit", "master", true),
            (SchemaFile.Plan, "/verdicts/*/witness/pointer", "a/b", true),
            (SchemaFile.Ledger, "/journalHead", "none", true),
            (SchemaFile.Ledger, "/entries/*/requestIds", new JsonArray(), true),
            (SchemaFile.Ledger, "/totals/byReason", new JsonObject { ["because"] = 1 }, true),
            (SchemaFile.Report, "/created", "2026-01-02", false),
            (SchemaFile.Report, "/quota/perLocation", 0, true),
            (SchemaFile.Report, "/regions/*/name", "", true),
            (SchemaFile.Report, "/total/images", -1, true),
            (SchemaFile.Report, "/tags/contradictions/*/id", "everything", true),
            (SchemaFile.Journal, "/plan", "none", true),
            (SchemaFile.Journal, "/snapshot", "m-0xi47nhv1zat67he9n4j", true),
        ];
        var places = Places().ToLookup(item => (item.Schema, item.Place.Name));
        var cases = new List<SchemaCase>();
        foreach (var (schema, name, value, isRead) in rows)
        {
            var (_, whole, place) = Assert.Single(places[(schema, name)]);
            var document = OwnReader.Seal(schema, place.Set(whole, value));
            Assert.True(OwnReader.Accepts(schema, document) == isRead, $"{schema}{name}: {value.ToJsonString()}");
            cases.Add(new SchemaCase(schema, $"{name}: {value.ToJsonString()}", IsValid: false, document));
        }

        await SchemaCase.JudgeAsync(cases);
    }

    [Fact]
    public async Task What_no_schema_can_tell_the_reader_refuses()
    {
        (string Schema, string Place, JsonNode Value, bool IsSealed)[] rows =
        [
            (SchemaFile.Plan, "/toolVersion", "9.9.9", false),
            (SchemaFile.Plan, "/digest", new string('0', 64), false),
            (SchemaFile.Journal, "/detail", "another", false),
            (SchemaFile.Journal, "/digest", new string('0', 64), false),
            (SchemaFile.Journal, "/sequence", 2, true),
            (SchemaFile.Journal, "/previous", new string('1', 64), true),
        ];
        var places = Places().ToLookup(item => (item.Schema, item.Place.Name));
        var cases = new List<SchemaCase>();
        foreach (var (schema, name, value, isSealed) in rows)
        {
            var (_, whole, place) = Assert.Single(places[(schema, name)]);
            Assert.True(OwnReader.Accepts(schema, whole));
            var altered = place.Set(whole, value);
            altered = isSealed ? OwnReader.Seal(schema, altered) : altered;
            Assert.False(OwnReader.Accepts(schema, altered), schema + name);
            cases.Add(new SchemaCase(schema, $"{name}: {value.ToJsonString()}", IsValid: true, altered));
        }

        await SchemaCase.JudgeAsync(cases);
    }

    /// <summary>Every place of every form, in a document that the program wrote.</summary>
    private IEnumerable<(string Schema, JsonObject Document, Place Place)> Places()
    {
        foreach (var schema in new[] { SchemaFile.Plan, SchemaFile.Ledger, SchemaFile.Journal, SchemaFile.Report })
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var document in real.Of(schema).Select(Place.Thin))
            {
                var places = Place.Of(document).Where(place => seen.Add(place.Name)).ToList();
                var whole = schema == SchemaFile.Journal && places.Count > 0 ? OwnReader.Alone(document) : OwnReader.Seal(schema, document);
                foreach (var place in places)
                {
                    yield return (schema, whole, place);
                }
            }
        }
    }
}
