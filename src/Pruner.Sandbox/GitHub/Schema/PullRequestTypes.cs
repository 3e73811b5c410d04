using System.Collections.Immutable;
using Pruner.Sandbox.GitHub.Git;
using Pruner.Sandbox.GitHub.GraphQL;

namespace Pruner.Sandbox.GitHub.Schema;

/// <summary>PullRequest and what hangs on it.</summary>
internal static class PullRequestTypes
{
    /// <summary>Arguments of <c>Repository.pullRequests</c> besides those of every connection.</summary>
    public const string ListArguments = "states: [PullRequestState!], labels: [String!], headRefName: String, baseRefName: String, orderBy: IssueOrder";

    // The published values of PullRequestTimelineItemsItemType: a filter may name kinds of which there are none.
    private const string TimelineKinds = """
        ADDED_TO_MERGE_QUEUE_EVENT ADDED_TO_PROJECT_EVENT ASSIGNED_EVENT AUTOMATIC_BASE_CHANGE_FAILED_EVENT AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT
        AUTO_MERGE_DISABLED_EVENT AUTO_MERGE_ENABLED_EVENT AUTO_REBASE_ENABLED_EVENT AUTO_SQUASH_ENABLED_EVENT BASE_REF_CHANGED_EVENT BASE_REF_DELETED_EVENT
        BASE_REF_FORCE_PUSHED_EVENT CLOSED_EVENT COMMENT_DELETED_EVENT CONNECTED_EVENT CONVERTED_NOTE_TO_ISSUE_EVENT CONVERTED_TO_DISCUSSION_EVENT CONVERT_TO_DRAFT_EVENT CROSS_REFERENCED_EVENT
        DEMILESTONED_EVENT DEPLOYED_EVENT DEPLOYMENT_ENVIRONMENT_CHANGED_EVENT DISCONNECTED_EVENT HEAD_REF_DELETED_EVENT HEAD_REF_FORCE_PUSHED_EVENT
        HEAD_REF_RESTORED_EVENT ISSUE_COMMENT LABELED_EVENT LOCKED_EVENT MARKED_AS_DUPLICATE_EVENT MENTIONED_EVENT MERGED_EVENT MILESTONED_EVENT
        MOVED_COLUMNS_IN_PROJECT_EVENT PARENT_ISSUE_ADDED_EVENT PARENT_ISSUE_REMOVED_EVENT PINNED_EVENT PULL_REQUEST_COMMIT PULL_REQUEST_COMMIT_COMMENT_THREAD PULL_REQUEST_REVIEW PULL_REQUEST_REVIEW_THREAD
        PULL_REQUEST_REVISION_MARKER READY_FOR_REVIEW_EVENT REFERENCED_EVENT REMOVED_FROM_MERGE_QUEUE_EVENT REMOVED_FROM_PROJECT_EVENT RENAMED_TITLE_EVENT
        REOPENED_EVENT REVIEW_DISMISSED_EVENT REVIEW_REQUESTED_EVENT REVIEW_REQUEST_REMOVED_EVENT SUBSCRIBED_EVENT SUB_ISSUE_ADDED_EVENT SUB_ISSUE_REMOVED_EVENT TRANSFERRED_EVENT UNASSIGNED_EVENT
        UNLABELED_EVENT UNLOCKED_EVENT UNMARKED_AS_DUPLICATE_EVENT UNPINNED_EVENT UNSUBSCRIBED_EVENT USER_BLOCKED_EVENT
        """;

    public static void AddTo(SchemaTable schema)
    {
        schema.Enum("PullRequestState", "OPEN CLOSED MERGED");
        schema.Enum("IssueOrderField", "CREATED_AT UPDATED_AT COMMENTS");
        schema.Input("IssueOrder", "field: IssueOrderField!", "direction: OrderDirection!");
        schema.Enum("PatchStatus", "ADDED DELETED RENAMED COPIED MODIFIED CHANGED");
        schema.Enum("PullRequestTimelineItemsItemType", TimelineKinds);
        schema.Union("PullRequestTimelineItems", "HeadRefForcePushedEvent", "PullRequestCommit");
        schema.Connection("PullRequestConnection", "PullRequestEdge", "PullRequest");
        schema.Connection("PullRequestChangedFileConnection", "PullRequestChangedFileEdge", "PullRequestChangedFile");
        schema.Connection("PullRequestCommitConnection", "PullRequestCommitEdge", "PullRequestCommit");
        schema.Connection("PullRequestTimelineItemsConnection", "PullRequestTimelineItemsEdge", "PullRequestTimelineItems")
            .Field("filteredCount: Int!", page => page.TotalCount)
            .Field("pageCount: Int!", page => page.End - page.Start);
        AddPullRequest(schema);
        schema.Object<PullFile>("PullRequestChangedFile")
            .Field("additions: Int!", file => file.Change.Additions)
            .Field("changeType: PatchStatus!", file => ChangeType(file.Change.Status))
            .Field("deletions: Int!", file => file.Change.Deletions)
            .Field("path: String!", file => file.Path);
        schema.Object<PullCommit>("PullRequestCommit", "Node")
            .Field("commit: Commit!", (item, field) => field.View.Store.Get(item.Oid))
            .Field("id: ID!", (item, field) => NodeIds.Of("PURC", field.View.Repository.DatabaseId, $"{item.Pull.Number}:{item.Oid}"))
            .Field("pullRequest: PullRequest!", item => item.Pull);
        schema.Object<ForcePush>("HeadRefForcePushedEvent", "Node")
            .Field("actor: Actor", item => ActorNode.Of(item.Pull.Author))
            .Field("afterCommit: Commit", (item, field) => field.View.Store.Get(item.After))
            .Field("beforeCommit: Commit", (item, field) => field.View.Store.Get(item.Before))
            .Field("createdAt: DateTime!", item => item.Pull.UpdatedAt)
            .Field("id: ID!", (item, field) => NodeIds.Of("HRFPE", field.View.Repository.DatabaseId, $"{item.Pull.Number}:{item.Before}"))
            .Field("pullRequest: PullRequest!", item => item.Pull)
            .Field("ref: Ref", item => item.Pull.HeadRef);
    }

    /// <summary>Answers <c>Repository.pullRequest</c>.</summary>
    public static PullRequest One(FieldContext field)
    {
        var number = field.Number("number") ?? 0;
        return field.View.Pull(number) ?? throw new FieldRefusedException("NOT_FOUND", $"Could not resolve to a PullRequest with the number of {number}.");
    }

    /// <summary>Answers <c>Repository.pullRequests</c>.</summary>
    public static Connection List(FieldContext field)
    {
        var (states, baseName, headName) = (field.Texts("states"), field.Text("baseRefName"), field.Text("headRefName"));
        var hasLabels = field.Texts("labels") is { Count: > 0 };
        var order = field.Object("orderBy");
        var keyOf = KeyOf(order?["field"] as string ?? "CREATED_AT");
        var comparer = order?["direction"] as string == "DESC"
            ? Comparer<string>.Create((one, other) => string.CompareOrdinal(other, one))
            : Comparer<string>.Create(string.CompareOrdinal);
        return Paging.ByKey(field, [.. field.View.Pulls
            .Where(pull => !hasLabels && states?.Contains(State(pull)) != false && (baseName ?? pull.BaseName) == pull.BaseName && (headName ?? pull.HeadName) == pull.HeadName)
            .OrderBy(keyOf, comparer)], keyOf, comparer);
    }

    private static void AddPullRequest(SchemaTable schema) => schema.Object<PullRequest>("PullRequest", "Node")
        .Field("additions: Int!", pull => pull.Files.Sum(path => pull.Change(path).Additions))
        .Field("author: Actor", pull => ActorNode.Of(pull.Author))
        .Field("baseRef: Ref", pull => pull.BaseRef)
        .Field("baseRefName: String!", pull => pull.BaseName)
        .Field("baseRefOid: GitObjectID!", pull => pull.BaseOid)
        .Field("body: String!", pull => pull.Body)
        .Field("changedFiles: Int!", pull => pull.Files.Length)
        .Field("closed: Boolean!", pull => pull.State != PullState.Open)
        .Field("closedAt: DateTime", pull => pull.ClosedAt)
        .Field($"commits({Paging.Arguments}): PullRequestCommitConnection!", Commits)
        .Field("createdAt: DateTime!", pull => pull.CreatedAt)
        .Field("databaseId: Int", pull => DatabaseId(pull))
        .Field("deletions: Int!", pull => pull.Files.Sum(path => pull.Change(path).Deletions))
        .Field($"files({Paging.Arguments}): PullRequestChangedFileConnection", (pull, field) => Paging.ByPosition(field, pull.Files.Length, index => new PullFile(pull, pull.Files[index])))
        .Field("fullDatabaseId: BigInt", pull => DatabaseId(pull).ToString())
        .Field("headRef: Ref", pull => pull.HeadRef)
        .Field("headRefName: String!", pull => pull.HeadName)
        .Field("headRefOid: GitObjectID!", pull => pull.HeadOid)
        .Field("id: ID!", (pull, field) => NodeIds.Of("PR", field.View.Repository.DatabaseId, DatabaseId(pull)))
        .Field("isCrossRepository: Boolean!", pull => pull.IsCrossRepository)
        .Field("isDraft: Boolean!", _ => false)
        .Field("mergeCommit: Commit", (pull, field) => pull.MergeCommit is { } merge ? field.View.Store.Get(merge) : null)
        .Field("merged: Boolean!", pull => pull.State == PullState.Merged)
        .Field("mergedAt: DateTime", pull => pull.MergedAt)
        .Field("number: Int!", pull => pull.Number)
        .Field("repository: Repository!", (_, field) => field.View.Repository)
        .Field("resourcePath: URI!", (pull, field) => $"/{field.View.Repository.FullName}/pull/{pull.Number}")
        .Field("state: PullRequestState!", pull => State(pull))
        .Field($"timelineItems(since: DateTime, skip: Int, itemTypes: [PullRequestTimelineItemsItemType!], {Paging.Arguments}): PullRequestTimelineItemsConnection!", Timeline)
        .Field("title: String!", pull => pull.Title)
        .Field("updatedAt: DateTime!", pull => pull.UpdatedAt)
        .Field("url: URI!", (pull, field) => $"{field.View.WebUrl}/pull/{pull.Number}");

    /// <summary>The number that REST calls <c>id</c>: GitHub's own, of which all that matters is that it differs from the pull request's number.</summary>
    public static int DatabaseId(PullRequest pull) => 1_000_000_000 + pull.Number;

    private static Connection Commits(PullRequest pull, FieldContext field)
    {
        var commits = pull.Commits;
        return Paging.ByPosition(field, commits.Count, index => new PullCommit(pull, commits[index]));
    }

    private static Connection Timeline(PullRequest pull, FieldContext field)
    {
        var kinds = field.Texts("itemTypes");
        var items = new List<object>();
        if (kinds?.Contains("PULL_REQUEST_COMMIT") != false)
        {
            var commits = pull.Commits;
            items.AddRange(Enumerable.Range(0, commits.Count).Select(index => new PullCommit(pull, commits[index])));
        }

        if (kinds?.Contains("HEAD_REF_FORCE_PUSHED_EVENT") != false && IsSince(field.Text("since"), pull.UpdatedAt))
        {
            items.AddRange(pull.ForcePushes.Select(push => new ForcePush(pull, push.Before, push.After)));
        }

        return Paging.ByPosition(field, [.. items.Skip(field.Number("skip") ?? 0)]);
    }

    private static bool IsSince(string? since, DateTimeOffset time) =>
        since is null || time >= DateTimeOffset.Parse(since, formatProvider: null, System.Globalization.DateTimeStyles.AssumeUniversal);

    // The number breaks ties, so the order is total and a cursor names one place.
    private static Func<PullRequest, string> KeyOf(string field) => pull => field switch
    {
        "UPDATED_AT" => $"{pull.UpdatedAt.ToUnixTimeSeconds():D12} {pull.Number:D10}",
        "COMMENTS" => $"{pull.Comments.Count:D12} {pull.Number:D10}",
        _ => $"{pull.CreatedAt.ToUnixTimeSeconds():D12} {pull.Number:D10}",
    };

    private static string State(PullRequest pull) => pull.State.ToString().ToUpperInvariant();

    private static string ChangeType(char status) => status switch
    {
        'A' => "ADDED",
        'D' => "DELETED",
        'R' => "RENAMED",
        'C' => "COPIED",
        'T' => "CHANGED",
        _ => "MODIFIED",
    };
}

/// <summary>A file of a pull request.</summary>
internal sealed record PullFile(PullRequest Pull, string Path)
{
    public GitChange Change => Pull.Change(Path);
}

/// <summary>A commit of a pull request.</summary>
internal sealed record PullCommit(PullRequest Pull, string Oid);

/// <summary>A head that replaced another.</summary>
internal sealed record ForcePush(PullRequest Pull, string Before, string After);
