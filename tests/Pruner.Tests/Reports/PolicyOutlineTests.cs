using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Pruner.Configuration;
using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.Reports;
using Pruner.Tests.Configuration;
using Pruner.Tests.Infrastructure;
using Pruner.Tests.Output;

namespace Pruner.Tests.Reports;

public sealed class PolicyOutlineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pruner-policy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_policy_is_told_in_plain_words()
    {
        var file = Path.Combine(_folder, "pruner.yml");
        await File.WriteAllTextAsync(file, PolicyDocumentTests.Whole, Stage.Token);

        var called = await Quiet.CallAsync("policy", "check", file);

        Assert.Equal((ExitCode.Done, ""), (called.ExitCode, called.Error));
        Assert.Equal(
            $"""
            Right: {file} is a policy that can be used.

            What is kept:
              - Always: boot images, images in use, images tagged `bootimage=true`, and whatever is not fully known.
              - Builds younger than 91 days.
              - The newest 4 builds of each stream and architecture.
              - Builds `410.84.2022*` (`asked for by QE`).
              - Images tagged `env=Prod*` (`hand-tagged`).
              - Rule 1, of `rhcos-4.1?`, `rhcos-4.12`, `rhcos-4.12-aarch64`, `rhcos-4.12-ppc64le`, `rhcos-4.12-s390x`, `4.12` on `aarch64` for `aliyun`: builds younger than 730 days; the newest 10 builds of each stream and architecture; build `410.84.202201251210-0` (`a partner's`).
              - Rule 2, of every stream: builds younger than 100 days.

            Streams:
              - 51 built-in streams, for OpenShift 4.2 to 5.0 and Fedora CoreOS; `pruner policy show` lists them.
              - `rhcos-5.0`, for OpenShift 4.23, 5.0, listed at `https://builds.example/storage/prod/streams/rhcos-5.0/builds/builds.json`.
              - `rhcos-4.10`, of no OpenShift release, listed at `http://builds.example/old/rhcos-4.10/builds.json`.

            Where boot images are named:
              - `openshift/installer`: every branch and tag; pull requests; files `data/data/*cos*.json`, `data/data/coreos/**/*.json`, `images.json`; branches from release-4.2 up to the newest must be there; 1 known build must be found.
              - `okd/installer`: of branches and tags only `refs/heads/release-*`; no pull requests; files `streams/**/fcos.json`; no branch has to be there; no build has to be found.

            Where images are:
              - `directory` at `/srv/images`.

            What a run may do:
              - Change only account `123`.
              - Delete at most 1 image.
              - Delete at most 2 % of all images seen.
              - Mark an image first, and delete it in a later run once it has been marked for 14 days, by its tag and by the ledger.
              - Go on only if at least 3 boot image builds are found.
              - Go on only if no more than 4 pins of earlier ledgers are lost.
              - As a workflow, change something on the default branch and `operations` only.
              - Have at most so many calls under way: 1 of each API of GitHub, 256 for builds, 3 of the store in each region and action.

            Unusual, or off:
              - `include-shared` is `true`: images shared with single accounts are not kept for that.
              - Pull requests of `okd/installer` are not read: what they propose is not protected.
              - Not every branch and tag of `okd/installer` is read: what the others name is not protected.
              - Rule 1 names the platforms `aliyun`, and no store is of such.
              - The stream `rhcos-4.10` takes the place of the built-in one.
              - Builds of the stream `rhcos-4.10` are read without encryption: anybody on the way can change what they say.

            Digest {PolicyText.DigestOf(ConfigurationFile.Parse(file, PolicyDocumentTests.Whole))}

            """,
            called.Out);
    }

    [Fact]
    public async Task The_built_in_policy_is_shown_as_it_is_and_can_be_begun_from()
    {
        var shown = await Quiet.CallAsync("policy", "show");
        Assert.Equal((ExitCode.Done, "", BuiltInPolicy.Text), (shown.ExitCode, shown.Error, shown.Out));

        var read = ConfigurationFile.Parse("pruner.yml", shown.Out);
        Assert.Equal(PolicyText.Write(BuiltInPolicy.Policy), PolicyText.Write(read));
        Assert.Empty(UnusualSettings.Of(read));
        Assert.Contains(PolicyOutline.Of("pruner.yml", read).Streams, says => says.StartsWith("52 built-in streams", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pins: [{repository: a/b}, {repository: openshift/installer, left-out: x}]", "`openshift/installer` is no source of pins: what only it names is not protected.")]
    [InlineData("pins: [{}, {repository: a/b, pull-requests: false}]", "Pull requests of `a/b` are not read: what they propose is not protected.")]
    [InlineData("pins: [{}, {repository: a/b, refs: [\"refs/heads/**\"]}]", "Not every branch and tag of `a/b` is read: what the others name is not protected.")]
    [InlineData("rules: [{streams: [\"rhcos-6*\"], min-age: 1y}]", "Rule 1 names the streams `rhcos-6*`, and there are none such.")]
    [InlineData("rules: [{architectures: [\"mips*\"], min-age: 1y}]", "Rule 1 names the architectures `mips*`, and builds are for x86_64, aarch64, ppc64le, s390x.")]
    [InlineData("rules: [{platforms: [aws], min-age: 1y}]", "Rule 1 names the platforms `aws`, and no store is of such.")]
    [InlineData("rules: [{min-age: 1y}, {min-age: 90d, keep-newest: 3}]", "Rule 2 keeps nothing that the general rule does not keep.")]
    [InlineData("keep: [{build: \"4.10.*\", reason: x}]", "The kept builds `4.10.*` begin like a release, but ids of its builds begin without the dot: `410.84.2022*` for 4.10.")]
    [InlineData("streams: [{name: stable, base: \"https://b.example\"}]", "The stream `stable` takes the place of the built-in one.")]
    [InlineData("streams: [{name: x, base: \"http://b.example\"}]", "Builds of the stream `x` are read without encryption: anybody on the way can change what they say.")]
    [InlineData("max-deletions: 0", "A limit of deletions is `0`: nothing is ever deleted.")]
    [InlineData("max-deletions-percent: 0", "A limit of deletions is `0`: nothing is ever deleted.")]
    public void What_somebody_should_look_at_is_told(string text, string says) =>
        Assert.Equal([says], UnusualSettings.Of(ConfigurationFile.Parse("pruner.yml", text)));

    [Theory]
    [InlineData("pins: [{}, {repository: a/b}]")]
    [InlineData("rules: [{streams: [\"rhcos-4*\"], architectures: [\"*\"], platforms: [aliyun], min-age: 91d}, {keep-newest: 4}, {keep: [{tag: keep, reason: x}]}]")]
    [InlineData("keep: [{build: \"410.84.*\", reason: x}]")]
    [InlineData("streams: [{name: x, base: \"https://b.example\"}]")]
    [InlineData("max-deletions: 1")]
    public void What_is_usual_is_not(string text) => Assert.Empty(UnusualSettings.Of(ConfigurationFile.Parse("pruner.yml", text)));

    [Fact]
    public void A_guard_that_is_off_is_told_and_one_that_is_on_is_not()
    {
        Assert.Contains("`account` is not set: the credentials decide which account it is.", Unusual(""));
        Assert.DoesNotContain(Unusual("account: \"1\""), says => says.StartsWith("`account`", StringComparison.Ordinal));
        Assert.Contains("`max-lost-pins` is `none`: a scan may lose any number of pins.", Unusual("max-lost-pins: none"));
    }

    [Fact]
    public async Task Json_has_every_part_and_the_digest_that_a_plan_would_name()
    {
        var file = Path.Combine(_folder, "pruner.yml");
        await File.WriteAllTextAsync(file, "account: \"1\"\n", Stage.Token);
        var json = JsonNode.Parse((await Quiet.CallAsync("policy", "check", file, "--format", "json")).Out)!.AsObject();
        Assert.Equal(["schema", "file", "digest", "kept", "streams", "pins", "stores", "guards", "unusual"], json.Select(pair => pair.Key));
        Assert.Equal(PolicyText.DigestOf(ConfigurationFile.Read(file)), json["digest"]!.ToString());
        Assert.Equal("`aliyun`.", Assert.Single(json["stores"]!.AsArray())!.ToString());
    }

    [Fact]
    public void A_strangers_text_is_never_a_command_or_markup()
    {
        var policy = BuiltInPolicy.Policy with
        {
            Keep = [KeepRule.OfTag(new TagPattern(Papers.Evil, Glob.TryParse("`*`")), Papers.Evil)],
            Stores = [new StoreChoice("aliyun", Papers.Evil)],
            Branches = [Papers.Evil],
        };
        var outline = PolicyOutline.Of(Papers.Evil, policy);
        string[] markdown = [.. PolicyOutlineMarkdown.Lines(outline)];

        Said.AssertHarmless(PolicyOutlineText.Lines(outline, new Pruner.Output.TextForm()));
        Said.AssertHarmless(markdown);
        Assert.Equal(4, markdown.Count(line => line.Contains("evil", StringComparison.Ordinal)));
        Assert.All(markdown, line => Assert.Equal(0, line.Count(character => character == '`') % 2));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    public void A_narrow_window_is_respected(int columns) => Said.AssertFits(
        PolicyOutlineText.Lines(PolicyOutline.Of("pruner.yml", ConfigurationFile.Parse("pruner.yml", PolicyDocumentTests.Whole)), new Pruner.Output.TextForm { Columns = columns }), columns);

    private static ImmutableArray<string> Unusual(string text) => PolicyOutline.Of("pruner.yml", ConfigurationFile.Parse("pruner.yml", text)).Unusual;
}
