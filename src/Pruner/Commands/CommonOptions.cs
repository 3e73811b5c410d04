using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Pruner.Configuration;
using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.GitHub;
using Pruner.State;
using Pruner.Stores;

namespace Pruner.Commands;

/// <summary>Options that several commands share, and what they mean.</summary>
internal sealed class CommonOptions
{
    /// <summary>--config</summary>
    public Option<string?> Config { get; } = new("--config") { Description = "The reviewed configuration. Default: ./pruner.yml when it is there.", HelpName = "file" };

    /// <summary>--platform</summary>
    public Option<string?> Platform { get; } = new("--platform") { Description = $"The store to be pruned: {string.Join(", ", StoreTable.Platforms)}. Default: the first of the configuration.", HelpName = "name" };

    /// <summary>--region</summary>
    public Option<string[]> Regions { get; } = new("--region") { Description = "Only this region; repeat it for several. Default: all.", HelpName = "id" };

    /// <summary>--arch</summary>
    public Option<string[]> Architectures { get; } = new("--arch") { Description = "Architecture of the builds decided on; repeat it for several, or all.", HelpName = "name", DefaultValueFactory = _ => ["x86_64"] };

    /// <summary>--min-age</summary>
    public Option<string?> MinAge { get; } = new("--min-age") { Description = "Keep younger builds: 90d, 12w, 24m, 2y, or none. Default: 90d.", HelpName = "age" };

    /// <summary>--keep-newest</summary>
    public Option<string?> KeepNewest { get; } = new("--keep-newest") { Description = "Keep the newest N builds of each stream, or none. Default: 3.", HelpName = "N" };

    /// <summary>--include-shared</summary>
    public Option<bool> IncludeShared { get; } = new("--include-shared") { Description = "Prune images that are shared with single accounts too." };

    /// <summary>--max-deletions</summary>
    public Option<string?> MaxDeletions { get; } = new("--max-deletions") { Description = "Most images deleted in one run; 0 means zero. Default: 2000.", HelpName = "N" };

    /// <summary>--state</summary>
    public Option<string> State { get; } = new("--state") { Description = "Folder for plan, journal, ledger and evidence.", HelpName = "folder", DefaultValueFactory = _ => "pruner-state" };

    /// <summary>--ledger</summary>
    public Option<string?> Ledger { get; } = new("--ledger") { Description = "Write the ledger to this file besides.", HelpName = "file" };

    /// <summary>--filename, of the commands that change something.</summary>
    public Option<string?> Filename { get; } = new("--filename") { Description = "Record the images in this file besides, in the form of the original tool's deleted_images.json. What it holds already informs only.", HelpName = "file" };

    /// <summary>--log-file</summary>
    public Option<string?> LogFile { get; } = new("--log-file", "--log-to-file") { Description = "Append everything that is said to this file.", HelpName = "file" };

    /// <summary>--debug</summary>
    public Option<bool> Debug { get; } = new("--debug", "-d") { Description = "Say more, and show where a defect happened." };

    /// <summary>--format</summary>
    public Option<string> Format { get; } = new("--format") { Description = "Form of the output.", HelpName = "text|json|markdown", DefaultValueFactory = _ => "text" };

    /// <summary>--full</summary>
    public Option<bool> Full { get; } = new("--full") { Description = "Show all rows at a terminal too, not only the largest." };

    /// <summary>--github-url</summary>
    public Option<string> GitHubUrl { get; } = new("--github-url") { Description = "Base of GitHub's REST API.", HelpName = "url", DefaultValueFactory = _ => GitHubEndpoint.DefaultBaseUrl };

    /// <summary>--git-dir, of the commands that only decide.</summary>
    public Option<string?> GitDir { get; } = new("--git-dir") { Description = "Read the history from this clone instead of GitHub's API; with --github-url both ways, and refuse when they differ. A plan of a clone alone cannot be applied.", HelpName = "folder" };

    /// <summary>--builds-url</summary>
    public Option<string?> BuildsUrl { get; } = new("--builds-url") { Description = "Where all builds are listed, instead of each stream's own address: the part before rhcos-4.10/builds.json or prod/streams.", HelpName = "url" };

    /// <summary>--aliyun-endpoint</summary>
    public Option<string?> AliyunEndpoint { get; } = new("--aliyun-endpoint") { Description = "Where Alibaba Cloud's regions are asked for. Default: the public one.", HelpName = "url" };

    /// <summary>--sts-endpoint</summary>
    public Option<string?> StsEndpoint { get; } = new("--sts-endpoint") { Description = "Where Alibaba Cloud is asked whose credentials these are, and for those of a role. Default: the public one.", HelpName = "url" };

    /// <summary>--role-arn</summary>
    public Option<string?> RoleArn { get; } = new("--role-arn") { Description = "The Alibaba Cloud role to take with an id token: GitHub's on a runner, else that of ALIBABA_CLOUD_OIDC_TOKEN_FILE.", HelpName = "arn" };

    /// <summary>--oidc-provider-arn</summary>
    public Option<string?> OidcProviderArn { get; } = new("--oidc-provider-arn") { Description = "The identity provider of that token, as RAM knows it.", HelpName = "arn" };

    /// <summary>Makes the choice of formats, and the paths, strict.</summary>
    public CommonOptions()
    {
        Format.AcceptOnlyFromAmong("text", "json", "markdown");
        Architectures.CompletionSources.Add("x86_64", "aarch64", "ppc64le", "s390x", StreamTable.All);
        Regions.CompletionSources.Add(context => PlannedRegions.In(context.ParseResult.GetValue(State)).Select(region => new CompletionItem(region)));
        foreach (var path in (Option[])[Config, State, Ledger, Filename, LogFile, GitDir])
        {
            RefuseEmpty(path, "a path");
        }

        Platform.CompletionSources.Add([.. StoreTable.Platforms]);
        RefuseEmpty(Platform, "a platform");
        RefuseEmpty(Regions, "a region");
        RefuseEmpty(Architectures, "an architecture");
        RefuseEmpty(RoleArn, "a role");
        RefuseEmpty(OidcProviderArn, "an identity provider");
    }

    /// <summary>Options of every command that reads evidence.</summary>
    public IEnumerable<Option> Evidence =>
    [
        Config, Platform, Regions, Architectures, MinAge, KeepNewest, IncludeShared, MaxDeletions, State, Ledger, LogFile, Debug, Format, Full,
        GitHubUrl, BuildsUrl, AliyunEndpoint, StsEndpoint, RoleArn, OidcProviderArn,
    ];

    /// <summary>Options of every command that decides and changes nothing.</summary>
    public IEnumerable<Option> Deciding => [.. Evidence, GitDir];

    /// <summary>Options of a command that reads evidence and decides nothing.</summary>
    public IEnumerable<Option> Looking => Deciding.Except([MinAge, KeepNewest, IncludeShared, MaxDeletions, Ledger]);

    /// <summary>Options of every command that changes something.</summary>
    public IEnumerable<Option> Changing => [.. Evidence, Filename];

    /// <summary>The clone to read; null when none is given, or the command reads none.</summary>
    public string? CloneOf(ParseResult parsed) => parsed.GetResult(GitDir) is null ? null : parsed.GetValue(GitDir);

    /// <summary>True when GitHub's address is given besides the clone.</summary>
    public bool ReadsBothWays(ParseResult parsed) => parsed.GetResult(GitHubUrl) is { Implicit: false };

    /// <summary>Words that a release may be given by, for a shell's completion.</summary>
    public static IEnumerable<string> ReleaseWords => [.. StreamTable.ReleasesOf(BuiltInPolicy.Policy.Streams).Select(release => release.ToString()), StreamTable.All];

    /// <summary>The chosen architectures; empty for all.</summary>
    public ImmutableArray<string> ArchitecturesOf(ParseResult parsed) =>
        parsed.GetValue(Architectures) is { } named && !named.Contains(StreamTable.All, StringComparer.Ordinal) ? [.. named.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [];

    /// <summary>True when architectures are named on the command line.</summary>
    public bool NamesArchitectures(ParseResult parsed) => parsed.GetResult(Architectures) is { Implicit: false };

    /// <summary>Refuses an option without a value: an input left empty in a workflow names no file, no region, no architecture.</summary>
    public static void RefuseEmpty(Option option, string expected) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError($"{option.Name} is empty, expected {expected}. Leave it out, or give one.");
        }
    });

    /// <summary>Refuses words that begin with a dash where none belongs: a misspelt option would be taken for the argument.</summary>
    public static void RefuseOptions(Argument argument) => argument.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
        {
            result.AddError($"'{token.Value}' is no option of this command.");
        }
    });

    /// <summary>The effective policy: the configuration, then the flags.</summary>
    /// <param name="parsed">The flags.</param>
    /// <param name="environment">Variables, which tell whether this is an Actions runner.</param>
    /// <exception cref="SetupException">The configuration or a flag is wrong.</exception>
    public Policy PolicyOf(ParseResult parsed, Func<string, string?> environment)
    {
        var path = parsed.GetValue(Config) ?? (File.Exists("pruner.yml") ? "pruner.yml" : null);
        var policy = path is null ? BuiltInPolicy.Policy : ConfigurationFile.Read(path);
        if (parsed.GetValue(MinAge) is { } minAge)
        {
            policy = policy with { MinAge = NoneOr("--min-age", minAge, Durations.TryParse, Durations.Form) };
        }

        if (parsed.GetValue(KeepNewest) is { } keepNewest)
        {
            policy = policy with { KeepNewest = NoneOr("--keep-newest", keepNewest, text => Whole(text), "a whole number from 0, or none") };
        }

        if (parsed.GetValue(MaxDeletions) is { } text)
        {
            var maxDeletions = Whole(text) ?? throw Wrong("--max-deletions", text, "a whole number from 0");
            if (policy.MaxDeletions is { } limit && maxDeletions > limit && string.Equals(environment("GITHUB_ACTIONS"), "true", StringComparison.OrdinalIgnoreCase))
            {
                throw new SetupException(new Refusal(
                    $"--max-deletions is {maxDeletions}, more than the {limit} of the configuration.",
                    "In a workflow a flag may lower a limit; raising one is a change that somebody reviews.",
                    "Write max-deletions into the configuration."));
            }

            policy = policy with { MaxDeletions = maxDeletions };
        }

        return policy with { IncludeShared = policy.IncludeShared || parsed.GetValue(IncludeShared) };
    }

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static T? NoneOr<T>(string option, string text, Func<string, T?> parse, string form)
        where T : struct =>
        string.Equals(text, "none", StringComparison.Ordinal) ? null : parse(text) ?? throw Wrong(option, text, form);

    private static SetupException Wrong(string option, string text, string form) => new(new Refusal(
        $"{option} is '{text}', expected {form}.", "It decides what is kept.", "See 'pruner --help'."));
}
