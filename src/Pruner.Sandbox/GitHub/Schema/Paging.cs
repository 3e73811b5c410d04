using System.Globalization;
using System.Text;
using Pruner.Sandbox.GitHub.Git;
using Pruner.Sandbox.GitHub.GraphQL;

namespace Pruner.Sandbox.GitHub.Schema;

/// <summary>A window on a list: the value of every connection type.</summary>
internal sealed record Connection(int TotalCount, int Start, int End, Func<int, object?> NodeAt, Func<int, string> CursorAt)
{
    public IEnumerable<object?> Nodes => Enumerable.Range(Start, End - Start).Select(NodeAt);

    public IEnumerable<object?> Edges => Enumerable.Range(Start, End - Start).Select(index => new Edge(CursorAt(index), NodeAt(index)));

    public string? StartCursor => End > Start ? CursorAt(Start) : null;

    public string? EndCursor => End > Start ? CursorAt(End - 1) : null;
}

/// <summary>One element of a connection with its cursor.</summary>
internal sealed record Edge(string Cursor, object? Node);

/// <summary>Cuts lists by <c>first</c>, <c>last</c>, <c>after</c> and <c>before</c>, with GitHub's limits and words.</summary>
internal static class Paging
{
    private const int MostRecords = 100;

    /// <summary>Arguments that every connection has.</summary>
    public const string Arguments = "after: String, before: String, first: Int, last: Int";

    /// <summary>A page whose cursors are positions, from 1, in Base64.</summary>
    public static Connection ByPosition<T>(FieldContext field, IReadOnlyList<T> items) => ByPosition(field, items.Count, index => items[index]);

    /// <summary>The same over anything that can be counted and asked by position.</summary>
    public static Connection ByPosition(FieldContext field, int total, Func<int, object?> nodeAt) =>
        Page(field, total, nodeAt, index => Convert.ToBase64String(Encoding.ASCII.GetBytes((index + 1).ToString(CultureInfo.InvariantCulture))), cursor =>
            int.TryParse(Decode(cursor), NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position - 1 : null);

    /// <summary>
    /// A page of a commit walk. Its cursors are <c>HEAD POSITION</c>, from 0, so a caller may compute them and ask for pages at once. A cursor of another head is
    /// refused: answering it would hide a caller that pages from a ref which moved.
    /// </summary>
    public static Connection ByWalk(FieldContext field, string head, OidList commits, Func<string, object?> nodeOf) =>
        Page(field, commits.Count, index => nodeOf(commits[index]), index => $"{head} {index}", cursor =>
            cursor.Split(' ') is [var oid, var position] && oid == head && int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null);

    /// <summary>A page whose cursors are sort keys, so that it goes on in the right place after elements moved.</summary>
    public static Connection ByKey<T>(FieldContext field, IReadOnlyList<T> sorted, Func<T, string> keyOf, IComparer<string> order) =>
        Page(field, sorted.Count, index => sorted[index], index => Convert.ToBase64String(Encoding.UTF8.GetBytes("cursor:v2:" + keyOf(sorted[index]))), cursor =>
            Decode(cursor) is { } text && text.StartsWith("cursor:v2:", StringComparison.Ordinal)
                ? sorted.TakeWhile(item => order.Compare(keyOf(item), text["cursor:v2:".Length..]) <= 0).Count() - 1
                : null);

    private static Connection Page(FieldContext field, int total, Func<int, object?> nodeAt, Func<int, string> cursorAt, Func<string, int?> positionOf)
    {
        var (first, last) = (field.Number("first"), field.Number("last"));
        CheckBounds(field, first, last);
        var start = field.Text("after") is { } after ? Position(after) + 1 : 0;
        var end = field.Text("before") is { } before ? Position(before) : total;
        (start, end) = (Math.Clamp(start, 0, total), Math.Clamp(end, 0, total));
        end = Math.Max(start, end);
        (start, end) = first is { } head ? (start, Math.Min(end, start + head)) : last is { } tail ? (Math.Max(start, end - tail), end) : (start, end);
        return new Connection(total, start, end, nodeAt, cursorAt);

        int Position(string cursor) => positionOf(cursor) ?? throw new FieldRefusedException("INVALID_CURSOR_ARGUMENTS", $"`{cursor}` does not appear to be a valid cursor.");
    }

    private static void CheckBounds(FieldContext field, int? first, int? last)
    {
        var name = field.Field.Name;
        if (first is null && last is null)
        {
            // A count alone needs no bounds.
            if (field.Selected().Any(selected => selected is "nodes" or "edges" or "pageInfo"))
            {
                throw new FieldRefusedException("MISSING_PAGINATION_BOUNDARIES", $"You must provide a `first` or `last` value to properly paginate the `{name}` connection.");
            }
        }
        else if (first is not null && last is not null)
        {
            throw new FieldRefusedException("INVALID_PAGINATION", $"Passing both `first` and `last` to paginate the `{name}` connection is not supported.");
        }
        else if ((first ?? last) is > MostRecords and var many)
        {
            var bound = first is null ? "last" : "first";
            throw new FieldRefusedException("EXCESSIVE_PAGINATION", $"Requesting {many} records on the `{name}` connection exceeds the `{bound}` limit of {MostRecords} records.");
        }
        else if ((first ?? last) is < 1)
        {
            throw new FieldRefusedException("INVALID_PAGINATION", $"`{(first is null ? "last" : "first")}` on the `{name}` connection must be at least 1.");
        }
    }

    private static string? Decode(string cursor)
    {
        var bytes = new byte[cursor.Length];
        return Convert.TryFromBase64String(cursor, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
