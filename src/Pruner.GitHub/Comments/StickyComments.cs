using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.GitHub.Api;
using Pruner.GitHub.History;
using Pruner.Http;

namespace Pruner.GitHub.Comments;

/// <summary>
/// The one comment of ours on a pull request: found by a hidden marker in its first line and by its author, written anew only when its text changes. Never
/// throws for what GitHub can answer: a comment that cannot be written must not cost the result.
/// </summary>
/// <param name="exchange">The transport.</param>
/// <param name="endpoint">Where GitHub is, and who writes.</param>
/// <param name="source">The repository.</param>
public sealed class StickyComments(HttpExchange exchange, GitHubEndpoint endpoint, MetadataSource source)
{
    /// <summary>Most characters of a comment, the marker included; GitHub refuses more.</summary>
    public const int MostCharacters = 65_536;

    /// <summary>Login under which a workflow's own token writes.</summary>
    private const string WorkflowLogin = "github-actions[bot]";

    /// <summary>Most pages of comments read, of 100 each; GitHub closes conversations long before.</summary>
    private const int MostPages = 50;

    private const string MissingPermission = "the token lacks the permission pull-requests: write, which tokens of runs for a fork's pull request never have";

    /// <summary>Least time between two writes; GitHub asks for it.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly GitHubApi _api = new(exchange, endpoint, source.FullName);
    private DateTimeOffset? _lastWrite;

    /// <summary>The first line of the comment with a key; people do not see it.</summary>
    /// <param name="key">Tells the comments of several workflows apart: letters, digits and dashes.</param>
    /// <exception cref="ArgumentException">Another character, which could end the marker.</exception>
    public static string Marker(string key) => key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? $"<!-- aliyun-pruner:v1:{key} -->"
        : throw new ArgumentException("A comment's key has letters, digits and dashes only.", nameof(key));

    /// <summary>Sees to it that the comment says this.</summary>
    /// <param name="number">The pull request.</param>
    /// <param name="key">Tells the comments of several workflows apart.</param>
    /// <param name="text">What it is to say, in Markdown; with the marker at most <see cref="MostCharacters"/>.</param>
    /// <param name="mayCreate">False leaves it at that when there is none yet.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<CommentReply> PutAsync(int number, string key, string text, bool mayCreate, CancellationToken cancellationToken)
    {
        var marker = Marker(key);
        var body = $"{marker}\n{text}";
        if (!endpoint.HasToken)
        {
            return new CommentReply(CommentOutcome.Forbidden, null, "without a token GitHub lets nobody comment; set GITHUB_TOKEN");
        }

        Found? found;
        try
        {
            found = await FindAsync(number, marker, cancellationToken);
        }
        catch (SetupException refused)
        {
            return new CommentReply(CommentOutcome.Forbidden, null, $"{refused.Refusal.What} It must read the pull request's comments to find its own");
        }
        catch (PrunerException unread)
        {
            // Written blindly, it could be there twice.
            return new CommentReply(CommentOutcome.Failed, null, $"the comments there are could not be read: {unread.Refusal.What}");
        }

        if (found is not null && string.Equals(Normal(found.Body), Normal(body), StringComparison.Ordinal))
        {
            return new CommentReply(CommentOutcome.Unchanged, found.Url, "");
        }

        return found is null && !mayCreate
            ? new CommentReply(CommentOutcome.NotNeeded, null, "")
            : await WriteAsync(number, found, body, mayCreate, cancellationToken);
    }

    private async Task<CommentReply> WriteAsync(int number, Found? found, string body, bool mayCreate, CancellationToken cancellationToken)
    {
        try
        {
            if (found is not null)
            {
                var (status, json, said) = await SendAsync(HttpMethod.Patch, $"issues/comments/{found.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)}", body, cancellationToken);
                if (status != HttpStatusCode.NotFound || !mayCreate)
                {
                    return Reply(CommentOutcome.Updated, status, json, said);
                }
            }

            // None yet, or somebody deleted it a moment ago.
            var created = await SendAsync(HttpMethod.Post, $"issues/{ScanContext.Text(number)}/comments", body, cancellationToken);
            return Reply(CommentOutcome.Created, created.Status, created.Json, created.Said);
        }
        catch (PrunerException unanswered)
        {
            return new CommentReply(CommentOutcome.Unknown, found?.Url, unanswered.Refusal.What);
        }
    }

    private async Task<(HttpStatusCode Status, JsonElement? Json, string Said)> SendAsync(HttpMethod method, string path, string body, CancellationToken cancellationToken)
    {
        if (_lastWrite + Pause - _api.Time.GetUtcNow() is { } wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _api.Time, cancellationToken);
        }

        _lastWrite = _api.Time.GetUtcNow();
        return await _api.ChangeAsync("the comment", method, _api.Address($"{source.RestPath}/{path}"), new JsonObject { ["body"] = body }, cancellationToken);
    }

    private static CommentReply Reply(CommentOutcome done, HttpStatusCode status, JsonElement? json, string said) => (int)status switch
    {
        >= 200 and < 300 => new CommentReply(done, json?.Optional("html_url") is { ValueKind: JsonValueKind.String } url ? url.AsText("html_url") : null, ""),
        // GitHub hides from a token what it may not touch.
        401 or 403 or 404 => new CommentReply(CommentOutcome.Forbidden, null, $"{MissingPermission} (HTTP {(int)status}: {Refusals.OneLine(said)})"),
        _ => new CommentReply(CommentOutcome.Failed, null, $"GitHub answered with HTTP {(int)status}: {Refusals.OneLine(said)}"),
    };

    /// <summary>The oldest comment that begins with the marker and is ours. Anybody may paste the marker; nobody can write in our name.</summary>
    private async Task<Found?> FindAsync(int number, string marker, CancellationToken cancellationToken)
    {
        var own = await OwnLoginAsync(cancellationToken);
        var address = _api.Address($"{source.RestPath}/issues/{ScanContext.Text(number)}/comments?per_page=100");
        for (var page = 1; page <= MostPages; page++)
        {
            var (json, next) = await _api.GetAsync("comments", address, cancellationToken);
            if (json is not { ValueKind: JsonValueKind.Array } array)
            {
                throw json is null ? Refusals.NoPullRequest(source.FullName, number) : Refusals.UnexpectedShape("comments");
            }

            foreach (var comment in array.EnumerateArray())
            {
                var body = comment.Optional("body")?.AsText("body") ?? "";
                if (IsFirstLine(body, marker) && IsOurs(comment, own))
                {
                    return new Found(comment.BigNumber("id"), body, comment.Optional("html_url")?.AsText("html_url"));
                }
            }

            if (next is null)
            {
                return null;
            }

            address = next;
        }

        throw Refusals.Status("comments", 200, $"more than {MostPages} pages");
    }

    /// <summary>Our login; null for the token of an app, such as a workflow's own, which belongs to no user.</summary>
    private async Task<string?> OwnLoginAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _api.GetAsync("whose token this is", _api.Address("user"), cancellationToken)).Json?.Text("login");
        }
        catch (SetupException)
        {
            return null;
        }
    }

    private static bool IsOurs(JsonElement comment, string? own)
    {
        if (comment.Optional("user") is not { } user)
        {
            return false;
        }

        return own is not null
            ? string.Equals(user.Text("login"), own, StringComparison.OrdinalIgnoreCase)
            : user.Text("type") == "Bot" && (user.Text("login") == WorkflowLogin || comment.Optional("performed_via_github_app") is not null);
    }

    private static bool IsFirstLine(string body, string marker) =>
        body.StartsWith(marker, StringComparison.Ordinal) && (body.Length == marker.Length || body[marker.Length] is '\r' or '\n');

    // GitHub keeps line ends and a last blank as they come, or not.
    private static string Normal(string body) => body.ReplaceLineEndings("\n").TrimEnd();

    private sealed record Found(long Id, string Body, string? Url);
}
