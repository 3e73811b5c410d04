using Pruner.Core.Policies;

namespace Pruner.Core.History;

/// <summary>What shows that a history is complete. Each check is a small function that returns its refusal, or null.</summary>
public static class HistoryProof
{
    private const string BranchPrefix = "refs/heads/";
    private const string ReleasePrefix = BranchPrefix + "release-";

    /// <summary>Refuses a history with a hole in it.</summary>
    /// <exception cref="EvidenceException">A check failed; says what is missing and how to get it.</exception>
    public static void Require(MetadataHistory history, PinSource source)
    {
        EvidenceException.ThrowIf(
            ReadOtherwise(history, source)
            ?? InstallerNarrowed(history)
            ?? RefsDoNotAddUp(history)
            ?? RefNotRead(history)
            ?? HeadNotScanned(history)
            ?? ParentNotScanned(history)
            ?? FolderNotListed(history)
            ?? FileNotRead(history)
            ?? BranchMissing(history, source));
    }

    /// <summary>Refuses a history of which something else was read than the source asks for: other branches, or other files.</summary>
    internal static Refusal? ReadOtherwise(MetadataHistory history, PinSource source) => history.Scope.Equals(source.Scope)
        ? null
        : Hole(history, $"Of {history.Repository.Name} other refs, paths or pull requests were read than its source of pins names.");

    /// <summary>Refuses to read less of the public installer than any branch, tag, document and pull request: every one may name a boot image that customers use.</summary>
    internal static Refusal? InstallerNarrowed(MetadataHistory history) =>
        !PinSource.IsPublicInstaller(history.Repository.Host, history.Repository.Name) || history.Scope.Covers(PinSource.OpenShiftInstaller.Scope)
            ? null
            : new Refusal(
                $"The configuration reads only a part of {history.Repository.Name}.",
                "Whatever branch, tag, file or pull request of it is left out may pin images that customers boot from.",
                "Leave refs, paths and pull-requests out for this repository; patterns may be added to the built-in ones.");

    /// <summary>Refuses when the two listings of refs differ, or hold less than they count.</summary>
    internal static Refusal? RefsDoNotAddUp(MetadataHistory history)
    {
        var counts = history.RefCounts;
        // By name: a ref that came twice, when the list moved between two pages, must not stand for one that did not come.
        var names = history.Refs.Select(reference => reference.Name).Concat(history.RefsLeftOut).ToHashSet(StringComparer.Ordinal);
        var branches = names.Count(IsBranch);
        var tags = names.Count(name => name.StartsWith("refs/tags/", StringComparison.Ordinal));
        return counts.Branches == branches && counts.BranchesAgain == branches && counts.Tags == tags && counts.TagsAgain == tags && branches > 0
            ? null
            : Hole(
                history,
                $"The list of refs does not add up: {branches} branches and {tags} tags read, {counts.Branches} and {counts.Tags} counted, {counts.BranchesAgain} and {counts.TagsAgain} by the second listing.");
    }

    /// <summary>Refuses when a listed ref is left out although the scope asks for it, or was read although it does not.</summary>
    internal static Refusal? RefNotRead(MetadataHistory history) =>
        history.RefsLeftOut.FirstOrDefault(history.Scope.Reads) is { } left ? Hole(history, $"{left} was left out, although its history is to be read.")
        : history.Refs.FirstOrDefault(reference => !history.Scope.Reads(reference.Name)) is { } further ? Hole(history, $"{further.Name} was read, although its history is to be left out.")
        : null;

    /// <summary>Refuses when the head of a ref or of a pull request was not scanned.</summary>
    internal static Refusal? HeadNotScanned(MetadataHistory history)
    {
        foreach (var reference in history.Refs)
        {
            if (reference.Commit is { } commit && !history.Commits.ContainsKey(commit))
            {
                return Hole(history, $"The head of {reference.Name}, commit {commit}, was not scanned.");
            }
        }

        foreach (var pull in history.PullRequests)
        {
            if (!history.Commits.ContainsKey(pull.Head))
            {
                return Hole(history, $"The head of pull request {pull.Number}, commit {pull.Head}, was not scanned.");
            }
        }

        return null;
    }

    /// <summary>Refuses when a parent of a scanned commit was not scanned: the history is not closed.</summary>
    internal static Refusal? ParentNotScanned(MetadataHistory history)
    {
        foreach (var commit in history.Commits.Values)
        {
            foreach (var parent in commit.Parents)
            {
                if (!history.Commits.ContainsKey(parent))
                {
                    return Hole(history, $"Commit {parent}, a parent of {commit.Id}, was not scanned.");
                }
            }
        }

        return null;
    }

    /// <summary>Refuses when the metadata folder of some commit was not listed.</summary>
    internal static Refusal? FolderNotListed(MetadataHistory history)
    {
        foreach (var commit in history.Commits.Values)
        {
            if (commit.Folder is { } folder && !history.Folders.ContainsKey(folder) && !history.Unreadable.ContainsKey(folder))
            {
                return Hole(history, $"The metadata folder at commit {commit.Id}, tree {folder}, was not listed.");
            }
        }

        return null;
    }

    /// <summary>Refuses when a metadata file of some folder was not read.</summary>
    internal static Refusal? FileNotRead(MetadataHistory history)
    {
        foreach (var file in history.Folders.Values.SelectMany(files => files))
        {
            if (file.IsFile && !history.Blobs.ContainsKey(file.Blob) && !history.Unreadable.ContainsKey(file.Blob))
            {
                return Hole(history, $"{file.Path}, blob {file.Blob}, was not read.");
            }
        }

        return null;
    }

    /// <summary>Refuses when an expected branch is not there: the default branch, or a release branch of the series.</summary>
    internal static Refusal? BranchMissing(MetadataHistory history, PinSource source)
    {
        foreach (var name in ExpectedBranches(history, source))
        {
            if (!history.Refs.Any(reference => string.Equals(reference.Name, name, StringComparison.Ordinal)))
            {
                return history.RefsLeftOut.Contains(name, StringComparer.Ordinal)
                    ? LeftOut(history, name)
                    : Hole(history, $"The branch {name} is missing.");
            }
        }

        return null;
    }

    /// <summary>
    /// The default branch where the source's patterns fit it; release branches from the source's first to the newest seen of its major, without a gap; and those of later majors that are there.
    /// </summary>
    internal static IEnumerable<string> ExpectedBranches(MetadataHistory history, PinSource source)
    {
        if (BranchPrefix + history.DefaultBranch is var main && source.Scope.Reads(main))
        {
            yield return main;
        }

        if (source.FirstRelease is null)
        {
            yield break;
        }

        var first = source.FirstRelease.Value;
        // A major release after the first one starts its own series: only minors of the first's major form a gapless row.
        var newest = history.Refs
            .Select(reference => ReleaseOf(reference.Name))
            .Where(release => release?.Major == first.Major)
            .Max() ?? first;
        for (var minor = first.Minor; minor <= Math.Max(first.Minor, newest.Minor); minor++)
        {
            yield return $"{ReleasePrefix}{first.Major}.{minor}";
        }

        foreach (var reference in history.Refs.Where(reference => ReleaseOf(reference.Name)?.Major > first.Major))
        {
            yield return reference.Name;
        }
    }

    /// <summary>True for the full name of a branch.</summary>
    internal static bool IsBranch(string name) => name.StartsWith(BranchPrefix, StringComparison.Ordinal);

    /// <summary>The release of a branch <c>refs/heads/release-X.Y</c>; null for any other ref.</summary>
    internal static ReleaseNumber? ReleaseOf(string name) =>
        name.StartsWith(ReleasePrefix, StringComparison.Ordinal) ? ReleaseNumber.TryParse(name[ReleasePrefix.Length..]) : null;

    private static Refusal LeftOut(MetadataHistory history, string name) => new(
        $"The branch {name} of {history.Repository.Name} is left out by the patterns of its refs.",
        "It is a release's, of those that have to be there from first-release on, and boot images are pinned there.",
        "Add a pattern to refs that it fits, or name a later first-release; if no release branch has to be there, set it to none.");

    private static Refusal Hole(MetadataHistory history, string what) => new(
        what,
        $"A boot image pinned in the missing part of {history.Repository.Name} would look like garbage.",
        "Run again; if it stays so, look at the repository and at the token's access to it.");
}
