using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.GitHub.Api;
using Pruner.GitHub.Queries;

namespace Pruner.GitHub.History;

/// <summary>Reads pages of pull requests and tells which of them touch a metadata file.</summary>
internal sealed class PullPageReader(ScanContext scan)
{
    /// <summary>GitHub lists at most 3,000 files of a pull request; beyond that a list is never complete.</summary>
    private const int MostFiles = 3_000;

    private readonly SizeLadder _ladder = new(100, 50, 25, 10, 4, 1);

    /// <summary>Reads one page.</summary>
    /// <param name="states">States listed; GitHub's words.</param>
    /// <param name="field">Order: <c>CREATED_AT</c> (never shifts) or <c>UPDATED_AT</c>.</param>
    /// <param name="direction"><c>ASC</c> or <c>DESC</c>.</param>
    /// <param name="after">Cursor of the page before, or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<PullPage> ReadAsync(IReadOnlyList<string> states, string field, string direction, string? after, CancellationToken cancellationToken)
    {
        var connection = await _ladder.ClimbAsync(_ladder.Top, async (size, mayShrink) =>
        {
            try
            {
                return await AskAsync(size, withFiles: true, mayShrink: true);
            }
            catch (TooHeavyException) when (!mayShrink)
            {
                // GitHub cannot compute what this one changes in time: without its files it counts as touching.
                return await AskAsync(size, withFiles: false, mayShrink: false);
            }
        });

        var nodes = connection.Items("nodes").ToList();
        var pulls = new PullFacts[nodes.Count];
        await ScanContext.ForEachAsync(
            Enumerable.Range(0, nodes.Count),
            async (i, token) => pulls[i] = await ReadPullAsync(nodes[i], token),
            cancellationToken);
        var pageInfo = connection.Required("pageInfo");
        return new PullPage(connection.Number("totalCount"), pulls, pageInfo.Flag("hasNextPage") ? pageInfo.Text("endCursor") : null);

        async Task<JsonElement> AskAsync(int size, bool withFiles, bool mayShrink)
        {
            var variables = scan.Variables();
            variables["first"] = size;
            variables["after"] = after;
            variables["states"] = new JsonArray([.. states.Select(state => (JsonNode)state)]);
            variables["field"] = field;
            variables["direction"] = direction;
            variables["withFiles"] = withFiles;
            var repository = await scan.Api.QueryAsync("pull requests", GitHubQueries.PullRequests, variables, mayShrink, cancellationToken);
            return repository.Required("pullRequests");
        }
    }

    private async Task<PullFacts> ReadPullAsync(JsonElement node, CancellationToken cancellationToken)
    {
        var number = node.Number("number");
        var touches = await TouchesAsync(number, node.Optional("files"), cancellationToken);
        var state = node.Text("state") switch
        {
            "OPEN" => "open",
            "CLOSED" => "closed",
            "MERGED" => "merged",
            _ => throw Refusals.UnexpectedShape("state"),
        };
        return new PullFacts(
            number,
            state,
            touches ? node.Text("title") : "",
            touches ? node.Text("body") : "",
            node.Id("headRefOid"),
            node.Moment("updatedAt"),
            touches);
    }

    /// <summary>True as soon as one metadata path shows, and when the list of paths cannot be complete.</summary>
    private async Task<bool> TouchesAsync(int number, JsonElement? files, CancellationToken cancellationToken)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        while (files is { } page)
        {
            var total = page.Number("totalCount");
            if (total > MostFiles)
            {
                return true;
            }

            var before = paths.Count;
            foreach (var path in page.Items("nodes").Select(file => file.Text("path")))
            {
                if (scan.Scope.Paths.IsDocument(path))
                {
                    return true;
                }

                paths.Add(path);
            }

            var pageInfo = page.Required("pageInfo");
            if (!pageInfo.Flag("hasNextPage"))
            {
                return paths.Count != total;
            }

            if (paths.Count == before)
            {
                // A page without anything new would go on for ever.
                return true;
            }

            var variables = scan.Variables();
            variables["number"] = number;
            variables["after"] = pageInfo.Text("endCursor");
            var repository = await scan.Api.QueryAsync("files of a pull request", GitHubQueries.PullRequestFiles, variables, mayShrink: false, cancellationToken);
            files = repository.Optional("pullRequest")?.Optional("files");
        }

        return true;
    }
}
