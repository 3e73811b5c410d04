using Pruner.Fuzz.Tests.Harness;
using Pruner.Fuzz.Tests.Targets;

namespace Pruner.Fuzz.Tests;

/// <summary>Texts that once brought a reader to an exception that it does not promise. Each lies in the corpus under its name.</summary>
public sealed class RegressionTests
{
    [Fact]
    public void A_member_whose_name_is_half_a_character_makes_an_answer_of_GitHub_none() => AssertRefused("github-repository", "found-half-a-name.json");

    [Fact]
    public void An_error_of_GitHub_that_names_half_a_character_is_told() => AssertTaken("github-error", "found-half-a-path.json");

    [Theory]
    [InlineData("found-half-a-claim.json")]
    [InlineData("found-not-utf8.json")]
    public void An_id_token_with_a_claim_that_is_no_text_is_none(string name) => AssertRefused("id-token", name);

    [Theory]
    [InlineData("found-half-a-token.json")]
    [InlineData("found-not-utf8.json")]
    public void An_answer_with_an_id_token_that_is_no_text_holds_none(string name) => AssertRefused("id-token-answer", name);

    [Fact]
    public void An_event_with_a_branch_that_is_no_text_is_refused() => AssertRefused("actions-event", "found-half-a-branch.json");

    [Fact]
    public void A_code_of_Alibaba_Cloud_that_is_no_text_is_still_an_error() => AssertRefused("sts-identity", "found-half-a-code.json");

    [Theory]
    [InlineData("found-half-a-code.json")]
    [InlineData("found-half-a-name.json")]
    [InlineData("found-half-a-message.json")]
    public void A_change_whose_answer_is_no_text_is_not_taken_for_done(string name) => AssertRefused("ecs-change", name);

    [Theory]
    [InlineData("results-answer")]
    [InlineData("artifact-list")]
    public void A_member_whose_name_is_half_a_character_hides_the_others_of_an_answer_about_artifacts(string reader) => Assert.Null(Give(reader, "found-half-a-name.json").Wrong);

    [Fact]
    public void A_profile_that_is_null_is_passed_over() => AssertTaken("cli-profile", "found-no-profile.json");

    [Theory]
    [InlineData("policy", "found-open-bracket.yml")]
    [InlineData("cosa-policy", "found-open-bracket.yaml")]
    [InlineData("cosa-policy", "found-unsupported-event.yaml")]
    public void A_bracket_that_is_not_closed_is_refused_like_any_text_that_is_no_YAML(string reader, string name) => AssertRefused(reader, name);

    [Theory]
    [InlineData("found-two-directives.txt")]
    [InlineData("found-no-position.txt")]
    public void A_completion_that_no_script_asks_for_is_refused(string name) => AssertRefused("command-line", name);

    private static void AssertRefused(string reader, string name) => Assert.Equal(new Verdict(false, null), Give(reader, name));

    private static void AssertTaken(string reader, string name) => Assert.Equal(new Verdict(true, null), Give(reader, name));

    private static Verdict Give(string reader, string name)
    {
        var target = AllTargets.Named(reader);
        var example = target.Examples.Single(example => example.Name == name);
        return Judge.Of(target, new Input(example.Bytes, example));
    }
}
