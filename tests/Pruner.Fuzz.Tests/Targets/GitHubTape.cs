using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core.History;
using Pruner.Core.Policies;
using Pruner.Fuzz.Tests.Harness;
using Pruner.GitHub;

namespace Pruner.Fuzz.Tests.Targets;

/// <summary>
/// GitHub's answers about one small repository: two commits, two branches, a tag, a pull request, and one document that pins one image. Each kind of answer lies in the
/// corpus; one of them can be another.
/// </summary>
internal static class GitHubTape
{
    /// <summary>The image that the document pins.</summary>
    public const string PinnedImage = "m-0xi00000000000000001";

    private static readonly ImmutableArray<(string Words, string Kind)> Queries =
    [
        ("databaseId", "github-repository"),
        ("refPrefix", "github-refs"),
        ("timelineItems", "github-force-pushes"),
        ("pullRequests(", "github-pulls"),
        ("entries {", "github-trees"),
        ("byteSize", "github-blobs"),
        ("history(", "github-history"),
    ];

    // Lazy: other threads answer while it is read, and would wait for this class to be ready.
    private static readonly Lazy<MetadataHistory> LazyHistory = new(() => Read("", []));

    private static readonly ImmutableSortedDictionary<string, byte[]> Answers =
        Kinds.ToImmutableSortedDictionary(kind => kind, kind => Corpus.Of(kind).First(example => !Corpus.WasFound(example)).Bytes, StringComparer.Ordinal);

    /// <summary>Every kind of answer.</summary>
    public static ImmutableArray<string> Kinds =>
        [.. Queries.Select(query => query.Kind), "github-refs-of-tags", "github-rest-refs", "github-rest-refs-of-tags"];

    /// <summary>The repository as a source of pins.</summary>
    public static PinSource Pins { get; } = new("example/installer", null, []) { Paths = [Glob.TryParse("data/*.json")!] };

    /// <summary>What all answers together say.</summary>
    public static MetadataHistory History => LazyHistory.Value;

    /// <summary>Reads the history with one kind of answer another than it is.</summary>
    public static MetadataHistory Read(string kind, byte[] answer) => Read(CannedServer.Exchange((request, body) =>
        AnswerTo(request.RequestUri!, body) is { } asked ? new Canned(200, asked == kind ? answer : Answers[asked]) : Elsewhere(request.RequestUri!)));

    /// <summary>Reads the history from a server that gives one answer to everything.</summary>
    public static void ReadWith(int status, byte[] answer) => Read(CannedServer.Exchange((_, _) => new Canned(status, answer)));

    private static MetadataHistory Read(Http.HttpExchange exchange) =>
        new GitHubHistoryReader(exchange, new GitHubEndpoint(GitHubEndpoint.DefaultBaseUrl, "made-up"), MetadataSource.Parse(Pins.Repository))
            .ReadAsync(known: null, Pins.Scope, new Progress<HistoryProgress>(), CancellationToken.None).GetAwaiter().GetResult();

    private static string? AnswerTo(Uri address, string body) =>
        address.AbsolutePath.Contains("/git/matching-refs/heads/", StringComparison.Ordinal) ? "github-rest-refs"
        : address.AbsolutePath.Contains("/git/matching-refs/tags/", StringComparison.Ordinal) ? "github-rest-refs-of-tags"
        : Queries.FirstOrDefault(query => body.Contains(query.Words, StringComparison.Ordinal)) is { Kind: { } kind } ? kind == "github-refs" && body.Contains("refs/tags/", StringComparison.Ordinal) ? "github-refs-of-tags" : kind
        : null;

    // A file that GraphQL gave otherwise is asked for again as it is.
    private static Canned Elsewhere(Uri address)
    {
        if (!address.AbsolutePath.Contains("/git/blobs/", StringComparison.Ordinal))
        {
            return new Canned(404, "{\"message\":\"Not Found\"}"u8.ToArray());
        }

        using var answer = JsonDocument.Parse(Answers["github-blobs"]);
        return new Canned(200, Texts.Encode(answer.RootElement.GetProperty("data").GetProperty("repository").GetProperty("b0").GetProperty("text").GetString()!));
    }
}
