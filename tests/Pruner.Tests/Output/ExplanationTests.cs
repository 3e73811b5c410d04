using System.Text.Json;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Output;

namespace Pruner.Tests.Output;

public sealed class ExplanationTests
{
    [Fact]
    public void As_JSON_it_has_every_rule_the_witness_and_the_outcome()
    {
        var plan = Papers.Plan(100, "\e[31m");
        var kept = plan.Verdicts.First(verdict => verdict is { Reason: Reason.Pinned });
        var json = Explanation.Of(plan, kept.Id, Papers.Ledger(plan, ArtifactOutcome.Pruned))!.ToJson();
        Assert.DoesNotContain((byte)0x1B, json);
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        Assert.Equal(2, root.GetProperty("schema").GetInt32());
        Assert.Equal(plan.Digest, root.GetProperty("plan").GetProperty("digest").GetString());
        var image = root.GetProperty("images")[0];
        Assert.Equal(("keep", "pinned", "kept"), (image.GetProperty("verdict").GetString(), image.GetProperty("reason").GetString(), image.GetProperty("outcome").GetString()));
        Assert.Equal(PlannedRules.InOrder.Select(rule => Words.Of(rule)), image.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("rule").GetString()));
        Assert.Equal(["pinned"], image.GetProperty("rules").EnumerateArray().Where(rule => rule.GetProperty("keeps").GetBoolean()).Select(rule => rule.GetProperty("rule").GetString()));
        Assert.Equal("refs/heads/master", image.GetProperty("witness").GetProperty("reference").GetString());
    }

    [Fact]
    public void An_image_that_the_plan_does_not_know_has_none() => Assert.Null(Explanation.Of(Papers.Plan(3), "m-other", null));

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void As_text_it_fits_its_window_and_is_harmless(int columns)
    {
        var plan = Papers.Plan(100, Papers.Evil);
        string[] lines = [.. new[] { Decision.Keep, Decision.Prune }.SelectMany(decision =>
            ExplanationText.Lines(Explanation.Of(plan, plan.Verdicts.First(verdict => verdict.Verdict == decision).Id, null)!, new TextForm { Columns = columns, Palette = new Palette(true) }))];
        Said.AssertFits(lines, columns);
        Said.AssertHarmless(lines);
        Assert.Contains(lines, line => line.Contains("proof of absence", StringComparison.Ordinal));
    }
}
