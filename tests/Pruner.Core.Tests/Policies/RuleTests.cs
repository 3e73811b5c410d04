using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Policies;

/// <summary>Which rules apply, and what those that apply keep together.</summary>
public sealed class RuleTests
{
    [Fact]
    public void Any_one_pattern_of_each_list_is_enough()
    {
        var rule = new RetentionRule
        {
            Streams = [Pattern("rhcos-4.10"), Pattern("rhel-9.6")],
            Architectures = [Pattern("x86_64"), Pattern("s390x")],
            Platforms = [Pattern("aliyun"), Pattern("aws")],
        };

        Assert.True(rule.AppliesTo("rhcos-4.10", "s390x", "aws"));
        Assert.True(rule.AppliesTo("rhel-9.6", "x86_64", "aliyun"));
        Assert.False(rule.AppliesTo("rhcos-4.11", "s390x", "aws"));
        Assert.False(rule.AppliesTo("rhcos-4.10", "aarch64", "aws"));
        Assert.False(rule.AppliesTo("rhcos-4.10", "s390x", "gcp"));
    }

    [Fact]
    public void Rules_keep_together_the_longest_age_the_most_builds_and_all_lists_the_general_ones_first()
    {
        var policy = new Policy
        {
            MinAge = TimeSpan.FromDays(2),
            KeepNewest = 1,
            Keep = [KeepRule.OfBuild(Some.Build(), "general")],
            Rules = [new RetentionRule { MinAge = TimeSpan.FromDays(1), KeepNewest = 2, Keep = [KeepRule.OfBuild(Some.Build(), "further")] }, new RetentionRule()],
        };

        foreach (var kept in new[] { Retention.Of(policy, [Some.Stream], "x86_64", "aliyun"), Retention.OfUnknown(policy) })
        {
            Assert.Equal((TimeSpan.FromDays(2), 2), (kept.MinAge, kept.KeepNewest));
            Assert.Equal(["general", "further"], kept.Keep.Select(rule => rule.Reason));
        }
    }

    [Fact]
    public void One_tag_among_others_is_enough() =>
        Assert.True(KeepRule.OfTag(TagPattern.TryParse("keep")!, "by hand").IsCarriedBy(Some.Image() with { Tags = Some.Tags("keep", "yes").Add("owner", "x") }));

    [Fact]
    public void A_history_is_of_a_source_by_its_name_and_by_what_was_read_of_it()
    {
        var builder = new HistoryBuilder();
        var history = builder.Branch("master", builder.Commit("first", [], [(Documents.RhcosPath, "{}")])).Build();
        var source = new PinSource("OpenShift/installer", null, []);

        Assert.True(source.IsReadIn(history));
        Assert.False((source with { Repository = "other/installer" }).IsReadIn(history));
        Assert.False((source with { ReadsPullRequests = false }).IsReadIn(history));
    }

    private static Glob Pattern(string text) => Glob.TryParse(text)!;
}
