using System.Collections.Immutable;
using System.Text;
using Pruner.Core.History;

namespace Pruner.Git;

/// <summary>
/// Reads the history of a repository's metadata from a local clone with git's plumbing: every branch and tag, every commit they reach,
/// and the metadata files at each. What it returns is complete and as fresh as the clone's remote, or it throws. Pull requests are not in it: git keeps
/// no titles, bodies or states of them, and two real builds are named only there, so nothing may be deleted on it alone.
/// </summary>
/// <param name="time">The clock: a clone without any commit of the last 14 days is refused.</param>
/// <param name="repository"><c>owner/name</c>; the clone's remote must be it.</param>
public sealed class GitDirHistoryReader(TimeProvider time, string repository)
{
    private const int MostDays = 14;

    /// <summary>Largest object read, in bytes. Real metadata files are below 0.2 MB.</summary>
    private const int MostBytes = 10_000_000;

    /// <summary>Clocks differ; a commit dated further ahead than this proves no freshness.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromHours(1);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the history.</summary>
    /// <param name="path">The clone's folder or its git directory.</param>
    /// <param name="scope">What of the repository is read; pull requests never are.</param>
    /// <param name="cancellationToken">Cancels the reading, and ends git.</param>
    /// <exception cref="Core.SetupException">No git, or no repository at that path.</exception>
    /// <exception cref="Core.EvidenceException">The clone is shallow, partial, grafted, stale, old, damaged or otherwise not the whole history.</exception>
    public async Task<MetadataHistory> ReadAsync(string path, HistoryScope scope, CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var inner = Path.Combine(path, ".git");
        var gitDir = Path.GetFullPath(Path.Exists(inner) ? inner : path);
        if (!Path.Exists(gitDir))
        {
            throw Refusals.NoRepository(path, "there is nothing at this path");
        }

        var git = new GitProcess(gitDir, time);
        var clone = new CloneState(git, gitDir, repository);
        await clone.RequireWholeAsync(cancellationToken);
        var heads = await clone.ReadHeadsAsync(cancellationToken);
        var refs = await PeelAsync(git, [.. heads.Refs.Where(item => scope.Reads(item.Name))], cancellationToken);
        var texts = await ReadCommitsAsync(git, refs, cancellationToken);
        RequireFresh(texts.Values, readAt);

        var reader = new FolderReader(git, scope.Paths);
        var places = await reader.FindAsync([.. texts.Values.Select(commit => commit.Tree).Distinct()], cancellationToken);
        var folders = await reader.ListAsync([.. places.Values.OfType<ObjectId>().Distinct()], cancellationToken);
        return new MetadataHistory
        {
            Way = HistoryWay.Clone,
            Repository = heads.Repository,
            Scope = scope,
            DefaultBranch = heads.DefaultBranch,
            Refs = refs,
            RefsLeftOut = [.. heads.Refs.Select(item => item.Name).Where(name => !scope.Reads(name))],
            RefCounts = heads.Counts,
            Commits = texts.ToImmutableDictionary(
                item => item.Key,
                item => new GitCommit(item.Key, item.Value.Parents, item.Value.CommittedAt, places[item.Value.Tree], item.Value.Message)),
            Folders = folders,
            Blobs = await ReadBlobsAsync(git, folders, cancellationToken),
            PullRequests = [],
            ReadAt = readAt,
            PullRequestsUpTo = null,
        };
    }

    /// <summary>What each ref leads to: tags are followed, tags of tags too.</summary>
    private static async Task<ImmutableArray<GitRef>> PeelAsync(
        GitProcess git, ImmutableArray<(string Name, ObjectId Target)> refs, CancellationToken cancellationToken)
    {
        var input = string.Concat(refs.Select(item => item.Target + "^{}\n"));
        var lines = (await git.RequireAsync(["cat-file", "--batch-check=%(objectname) %(objecttype)"], input, cancellationToken)).Lines.ToList();
        if (lines.Count != refs.Length)
        {
            throw Refusals.Malformed($"Git followed {lines.Count} of {refs.Length} refs.");
        }

        return [.. refs.Zip(lines, Peel)];

        static GitRef Peel((string Name, ObjectId Target) item, string line) => line.Split(' ') switch
        {
            [var id, "commit"] when ObjectId.IsValid(id) => new GitRef(item.Name, item.Target, new ObjectId(id)),
            [_, "tree" or "blob"] when !item.Name.StartsWith("refs/heads/", StringComparison.Ordinal) => new GitRef(item.Name, item.Target, null),
            _ => throw Refusals.Missing($"What {Refusals.OneLine(item.Name)} names ({item.Target})"),
        };
    }

    /// <summary>
    /// Every commit that the refs reach. They are found by their own parents, read from checked objects, not by git's walk: an index or a
    /// graph file that is wrong cannot leave one out.
    /// </summary>
    private static async Task<Dictionary<ObjectId, CommitText>> ReadCommitsAsync(
        GitProcess git, ImmutableArray<GitRef> refs, CancellationToken cancellationToken)
    {
        // Git's walk only says what to ask for at once; a whole history commit by commit would be as many calls as it is deep.
        var starts = refs.Select(item => item.Commit).OfType<ObjectId>().Distinct().ToList();
        var listed = await git.RequireAsync(["rev-list", "--stdin"], string.Concat(starts.Select(id => id + "\n")), cancellationToken);
        var commits = new Dictionary<ObjectId, CommitText>();
        await git.ReadObjectsAsync(
            "commit",
            [.. listed.Lines.Where(ObjectId.IsValid).Select(line => new ObjectId(line))],
            MostBytes,
            id => Refusals.Name("commit", id),
            (id, content) => commits[id] = CommitText.Read(id, content),
            cancellationToken);

        foreach (var id in starts.Concat(commits.Values.SelectMany(commit => commit.Parents)))
        {
            if (!commits.ContainsKey(id))
            {
                throw Refusals.Missing(Refusals.Name("commit", id));
            }
        }

        return commits;
    }

    private static void RequireFresh(IEnumerable<CommitText> commits, DateTimeOffset now)
    {
        var newest = commits.Select(commit => (DateTimeOffset?)commit.CommittedAt).Where(date => date <= now + MostAhead).Max();
        if (newest is null || newest < now.AddDays(-MostDays))
        {
            throw Refusals.TooOld(newest, MostDays);
        }
    }

    private static async Task<ImmutableDictionary<ObjectId, string>> ReadBlobsAsync(
        GitProcess git, ImmutableDictionary<ObjectId, ImmutableArray<MetadataFile>> folders, CancellationToken cancellationToken)
    {
        var texts = ImmutableDictionary.CreateBuilder<ObjectId, string>();
        var files = folders.Values.SelectMany(list => list).Where(file => file.IsFile).DistinctBy(file => file.Blob).ToDictionary(file => file.Blob);
        await git.ReadObjectsAsync(
            "blob",
            [.. files.Keys],
            MostBytes,
            Name,
            (id, content) =>
            {
                try
                {
                    texts[id] = Strict.GetString(content);
                }
                catch (DecoderFallbackException)
                {
                    throw Refusals.MergedUnreadable(Name(id), "it is not UTF-8 text");
                }
            },
            cancellationToken);
        return texts.ToImmutable();

        string Name(ObjectId id) => $"The file {Refusals.OneLine(files[id].Path)} (blob {id})";
    }
}
