using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Pruner.Core.History;
using Pruner.Core.Policies;

namespace Pruner.Core.Records;

/// <summary>
/// Everything a scan read, in one fixed form: whoever has it can check every pin and every commit again. The time of reading is left out, so equal
/// evidence has equal bytes and an equal digest.
/// </summary>
public static class EvidenceFile
{
    /// <summary>Version of this form.</summary>
    public const int CurrentSchema = 2;

    /// <summary>The evidence as a file.</summary>
    /// <param name="histories">What was read of each repository, in the order of the sources.</param>
    public static byte[] Write(ImmutableArray<MetadataHistory> histories)
    {
        var text = new EvidenceText { Schema = CurrentSchema, Repositories = [.. histories.Select(TextOf)] };
        return [.. JsonSerializer.SerializeToUtf8Bytes(text, RecordsJson.Compact.EvidenceText), (byte)'\n'];
    }

    /// <summary>
    /// Reads evidence back. Whether it is the evidence that a plan rests on is for the caller to check, by its SHA-256. When it was read is not known
    /// any more: it counts as older than anything, so nothing is changed on it before refs and pull requests were asked again.
    /// </summary>
    /// <exception cref="EvidenceException">Malformed, of another schema, or with a file that does not have its git id.</exception>
    public static ImmutableArray<MetadataHistory> Read(string file, ReadOnlySpan<byte> bytes)
    {
        var text = Document.Read(file, "evidence file", bytes, RecordsJson.Compact.EvidenceText);
        if (text.Schema != CurrentSchema)
        {
            throw Document.Unreadable(file, "evidence file", $"it has schema {text.Schema}, this version reads {CurrentSchema}");
        }

        return [.. text.Repositories.Select(repository => HistoryOf(file, repository))];
    }

    private static HistoryText TextOf(MetadataHistory history) => new()
    {
        Way = history.Way,
        Repository = history.Repository,
        References = Texts(history.Scope.References),
        Paths = Texts(history.Scope.Paths.Patterns),
        ReadsPullRequests = history.Scope.ReadsPullRequests,
        DefaultBranch = history.DefaultBranch,
        RefCounts = history.RefCounts,
        Refs = [.. history.Refs.OrderBy(reference => reference.Name, StringComparer.Ordinal)],
        RefsLeftOut = [.. history.RefsLeftOut.Order(StringComparer.Ordinal)],
        Commits = [.. history.Commits.Values.OrderBy(commit => commit.Id)],
        Folders = Sorted(history.Folders, files => files.OrderBy(file => file.Path, StringComparer.Ordinal).ToImmutableArray()),
        Blobs = Sorted(history.Blobs, content => content),
        Unreadable = Sorted(history.Unreadable, why => why),
        PullRequests = [.. history.PullRequests.OrderBy(pull => pull.Number).Select(pull => pull with { EarlierHeads = [.. pull.EarlierHeads.Order()] })],
        PullRequestsUpTo = history.PullRequestsUpTo,
    };

    private static MetadataHistory HistoryOf(string file, HistoryText text)
    {
        if (text.Commits.CountBy(commit => commit.Id).FirstOrDefault(pair => pair.Value > 1) is { Value: > 1 } twice)
        {
            throw Document.Unreadable(file, "evidence file", $"commit {twice.Key} stands in it {twice.Value} times");
        }

        var unreadable = Indexed(file, text.Unreadable);
        var blobs = Indexed(file, text.Blobs);
        foreach (var (id, content) in blobs)
        {
            if (!unreadable.ContainsKey(id) && ObjectId.Of("blob", Encoding.UTF8.GetBytes(content)) != id)
            {
                throw Document.Unreadable(file, "evidence file", $"blob {id} does not have the contents of that id");
            }
        }

        return new MetadataHistory
        {
            Way = text.Way,
            Repository = text.Repository,
            Scope = new HistoryScope(Globs(file, text.References), Globs(file, text.Paths), text.ReadsPullRequests),
            DefaultBranch = text.DefaultBranch,
            RefCounts = text.RefCounts,
            Refs = text.Refs,
            RefsLeftOut = text.RefsLeftOut,
            Commits = text.Commits.ToImmutableDictionary(commit => commit.Id),
            Folders = Indexed(file, text.Folders),
            Blobs = blobs,
            Unreadable = unreadable,
            PullRequests = text.PullRequests,
            PullRequestsUpTo = text.PullRequestsUpTo,
            ReadAt = DateTimeOffset.MinValue,
        };
    }

    private static ImmutableArray<string> Texts(ImmutableArray<Glob> patterns) => [.. patterns.Select(pattern => pattern.Text).Order(StringComparer.Ordinal)];

    private static ImmutableArray<Glob> Globs(string file, ImmutableArray<string> texts) => texts.IsEmpty
        ? throw Document.Unreadable(file, "evidence file", "it does not say which refs and paths were read")
        : [.. texts.Select(text => Glob.TryParse(text) ?? throw Document.Unreadable(file, "evidence file", $"'{text}' is no pattern"))];

    private static ImmutableSortedDictionary<string, TTo> Sorted<TFrom, TTo>(ImmutableDictionary<ObjectId, TFrom> items, Func<TFrom, TTo> shape) =>
        items.ToImmutableSortedDictionary(pair => pair.Key.Hex, pair => shape(pair.Value), StringComparer.Ordinal);

    private static ImmutableDictionary<ObjectId, T> Indexed<T>(string file, ImmutableSortedDictionary<string, T> items) =>
        items.ToImmutableDictionary(
            pair => ObjectId.IsValid(pair.Key) ? new ObjectId(pair.Key) : throw Document.Unreadable(file, "evidence file", $"'{pair.Key}' is no git object id"),
            pair => pair.Value);
}

/// <summary>The form of the evidence file.</summary>
internal sealed record EvidenceText
{
    public required int Schema { get; init; }

    public required ImmutableArray<HistoryText> Repositories { get; init; }
}

/// <summary>What was read of one repository, as the evidence file holds it.</summary>
internal sealed record HistoryText
{
    public required HistoryWay Way { get; init; }

    public required RepositoryIdentity Repository { get; init; }

    public required ImmutableArray<string> References { get; init; }

    public required ImmutableArray<string> Paths { get; init; }

    public required bool ReadsPullRequests { get; init; }

    public required string DefaultBranch { get; init; }

    public required RefCounts RefCounts { get; init; }

    public required ImmutableArray<GitRef> Refs { get; init; }

    public required ImmutableArray<string> RefsLeftOut { get; init; }

    public required ImmutableArray<GitCommit> Commits { get; init; }

    public required ImmutableSortedDictionary<string, ImmutableArray<MetadataFile>> Folders { get; init; }

    public required ImmutableSortedDictionary<string, string> Blobs { get; init; }

    public required ImmutableSortedDictionary<string, string> Unreadable { get; init; }

    public required ImmutableArray<PullRequest> PullRequests { get; init; }

    public DateTimeOffset? PullRequestsUpTo { get; init; }
}
