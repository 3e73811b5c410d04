using System.Collections.Immutable;
using System.Globalization;
using Pruner.Aliyun.Calling;
using Pruner.Core.Pins;
using Pruner.CoreOS;
using Pruner.Fuzz.Tests.Harness;
using Pruner.GitHub;
using Pruner.GitHub.Api;
using Pruner.GitHub.Artifacts;
using Pruner.GitHub.Comments;
using Pruner.GitHub.Pulls;

namespace Pruner.Fuzz.Tests.Targets;

/// <summary>GitHub's answers, and the header fields of anybody's.</summary>
internal static class GitHubTargets
{
    private const string Repository = "example/installer";
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly GitHubEndpoint Endpoint = new(GitHubEndpoint.DefaultBaseUrl, "made-up");

    private static readonly ImmutableSortedDictionary<string, byte[]> Answers =
        ((IEnumerable<string>)["github-pull-request", "github-pull-files", "github-compare", "github-contents", "github-comments", "github-artifacts", "github-workflow-run"])
            .ToImmutableSortedDictionary(kind => kind, kind => Corpus.Of(kind).First(example => !Corpus.WasFound(example)).Bytes, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        .. GitHubTape.Kinds.Select(kind => new Target(kind, Form.Json, input => ReadHistory(kind, input))),
        new("github-pull-request", Form.Json, input => ReadProposal("github-pull-request", input)),
        new("github-pull-files", Form.Json, input => ReadProposal("github-pull-files", input)),
        new("github-compare", Form.Json, input => ReadProposal("github-compare", input)),
        new("github-contents", Form.Json, input => ReadProposal("github-contents", input)),
        new("github-artifacts", Form.Json, input => ReadPreviousLedger("github-artifacts", input)),
        new("github-workflow-run", Form.Json, input => ReadPreviousLedger("github-workflow-run", input)),
        new("github-comments", Form.Json, ReadComments),
        new("github-error", Form.Json, ReadError),
        new("http-headers", Form.Lines, ReadHeaders),
    ];

    /// <summary>
    /// A history that is taken and proven holds the one pin, whichever answer was another. Not when it is the one about commits: what folder a commit has is known by that alone.
    /// </summary>
    private static bool ReadHistory(string kind, Input input)
    {
        var history = GitHubTape.Read(kind, input.Bytes);
        var source = SourcePins.From(history, new InstallerMetadataReader(), GitHubTape.Pins);
        WrongException.Unless(kind == "github-history" || source.Pins.Any(pin => pin is { ImageId: GitHubTape.PinnedImage, Origin: PinOrigin.Merged }), "the pin was lost without a word");
        return true;
    }

    private static bool ReadProposal(string kind, Input input) =>
        new PullRequestReader(Rest(kind, input), Endpoint, MetadataSource.Parse(Repository)).ReadAsync(7, path => path.EndsWith(".json", StringComparison.Ordinal), Never).GetAwaiter().GetResult().Number == 7;

    private static bool ReadPreviousLedger(string kind, Input input)
    {
        var source = new LedgerSource { Repository = Repository, WorkflowPath = ".github/workflows/prune.yml", ArtifactName = "pruner-ledger" };
        return new PreviousLedger(Rest(kind, input), Endpoint, source).FindAsync(Never).GetAwaiter().GetResult() is not PreviousLedgerResult.NotRead;
    }

    private static bool ReadComments(Input input) =>
        new StickyComments(Rest("github-comments", input), Endpoint, MetadataSource.Parse(Repository)).PutAsync(7, "key", "new", mayCreate: true, Never).GetAwaiter().GetResult().Outcome
            is CommentOutcome.Created or CommentOutcome.Updated;

    private static Http.HttpExchange Rest(string kind, Input input) => CannedServer.Exchange((request, _) =>
    {
        var address = request.RequestUri!;
        var path = address.AbsolutePath;
        var asked = path.EndsWith("/files", StringComparison.Ordinal) ? "github-pull-files"
            : path.Contains("/pulls/", StringComparison.Ordinal) ? "github-pull-request"
            : path.Contains("/compare/", StringComparison.Ordinal) ? "github-compare"
            : path.Contains("/contents/", StringComparison.Ordinal) ? "github-contents"
            : path.EndsWith("/comments", StringComparison.Ordinal) && request.Method == HttpMethod.Get ? "github-comments"
            : path.EndsWith("/artifacts", StringComparison.Ordinal) ? "github-artifacts"
            : path.EndsWith("/actions/runs/21", StringComparison.Ordinal) ? "github-workflow-run"
            : "";
        return asked.Length > 0 ? new Canned(200, asked == kind ? input.Bytes : Answers[asked])
            : path.EndsWith("/zip", StringComparison.Ordinal) ? new Canned(302, []) { Headers = [("Location", "https://storage.example.com/a")] }
            : path.EndsWith("/" + Repository, StringComparison.Ordinal) ? new Canned(200, "{\"id\":12345,\"default_branch\":\"main\"}"u8.ToArray())
            : path == "/user" ? new Canned(403, "{\"message\":\"Resource not accessible by integration\"}"u8.ToArray())
            : path.Contains("/git/blobs/", StringComparison.Ordinal) ? new Canned(200, Texts.Encode(GitHubTape.History.Blobs.Values.First()))
            : new Canned(address.Host == "storage.example.com" ? 200 : 201, "{}"u8.ToArray());
    });

    /// <summary>Errors end in a refusal, whatever they say of themselves.</summary>
    private static bool ReadError(Input input)
    {
        foreach (var status in (int[])[200, 401, 403, 404, 429, 502])
        {
            try
            {
                GitHubTape.ReadWith(status, input.Bytes);
            }
            catch (Core.PrunerException)
            {
                continue;
            }

            throw new WrongException($"HTTP {status} and an error came to a history");
        }

        return true;
    }

    /// <summary>A status on the first line, then header fields: no wait is negative, and no next page lies elsewhere.</summary>
    private static bool ReadHeaders(Input input)
    {
        var lines = Texts.Decode(input.Bytes).Split('\n');
        var status = int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is >= 200 and < 600 ? given : 200;
        var canned = new Canned(status, "{\"message\":\"You have exceeded a secondary rate limit\"}"u8.ToArray())
        {
            Headers = [.. lines.Skip(1).Select(line => line.Split(':', 2)).Where(parts => parts is [{ Length: > 0 }, _] && parts[0].All(IsOfNames)).Select(parts => (parts[0], parts[1].Trim()))],
        };
        var reply = canned.ToReply();
        var clock = new HastyClock();
        WrongException.Unless(RateLimits.Wait(reply, "", knownLimit: true, clock.GetUtcNow()) > TimeSpan.Zero, "no wait at all");
        WrongException.Unless(!(AcsEnvelope.WaitOf(reply) < TimeSpan.Zero), "a negative wait");
        _ = AcsEnvelope.Read(reply).ToError(reply, text => text).ToString();
        var exchange = CannedServer.Exchange((_, _) => canned);
        var api = new GitHubApi(exchange, Endpoint, Repository);
        var (_, next) = api.GetAsync("pages", api.Address("x"), Never).GetAwaiter().GetResult();
        WrongException.Unless(next?.StartsWith(GitHubEndpoint.DefaultBaseUrl + "/", StringComparison.OrdinalIgnoreCase) != false, $"the next page lies at {next}");
        if (next is not null)
        {
            _ = api.GetAsync("pages", next, Never).GetAwaiter().GetResult();
        }

        return true;
    }

    private static bool IsOfNames(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '-';
}
