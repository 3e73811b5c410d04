using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pruner.Configuration;
using Pruner.Core.Policies;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>A policy in plain words: what it keeps, where it looks, which guards hold, and what is unusual about it. Every sentence is safe to be shown.</summary>
internal sealed record PolicyOutline
{
    /// <summary>Version of this form.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of the form: <see cref="CurrentSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>The document.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of what it comes to, as a plan that is made under it names it.</summary>
    public required string Digest { get; init; }

    /// <summary>What is kept.</summary>
    public required ImmutableArray<string> Kept { get; init; }

    /// <summary>Which streams can be chosen, and where their builds are listed.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>Where boot images are named.</summary>
    public required ImmutableArray<string> Pins { get; init; }

    /// <summary>Where images are.</summary>
    public required ImmutableArray<string> Stores { get; init; }

    /// <summary>What a run may do.</summary>
    public required ImmutableArray<string> Guards { get; init; }

    /// <summary>What is off, weaker than usual, or may not do what was meant.</summary>
    public required ImmutableArray<string> Unusual { get; init; }

    /// <summary>The parts with their titles, in the order in which they are read.</summary>
    [JsonIgnore]
    public IEnumerable<(string Title, ImmutableArray<string> Sentences)> Parts =>
    [
        ("What is kept", Kept),
        ("Streams", Streams),
        ("Where boot images are named", Pins),
        ("Where images are", Stores),
        ("What a run may do", Guards),
        ("Unusual, or off", Unusual),
    ];

    /// <summary>Puts a policy into words.</summary>
    /// <param name="file">The document it was read from.</param>
    /// <param name="policy">The policy.</param>
    public static PolicyOutline Of(string file, Policy policy) => new()
    {
        Schema = CurrentSchema,
        File = SafeText.Line(file),
        Digest = PolicyText.DigestOf(policy),
        Kept =
        [
            "Always: boot images, images in use, images tagged `bootimage=true`, and whatever is not fully known.",
            .. policy.IncludeShared ? [] : (string[])["Images that are shared with single accounts."],
            .. Keeps(policy.AllRules().First()).Select(kept => $"{Capital(kept)}."),
            .. policy.Rules.Select((rule, number) => $"Rule {number + 1}, {ScopeOf(rule)}: {string.Join("; ", Keeps(rule))}."),
        ],
        Streams = [.. StreamsOf(policy)],
        Pins = [.. policy.Pins.Select(WordsOf)],
        Stores = [.. policy.Stores.Select(store => store.Address is null ? $"{Code(store.Platform)}." : $"{Code(store.Platform)} at {Code(store.Address)}.")],
        Guards = [.. GuardsOf(policy)],
        Unusual = [.. UnarmedGuards.Of(policy), .. UnusualSettings.Of(policy)],
    };

    /// <summary>As JSON, with a line end.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, PolicyOutlineJson.Default.PolicyOutline), (byte)'\n'];

    private static IEnumerable<string> Keeps(RetentionRule rule)
    {
        if (rule.MinAge is { Ticks: > 0 } age)
        {
            yield return $"builds younger than {Days(age)}";
        }

        if (rule.KeepNewest is > 0 and var newest)
        {
            yield return newest == 1 ? "the newest build of each stream and architecture" : $"the newest {BuildTable.Number(newest)} builds of each stream and architecture";
        }

        foreach (var kept in rule.Keep)
        {
            var what = kept switch
            {
                { Tag: { } tag } => $"images tagged {Code(tag.ToString())}",
                { Builds: { IsPlain: true } build } => $"build {Code(build.Text)}",
                { Builds: { } builds } when builds.Equals(Glob.Any) => "every build",
                _ => $"builds {Code(kept.Builds?.Text ?? "")}",
            };
            yield return $"{what} ({Code(kept.Reason)})";
        }
    }

    private static string ScopeOf(RetentionRule rule) =>
        Only(rule.Streams, "of ", "of every stream") + Only(rule.Architectures, " on ", "") + Only(rule.Platforms, " for ", "");

    private static string Only(ImmutableArray<Glob> patterns, string before, string all) =>
        patterns.Contains(Glob.Any) ? all : before + List(patterns.Select(pattern => pattern.Text));

    private static IEnumerable<string> StreamsOf(Policy policy)
    {
        var known = policy.Streams.Where(BuiltInPolicy.Has).ToList();
        var releases = known.SelectMany(stream => stream.Releases).Distinct().Order().ToList();
        yield return releases.Count == 0
            ? "None of the built-in streams."
            : $"{BuildTable.Count(known.Count, "built-in stream")}, for OpenShift {releases[0]} to {releases[^1]} and Fedora CoreOS; `pruner policy show` lists them.";
        foreach (var stream in policy.Streams.Except(known))
        {
            var serves = stream.Releases.IsEmpty ? "of no OpenShift release" : $"for OpenShift {string.Join(", ", stream.Releases)}";
            var lists = stream.Architectures.IsEmpty ? "" : $", {string.Join(", ", stream.Architectures)} only";
            yield return $"{Code(stream.Name)}, {serves}{lists}, listed at {Code($"{stream.Base}/{stream.Folder}/builds.json")}.";
        }
    }

    private static string WordsOf(PinSource source)
    {
        var isWhole = !PinSource.AllReferences.Except(source.References).Any();
        IEnumerable<string> words =
        [
            isWhole ? "every branch and tag" : $"of branches and tags only {List(source.References.Select(pattern => pattern.Text))}",
            source.ReadsPullRequests ? "pull requests" : "no pull requests",
            $"files {List(source.Paths.Select(pattern => pattern.Text))}",
            source.FirstRelease is { } first ? $"branches from release-{first} up to the newest must be there" : "no branch has to be there",
            source.KnownBuilds.IsEmpty ? "no build has to be found" : $"{BuildTable.Count(source.KnownBuilds.Length, "known build")} must be found",
        ];
        return $"{Code(source.Repository)}: {string.Join("; ", words)}.";
    }

    private static IEnumerable<string> GuardsOf(Policy policy)
    {
        yield return policy.Account is { } account ? $"Change only account {Code(account)}." : "Change the account of the credentials, whichever it is.";
        yield return policy.MaxDeletions is { } most ? $"Delete at most {BuildTable.Count(most, "image")}." : "Delete any number of images.";
        if (policy.MaxDeletionsPercent is { } percent)
        {
            yield return $"Delete at most {percent} % of all images seen.";
        }

        yield return policy.Grace is { } grace ? $"Mark an image first, and delete it in a later run once it has been marked for {Days(grace)}, by its tag and by the ledger." : "Delete an image as soon as the plan is carried out.";
        if (policy.MinPinnedBuilds is > 0 and var fewest)
        {
            yield return $"Go on only if at least {BuildTable.Count(fewest, "boot image build")} {(fewest == 1 ? "is" : "are")} found.";
        }

        if (policy.MaxLostPins is { } lost)
        {
            yield return lost == 0 ? "Go on only if every pin of earlier ledgers is still found." : $"Go on only if no more than {BuildTable.Count(lost, "pin")} of earlier ledgers {(lost == 1 ? "is" : "are")} lost.";
        }

        yield return policy.Branches.IsEmpty
            ? "As a workflow, change something on the default branch only."
            : $"As a workflow, change something on the default branch and {List(policy.Branches)} only.";
        var calls = policy.Concurrency;
        yield return $"Have at most so many calls under way: {calls.GitHub} of each API of GitHub, {calls.Builds} for builds, {calls.Store} of the store in each region and action.";
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Days(TimeSpan age) => BuildTable.Count((int)age.TotalDays, "day");

    private static string List(IEnumerable<string> texts) => string.Join(", ", texts.Select(Code));

    private static string Code(string text) => MarkdownText.Code(text);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(PolicyOutline))]
internal sealed partial class PolicyOutlineJson : JsonSerializerContext;
