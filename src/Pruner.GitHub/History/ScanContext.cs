using System.Globalization;
using System.Text.Json.Nodes;
using Pruner.Core.History;
using Pruner.GitHub.Api;

namespace Pruner.GitHub.History;

/// <summary>What every part of a scan needs: the API, the repository, what of it is read, and where to report.</summary>
internal sealed record ScanContext(GitHubApi Api, MetadataSource Source, HistoryScope Scope, IProgress<HistoryProgress> Progress)
{
    /// <summary>Most calls of one kind under way; the exchange's limiter may allow fewer. GitHub allows 100 of all kinds.</summary>
    public const int MostCallsAtOnce = 32;

    /// <summary>Variables with the repository in them.</summary>
    public JsonObject Variables() => new() { ["owner"] = Source.Owner, ["name"] = Source.Name };

    /// <summary>Variables with the repository and <c>o0</c>, <c>o1</c> … in them.</summary>
    public JsonObject Variables(IReadOnlyList<ObjectId> ids)
    {
        var variables = Variables();
        for (var i = 0; i < ids.Count; i++)
        {
            variables["o" + Text(i)] = ids[i].Hex;
        }

        return variables;
    }

    public void Report(HistoryPhase phase, int done, int? total) => Progress.Report(new HistoryProgress(phase, done, total, Api.Budget));

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Runs an action for every item, some at once; the first failure cancels the others and is thrown.</summary>
    public static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, ValueTask> action, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = MostCallsAtOnce, CancellationToken = cancellationToken }, action);

    /// <summary>Asks for items in batches, some at once, in smaller ones where the server finds them too heavy.</summary>
    /// <param name="items">The items.</param>
    /// <param name="ladder">Sizes of the batches.</param>
    /// <param name="ask">Asks for one batch; its second argument says whether a smaller one is possible.</param>
    /// <param name="cancellationToken">Cancels all.</param>
    public static Task ForEachBatchAsync<T>(
        IReadOnlyCollection<T> items, SizeLadder ladder, Func<T[], bool, CancellationToken, Task> ask, CancellationToken cancellationToken) =>
        ForEachAsync(
            items.Chunk(ladder.Top),
            async (chunk, token) =>
            {
                for (var done = 0; done < chunk.Length;)
                {
                    var start = done;
                    done += await ladder.ClimbAsync(chunk.Length - start, async (size, mayShrink) =>
                    {
                        await ask(chunk[start..(start + size)], mayShrink, token);
                        return size;
                    });
                }
            },
            cancellationToken);
}
