using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

public sealed class PlanTests
{
    private static readonly Plan Sealed = Document.Seal(Plans.Of(doomed: 2, kept: 1));

    [Fact]
    public void A_plan_reads_back_as_it_was_written()
    {
        var bytes = Document.Write(Sealed);
        var read = Document.ReadPlan("plan.json", bytes);

        Assert.Equal(Sealed.Digest, read.Digest);
        Assert.Equal(bytes, Document.Write(read));
        Assert.Equal((byte)'\n', bytes[^1]);
        Assert.DoesNotContain((byte)'\r', bytes);
    }

    [Fact]
    public void The_digest_does_not_depend_on_the_digest_noted() =>
        Assert.Equal(Sealed.Digest, Document.DigestOf(Sealed with { Digest = "anything" }));

    [Fact]
    public void A_plan_has_the_same_bytes_under_any_culture_and_in_any_time_zone()
    {
        var elsewhere = Sealed with
        {
            Created = Sealed.Created.ToOffset(TimeSpan.FromHours(13)),
            Expires = Sealed.Expires.ToOffset(TimeSpan.FromHours(-9.5)),
            Verdicts = [.. Sealed.Verdicts.Select(verdict => verdict with { Created = verdict.Created?.ToOffset(TimeSpan.FromHours(5.75)) })],
        };
        var here = Document.Write(Sealed);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Foreign.Culture();

            Assert.Equal(here, Document.Write(Document.Seal(elsewhere)));
            Assert.Equal(here, Document.Write(Document.ReadPlan("plan.json", here)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_plan_with_any_byte_changed_is_refused_or_says_the_same()
    {
        var bytes = Document.Write(Sealed);
        var refused = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var flip in new[] { 0x01, 0x20 })
            {
                var edited = (byte[])bytes.Clone();
                edited[at] ^= (byte)flip;
                if (TryRead(edited) is not { } read)
                {
                    refused++;
                    continue;
                }

                // White space and the case of an escape may differ; what the plan says may not.
                Assert.Equal(bytes, Document.Write(read));
            }
        }

        Assert.True(refused > bytes.Length, $"only {refused} of {2 * bytes.Length} edits were refused");
    }

    [Fact]
    public void Edits_that_leave_it_well_formed_are_refused_as_edits()
    {
        AssertEdited(root => root["verdicts"]![2]!["verdict"] = "prune");
        AssertEdited(root => root["verdicts"]!.AsArray().RemoveAt(0));
        AssertEdited(root => root["expires"] = "2099-01-01T00:00:00Z");
        AssertEdited(root => root["account"] = "1");
        AssertEdited(root => root["address"] = "/srv/images");
        AssertEdited(root => root["policyDigest"] = new string('0', 64));
        AssertEdited(root => root["certificates"]![0]!["pinnedBuilds"] = 99);
        AssertEdited(root => root["verdicts"]![0]!.AsObject().Remove("sizeGiB"));
        AssertEdited(root => root.Remove("digest"));
        AssertEdited(root => root["digest"] = root["digest"]!.GetValue<string>().ToUpperInvariant());
    }

    [Fact]
    public void A_plan_without_a_certificate_is_refused_though_the_digest_is_right() =>
        Assert.Contains("no certificate", Refused(Document.Write(Document.Seal(Sealed with { Certificates = [] }))).What, StringComparison.Ordinal);

    [Theory]
    [InlineData("verdicts")]
    [InlineData("certificates")]
    [InlineData("expires")]
    [InlineData("address")]
    [InlineData("schema")]
    [InlineData("policyDigest")]
    [InlineData("locations")]
    public void A_plan_without_a_member_is_refused(string member) =>
        Assert.Contains(member, Refused(Edited(root => root.Remove(member))).What, StringComparison.Ordinal);

    [Theory]
    [InlineData("verdicts")]
    [InlineData("certificates")]
    [InlineData("expires")]
    [InlineData("streams")]
    [InlineData("account")]
    public void A_plan_with_null_for_a_member_is_refused(string member) =>
        Refused(Edited(root => root[member] = null));

    [Fact]
    public void Null_in_a_list_or_a_map_is_refused_though_the_digest_is_right()
    {
        foreach (var plan in new[] { Sealed with { Verdicts = [null!] }, Sealed with { Certificates = [Sealed.Certificates[0] with { Heads = Sealed.Certificates[0].Heads.SetItem("refs/heads/master", null!) }] } })
        {
            Assert.Contains("it holds null", Refused(Document.Write(Document.Seal(plan))).What, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Messages_name_no_types_of_ours()
    {
        foreach (var text in new[] { "[]", "{}", "{\"schema\":\"1\"}", "{\"expires\":5}" })
        {
            var what = Refused(Encoding.UTF8.GetBytes(text)).What;
            Assert.DoesNotContain("Pruner.", what, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", what, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\n\"schema\": 1,\n\"expires\": 5\n}", "plan.json is not a plan that can be used: line 3, $.expires: The JSON value could not be converted to Plan.")]
    [InlineData("[]", "plan.json is not a plan that can be used: line 1, $: The JSON value could not be converted to Plan.")]
    public void A_message_says_the_line_the_member_and_one_sentence(string text, string what) =>
        Assert.Equal(what, Refused(Encoding.UTF8.GetBytes(text)).What);

    [Fact]
    public void A_location_without_its_status_is_refused_and_not_taken_for_the_default() =>
        Assert.Contains("status", Refused(Edited(root => root["locations"]![0]!.AsObject().Remove("status"))).What, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_member_is_refused()
    {
        Assert.Contains("force", Refused(Edited(root => root["force"] = true)).What, StringComparison.Ordinal);
        Assert.Contains("force", Refused(Edited(root => root["verdicts"]![0]!["force"] = true)).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"account\"")]
    [InlineData("\"refs/heads/master\"")] // in a map of free names too
    public void A_doubled_member_is_refused(string member)
    {
        var text = Encoding.UTF8.GetString(Document.Write(Sealed));
        var line = text.Split('\n').First(line => line.Contains(member, StringComparison.Ordinal));

        Refused(Encoding.UTF8.GetBytes(text.Replace(line, line.TrimEnd(',') + "," + line, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_plan_of_another_schema_is_refused_though_its_digest_is_right()
    {
        var other = Document.Write(Document.Seal(Sealed with { Schema = Plan.CurrentSchema + 1 }));

        Assert.Contains($"schema {Plan.CurrentSchema + 1}", Refused(other).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"2026-01-02\"")]
    [InlineData("\"2026-01-02T03:04:05+00:00\"")]
    [InlineData("\"2026-01-02T03:04:05.000Z\"")]
    [InlineData("\"2026-13-02T03:04:05Z\"")]
    public void A_time_in_any_other_form_is_refused(string time) =>
        Assert.Contains("expires", Refused(Edited(root => root["expires"] = JsonNode.Parse(time))).What, StringComparison.Ordinal);

    [Theory]
    [InlineData("1")]
    [InlineData("\"Prune\"")]
    [InlineData("\"keep, prune\"")]
    [InlineData("\"\"")]
    public void A_verdict_in_any_other_word_is_refused(string word) =>
        Refused(Edited(root => root["verdicts"]![2]!["verdict"] = JsonNode.Parse(word)));

    [Fact]
    public void A_number_in_the_place_of_a_word_is_refused_though_it_means_the_same() =>
        // The digest would not tell: it is made of what was read.
        Assert.Contains("verdict", Refused(Edited(root => root["verdicts"]![2]!["verdict"] = (int)Sealed.Verdicts[2].Verdict)).What, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("\u0000")]
    public void What_is_no_plan_is_refused_by_name(string text)
    {
        var refusal = Refused(Encoding.UTF8.GetBytes(text));

        Assert.StartsWith("plan.json", refusal.What, StringComparison.Ordinal);
        Assert.Contains("pruner plan", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_plans_written_one_after_the_other_are_refused()
    {
        var bytes = Document.Write(Sealed);

        Refused([.. bytes, .. bytes]);
    }

    [Fact]
    public void The_canonical_form_is_pinned_down()
    {
        // A change of this digest is a change of the form: then the schema number must change too.
        Assert.Equal("3d5154fc0bbb1ad5de151214f99e0cd0ad389c2719bd68462281616e52ffd967", Document.DigestOf(Plans.Of(doomed: 1, kept: 1)));
    }

    private static void AssertEdited(Action<JsonObject> edit) =>
        Assert.Contains("edited", Refused(Edited(edit)).What, StringComparison.Ordinal);

    private static byte[] Edited(Action<JsonObject> edit)
    {
        var root = JsonNode.Parse(Document.Write(Sealed))!.AsObject();
        edit(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static Plan? TryRead(byte[] bytes)
    {
        try
        {
            return Document.ReadPlan("plan.json", bytes);
        }
        catch (EvidenceException)
        {
            return null;
        }
    }

    private static Refusal Refused(byte[] bytes) =>
        Assert.Throws<EvidenceException>(() => Document.ReadPlan("plan.json", bytes)).Refusal;
}
