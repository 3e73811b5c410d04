using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pruner.Sandbox.GitHub.Rest;

/// <summary>Comments on pull requests: the only thing that can be changed here.</summary>
internal static class CommentRoutes
{
    /// <summary>Characters a comment may have.</summary>
    private const int MostBody = 65_536;

    public static GitHubReply List(RestCall call) =>
        call.View.Pull(call.Number("number")) is { } pull ? call.Page(pull.Comments, comment => Write(call, comment)) : GitHubReply.NotFound();

    public static GitHubReply Create(RestCall call) => Refusal(call) ?? (call.View.Pull(call.Number("number")) is { } pull
        ? WithBody(call, body =>
        {
            var comment = call.View.Repository.AddComment(pull.Number, call.View.ViewerLogin, body, call.Now);
            return GitHubReply.Json(Write(call, comment), 201).With("Location", $"{call.RepositoryUrl}/issues/comments/{comment.Id}");
        })
        : GitHubReply.NotFound());

    public static GitHubReply Edit(RestCall call)
    {
        if (Refusal(call) is { } refusal)
        {
            return refusal;
        }

        return long.TryParse(call.Parameters["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && call.View.Repository.AllComments.Any(comment => comment.Id == id)
            ? WithBody(call, body => GitHubReply.Json(Write(call, call.View.Repository.EditComment(id, body, call.Now)!)))
            : GitHubReply.NotFound();
    }

    private static GitHubReply? Refusal(RestCall call) =>
        !call.HasToken ? GitHubReply.Error(401, "Requires authentication", "https://docs.github.com/rest/issues/comments")
        : !call.Options.CanWrite ? GitHubReply.Error(403, "Resource not accessible by integration", "https://docs.github.com/rest/issues/comments")
        : call.View.Repository.IsArchived ? GitHubReply.Error(403, "Repository was archived so is read-only.", "https://docs.github.com/rest/issues/comments")
        : null;

    private static GitHubReply WithBody(RestCall call, Func<string, GitHubReply> answer)
    {
        try
        {
            return JsonNode.Parse(call.Body)?["body"]?.GetValue<string>() switch
            {
                null or "" => Invalid("Body can't be blank"),
                { Length: > MostBody } => Invalid($"Body is too long (maximum is {MostBody} characters)"),
                var body => answer(body),
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return GitHubReply.Error(400, "Problems parsing JSON", "https://docs.github.com/rest/issues/comments");
        }
    }

    private static GitHubReply Invalid(string message) => GitHubReply.Json(
        new JsonObject
        {
            ["message"] = "Validation Failed",
            ["errors"] = new JsonArray(new JsonObject { ["resource"] = "IssueComment", ["code"] = "unprocessable", ["field"] = "data", ["message"] = message }),
            ["documentation_url"] = "https://docs.github.com/rest/issues/comments#create-an-issue-comment",
            ["status"] = "422",
        },
        422);

    private static JsonObject Write(RestCall call, PullComment comment) => new()
    {
        ["url"] = $"{call.RepositoryUrl}/issues/comments/{comment.Id}",
        ["html_url"] = $"{call.View.WebUrl}/pull/{comment.Number}#issuecomment-{comment.Id}",
        ["issue_url"] = $"{call.RepositoryUrl}/issues/{comment.Number}",
        ["id"] = comment.Id,
        ["node_id"] = NodeIds.Of("IC", call.View.Repository.DatabaseId, $"{comment.Id}"),
        ["user"] = RestJson.User(comment.Author),
        ["created_at"] = RestJson.Time(comment.CreatedAt),
        ["updated_at"] = RestJson.Time(comment.UpdatedAt),
        ["author_association"] = "NONE",
        ["body"] = comment.Body,
        ["performed_via_github_app"] = RestJson.App(comment.Author),
    };
}
