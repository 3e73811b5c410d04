using System.Text.RegularExpressions;
using Pruner.Container.Tests.Infrastructure;
using YamlDotNet.RepresentationModel;

namespace Pruner.Container.Tests.Workflows;

/// <summary>What actionlint does not ask of a workflow.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Files() => [.. Own().Concat(Directory.GetFiles(ProjectRoot.PathOf("examples"), "*.yml")).Select(Relative).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_is_allowed_that_no_job_asks_for_with_a_reason(string file)
    {
        var path = ProjectRoot.PathOf(file);
        var workflow = YamlFile.Read(path);
        Assert.Empty(Assert.IsType<YamlMappingNode>(workflow.Find("permissions")).Children);
        Assert.All(workflow.Entries("jobs"), job => Assert.IsType<YamlMappingNode>(job.Value.Find("permissions")));
        Assert.All(File.ReadLines(path).Where(line => Permission().IsMatch(line)), line => Assert.Contains(" # ", line, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_action_of_others_is_pinned_by_commit_and_says_its_version(string file)
    {
        var used = File.ReadLines(ProjectRoot.PathOf(file)).Select(line => Uses().Match(line)).Where(match => match.Success).Select(match => match.Groups["what"].Value);
        Assert.NotEmpty(used);
        // The action itself is named by who uses it: here by its folder, in the examples by its version.
        Assert.All(used.Where(what => what != "./.pruner" && !(IsExample(file) && what.StartsWith("OWNER/aliyun-pruner", StringComparison.Ordinal))), what => Assert.Matches(Pinned(), what));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_expression_is_pasted_into_a_script(string file) => Assert.DoesNotContain(
        YamlFile.Read(ProjectRoot.PathOf(file)).All().Select(node => node.Text("run")),
        script => script?.Contains("${{", StringComparison.Ordinal) == true);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_job_ends_in_time_and_no_checkout_leaves_its_token(string file)
    {
        var workflow = YamlFile.Read(ProjectRoot.PathOf(file));
        Assert.All(workflow.Entries("jobs"), job => Assert.True(job.Value.Text("timeout-minutes") is not null || job.Value.Text("uses") is not null, job.Key));
        Assert.All(
            workflow.All().Where(node => node.Text("uses")?.StartsWith("actions/checkout@", StringComparison.Ordinal) == true),
            step => Assert.Equal("false", step.Find("with")?.Text("persist-credentials")));
    }

    [Fact]
    public void Only_a_reviewed_job_with_the_approved_digest_deletes()
    {
        var steps = Own().SelectMany(path => YamlFile.Read(path).Entries("jobs")).SelectMany(job => job.Value.All().Select(step => (Job: job.Value, With: step.Find("with"))))
            .Where(step => step.With?.Find("dry-run") is not null)
            .ToList();
        var (job, with) = Assert.Single(steps);
        Assert.Equal("apply", with!.Text("command"));
        Assert.Equal("${{ needs.plan.outputs.plan-digest }}", with!.Text("plan-digest"));
        Assert.NotNull(job.Find("environment"));
        Assert.Equal("${{ toJSON(inputs.dry-run) == 'false' }}", job.Text("if"));
    }

    [Fact]
    public void No_event_that_strangers_can_start_with_the_repositorys_own_rights_is_used() =>
        Assert.All(Files().Select(row => row.Data), file => Assert.DoesNotContain("pull_request_target", File.ReadAllText(ProjectRoot.PathOf(file)), StringComparison.Ordinal));

    private static string[] Own() => Directory.GetFiles(ProjectRoot.PathOf(".github", "workflows"), "*.yml");

    private static string Relative(string path) => Path.GetRelativePath(ProjectRoot.Folder, path);

    private static bool IsExample(string file) => file.StartsWith("examples", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s+(actions|attestations|contents|id-token|packages|pull-requests): (read|write)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Permission();

    [GeneratedRegex(@"^\s+(- )?uses: (?<what>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Uses();

    [GeneratedRegex(@"^[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", RegexOptions.None, 1000)]
    private static partial Regex Pinned();
}
