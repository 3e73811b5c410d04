using System.Text.Json;
using Pruner.Core.History;
using Pruner.GitHub.Api;

namespace Pruner.GitHub.History;

/// <summary>One page of a commit's history.</summary>
/// <param name="Total">Commits in the whole history.</param>
/// <param name="Nodes">The commits of this page.</param>
/// <param name="HasNext">Whether more follow.</param>
/// <param name="EndCursor">Where they follow; empty on the last page.</param>
internal sealed record HistoryPage(int Total, IReadOnlyList<JsonElement> Nodes, bool HasNext, string EndCursor)
{
    /// <summary>Reads the answer for one head.</summary>
    /// <exception cref="Core.EvidenceException">It is not that commit.</exception>
    public static HistoryPage Read(ObjectId head, JsonElement commit)
    {
        if (commit.Text("__typename") != "Commit" || commit.Id("oid") != head)
        {
            throw Refusals.Malformed($"GitHub answered with another object than the commit {head}.");
        }

        var history = commit.Required("history");
        var info = history.Required("pageInfo");
        var hasNext = info.Flag("hasNextPage");
        return new HistoryPage(
            history.Number("totalCount"),
            [.. history.Items("nodes")],
            hasNext,
            hasNext ? info.Text("endCursor") : "");
    }
}
