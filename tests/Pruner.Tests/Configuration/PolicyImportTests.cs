using Pruner.Configuration;
using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.Core.Policies;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Configuration;

public sealed class PolicyImportTests : IDisposable
{
    private const string Cosa = """
        rawhide:
            cloud-uploads: 12M
            containers: 2w
            images: 18m
            images-keep: [qemu, live-iso]
            build: 24m
        stable:
            cloud-uploads: 2y
        "4.12":
            cloud-uploads: 10D
        testing:
            containers: 3m
        next:
            cloud-uploads: 0d
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("pruner-policy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_becomes_a_new_file_that_is_right()
    {
        var source = Path.Combine(_folder, "gc-policy.yaml");
        var target = Path.Combine(_folder, "pruner.yml");
        await File.WriteAllTextAsync(source, Cosa, Stage.Token);

        var imported = await Quiet.CallAsync("policy", "import", source, "--out", target);
        var printed = await Quiet.CallAsync("policy", "import", source);
        var check = await Quiet.CallAsync("policy", "check", target);

        Assert.Equal((ExitCode.Done, ""), (imported.ExitCode, imported.Out));
        Assert.EndsWith($"Configuration written to {target}.\n", imported.Error, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(target, Stage.Token), printed.Out);
        Assert.Equal((ExitCode.Done, ""), (check.ExitCode, check.Error));
    }

    [Fact]
    public void What_is_not_taken_over_is_named_in_the_file_and_besides()
    {
        var made = Import(Cosa);
        Assert.Equal(
            [
                "Not taken over from rawhide: containers, images, images-keep, build. They are about what is no cloud image.",
                "Not taken over from testing: containers. They are about what is no cloud image.",
                "All of testing is kept: there is no cloud-uploads.",
                "next has no rule of its own: its cloud-uploads keeps none, so the general rule holds.",
                $"{BuiltInPolicy.Policy.Streams.Length - 4} known streams are kept whole: the file does not name them, so nothing of them is pruned there.",
                "rawhide is not in pruner's own table: look whether its builds are listed at https://builds.coreos.fedoraproject.org/prod/streams/rawhide/builds.",
            ],
            made.Notes);
        Assert.Contains("  # Not taken over, since they are no cloud images: containers, images, images-keep, build.\n  - streams: [\"rawhide\"]\n    min-age: 12m\n", made.Text, StringComparison.Ordinal);
        Assert.Contains("  # No rule for next: its cloud-uploads is 0d", made.Text, StringComparison.Ordinal);
        Assert.Contains("# gc-policy.yaml does not name these streams, so nothing of them is pruned there.", made.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_is_not_known_is_added_and_a_known_one_is_not()
    {
        var policy = Read(Import(Cosa));
        var added = Assert.Single(policy.Streams, stream => !BuiltInPolicy.Has(stream));
        Assert.Equal(("rawhide", "https://builds.coreos.fedoraproject.org", "prod/streams/rawhide/builds"), (added.Name, added.Base, added.Folder));
        Assert.Empty(added.Releases);
    }

    [Fact]
    public void Whatever_the_other_policy_keeps_is_kept()
    {
        var cosa = CosaPolicy.Parse("gc-policy.yaml", Cosa);
        var policy = Read(Import(Cosa));
        var kept = 0;
        var build = BuildId.TryParse("39.20231101.3.0")!;
        foreach (var stream in policy.Streams)
        {
            var named = cosa.Streams.FirstOrDefault(one => one.Name == stream.Name);
            var limit = named?.CloudUploads is { } text ? Durations.TryParse(text)! : null;
            foreach (var days in (int[])[1, 9, 10, 89, 90, 359, 360, 729, 730, 10_000])
            {
                var age = TimeSpan.FromDays(days);
                var ours = policy.AllRules().Any(rule => rule.AppliesTo(stream.Name, "aarch64", "aws") && (rule.MinAge > age || rule.Keep.Any(keep => keep.Names(build))));
                if (limit is null || age < limit)
                {
                    Assert.True(ours, $"{stream.Name} of {days} days");
                    kept++;
                }
            }
        }

        Assert.True(kept > 200);
    }

    [Fact]
    public void What_the_other_policy_prunes_may_go_here_too()
    {
        var policy = Read(Import(Cosa));
        Assert.All(["rawhide", "stable", "4.12", "next"], stream => Assert.DoesNotContain(policy.AllRules().Where(rule => rule.AppliesTo(stream, "x86_64", "aliyun")), rule => rule.MinAge > TimeSpan.FromDays(730) || !rule.Keep.IsEmpty));
    }

    [Fact]
    public void A_policy_that_names_every_stream_keeps_none_whole()
    {
        var all = string.Concat(BuiltInPolicy.Policy.Streams.Select(stream => $"\"{stream.Name}\": {{cloud-uploads: 1y}}\n"));
        var made = Import(all);
        Assert.Empty(made.Notes);
        Assert.All(Read(made).Rules, rule => Assert.Empty(rule.Keep));
        Assert.Equal(BuiltInPolicy.Policy.Streams.Length, Read(made).Rules.Length);
    }

    [Fact]
    public void A_policy_whose_every_stream_keeps_none_has_no_rules()
    {
        var all = string.Concat(BuiltInPolicy.Policy.Streams.Select(stream => $"\"{stream.Name}\": {{cloud-uploads: 0d}}\n"));
        Assert.Empty(Read(Import(all)).Rules);
    }

    private static PolicyImport Import(string text) => PolicyImport.Of(CosaPolicy.Parse("gc-policy.yaml", text), BuiltInPolicy.Policy.Streams);

    private static Policy Read(PolicyImport made) => ConfigurationFile.Parse("pruner.yml", made.Text);
}
