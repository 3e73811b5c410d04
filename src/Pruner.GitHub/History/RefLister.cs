using System.Text.Json;
using Pruner.Core.History;
using Pruner.GitHub.Api;
using Pruner.GitHub.Queries;

namespace Pruner.GitHub.History;

/// <summary>Lists all branches and tags twice, by GraphQL and by REST, until both agree.</summary>
internal sealed class RefLister(ScanContext scan)
{
    /// <summary>Refs may move between the two listings; on a quiet repository one round does.</summary>
    private const int Rounds = 3;

    /// <summary>Bound of pages of 100 refs.</summary>
    private const int MostPages = 2_000;

    /// <summary>The refs, sorted by name, and how many each listing gave.</summary>
    /// <exception cref="Core.EvidenceException">The listings go on disagreeing.</exception>
    public async Task<(IReadOnlyList<GitRef> Refs, RefCounts Counts)> ListAsync(CancellationToken cancellationToken)
    {
        var difference = "";
        for (var round = 0; round < Rounds; round++)
        {
            var branches = ListByGraphQLAsync("refs/heads/", cancellationToken);
            var tags = ListByGraphQLAsync("refs/tags/", cancellationToken);
            var branchesAgain = ListByRestAsync("heads/", cancellationToken);
            var tagsAgain = ListByRestAsync("tags/", cancellationToken);
            await Task.WhenAll(branches, tags, branchesAgain, tagsAgain);
            var refs = (await branches).Refs.Concat((await tags).Refs).OrderBy(item => item.Name, StringComparer.Ordinal).ToList();
            var again = (await branchesAgain).Concat(await tagsAgain).OrderBy(item => item.Name, StringComparer.Ordinal).ToList();
            var counts = new RefCounts((await branches).Total, (await tags).Total, (await branchesAgain).Count, (await tagsAgain).Count);
            scan.Report(HistoryPhase.Refs, refs.Count, counts.Branches + counts.Tags);
            if (Difference(refs, again, counts) is not { } found)
            {
                return (refs, counts);
            }

            difference = found;
        }

        throw Refusals.RefsDisagree(difference);
    }

    /// <summary>What the two listings disagree on, or null.</summary>
    internal static string? Difference(IReadOnlyList<GitRef> refs, IReadOnlyList<(string Name, ObjectId Target)> again, RefCounts counts)
    {
        var first = refs.Select(item => (item.Name, item.Target)).ToHashSet();
        var second = again.ToHashSet();
        if (!first.SetEquals(second))
        {
            var odd = first.Except(second).Concat(second.Except(first)).Select(item => item.Name).Distinct().Order(StringComparer.Ordinal).ToList();
            return $"{string.Join(", ", odd.Take(5))}{(odd.Count > 5 ? $" and {odd.Count - 5} more" : "")} differ";
        }

        // Equal sets, so a difference in numbers is a ref given twice or a total that does not fit its own list.
        return refs.Count == counts.Branches + counts.Tags && refs.Count == again.Count && first.Count == refs.Count
            ? null
            : $"{refs.Count} refs were listed of {counts.Branches} branches and {counts.Tags} tags, and {again.Count} by REST";
    }

    private async Task<(List<GitRef> Refs, int Total)> ListByGraphQLAsync(string prefix, CancellationToken cancellationToken)
    {
        var refs = new List<GitRef>();
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var variables = scan.Variables();
            variables["prefix"] = prefix;
            variables["first"] = 100;
            variables["after"] = after;
            var repository = await scan.Api.QueryAsync("refs", GitHubQueries.Refs, variables, mayShrink: false, cancellationToken);
            var connection = repository.Required("refs");
            refs.AddRange(connection.Items("nodes").Select(node => ReadRef(node, prefix)));
            var pageInfo = connection.Required("pageInfo");
            if (!pageInfo.Flag("hasNextPage"))
            {
                return (refs, connection.Number("totalCount"));
            }

            after = pageInfo.Text("endCursor");
        }

        throw Refusals.Malformed($"GitHub's list of {prefix} does not end.");
    }

    private static GitRef ReadRef(JsonElement node, string prefix)
    {
        var given = node.Text("prefix");
        var name = (given.StartsWith(prefix, StringComparison.Ordinal) ? given : prefix) + node.Text("name");
        var target = node.Required("target");
        var peeled = target;
        while (peeled.Text("__typename") == "Tag")
        {
            peeled = peeled.Optional("target")
                ?? throw Refusals.Malformed($"The tag {name} names a tag of a tag, deeper than is followed.");
        }

        return new GitRef(name, target.Id("oid"), peeled.Text("__typename") == "Commit" ? peeled.Id("oid") : null);
    }

    private async Task<List<(string Name, ObjectId Target)>> ListByRestAsync(string below, CancellationToken cancellationToken)
    {
        var refs = new List<(string, ObjectId)>();
        var address = scan.Api.Address($"{scan.Source.RestPath}/git/matching-refs/{below}?per_page=100");
        for (var page = 0; page < MostPages; page++)
        {
            var (json, next) = await scan.Api.GetAsync("refs", address, cancellationToken);
            if (json is not { ValueKind: JsonValueKind.Array } array)
            {
                throw Refusals.Malformed($"GitHub's REST list of refs/{below} is not there.");
            }

            refs.AddRange(array.EnumerateArray().Select(item => (item.Text("ref"), item.Required("object").Id("sha"))));
            if (next is null)
            {
                return refs;
            }

            address = next;
        }

        throw Refusals.Malformed($"GitHub's REST list of refs/{below} does not end.");
    }
}
