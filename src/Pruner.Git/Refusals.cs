using Pruner.Core;
using Pruner.Core.History;

namespace Pruner.Git;

/// <summary>Every message of this room, in one place.</summary>
internal static class Refusals
{
    private const string Incomplete = "Evidence that may be incomplete could let a pinned image be deleted.";
    private const string CloneAgain = "Make a fresh one with git clone --mirror.";

    public static SetupException NoGit(Exception cause) => new(
        new Refusal("The program git could not be started.", "A local clone is read with it.", "Install git, or leave out --git-dir."), cause);

    public static SetupException NoRepository(string path, string said) => new(new Refusal(
        $"'{path}' is no git repository that can be read: {OneLine(said)}.",
        "The history of boot images is read from it.",
        "Name the folder of a clone, or its git directory."));

    public static EvidenceException Failed(string command, string said) => new(new Refusal(
        $"git {command} failed: {OneLine(said)}.", Incomplete, "Run git fsck in the clone. " + CloneAgain));

    public static EvidenceException TooLong(string command) => new(new Refusal(
        $"git {command} did not end in time or gave more than is read.", Incomplete, "Try it by hand in the clone, then run again."));

    public static EvidenceException WrongFormat(string format) => new(new Refusal(
        $"The clone's object format is {OneLine(format)}, not sha1.", "Its ids cannot be checked.", "Clone the repository as its host keeps it."));

    public static EvidenceException Shallow() => new(new Refusal(
        "The clone is shallow.", "The commits that were cut off may pin images.", "Run git fetch --unshallow in it (actions/checkout: fetch-depth: 0)."));

    public static EvidenceException Partial() => new(new Refusal(
        "The clone is partial: it leaves objects with its remote.", Incomplete, "Clone again without --filter."));

    public static EvidenceException Grafts() => new(new Refusal(
        "The clone has grafts (info/grafts).", "They hide parents of commits, and what those pin.", "Remove that file, or clone again."));

    public static EvidenceException Replaced(string name) => new(new Refusal(
        $"The clone has replace refs ({OneLine(name)}).", "They put other objects in the place of real ones.", "Delete them with git replace -d, or clone again."));

    public static EvidenceException SeveralRemotes(int count) => new(new Refusal(
        $"The clone has {count} remotes.", "It cannot be told whose branches count.", "Use a clone of the repository alone. " + CloneAgain));

    public static EvidenceException OtherRepository(string asked) => new(new Refusal(
        $"The clone's remote is not {asked}.", "Another repository, a fork say, pins other images.", $"Clone {asked} itself."));

    public static EvidenceException SingleBranch(string remote) => new(new Refusal(
        $"The clone does not fetch all branches of {OneLine(remote)}.",
        "No branch holds everything: the others pin images of their own.",
        "Clone again without --single-branch."));

    public static EvidenceException RemoteSilent(string said) => new(new Refusal(
        $"git ls-remote failed: {OneLine(said)}.",
        "Without it nobody knows whether the clone's branches are the present ones.",
        "Make the remote reachable without a prompt, and run again."));

    public static EvidenceException Stale(string details) => new(new Refusal(
        $"The clone's branches and tags are not those that git ls-remote gives: {details}.",
        "A branch or commit that is not here may pin images.",
        "Run git fetch --prune --prune-tags --tags in the clone, then run again."));

    public static EvidenceException TooOld(DateTimeOffset? newest, int days) => new(new Refusal(
        newest is { } time
            ? $"The newest commit in the clone is of {time.UtcDateTime:yyyy-MM-dd}, more than {days} days ago."
            : "The clone has no commit that is not in the future.",
        "A repository that is worked on daily has newer ones, and those may pin images.",
        "Run git fetch in the clone; if its remote is a copy, refresh that first."));

    public static EvidenceException Missing(string what) => new(new Refusal(
        $"{what} is not in the clone.", Incomplete, "Run git fsck in it. " + CloneAgain));

    public static EvidenceException Altered(string what) => new(new Refusal(
        $"{what} is damaged: what git gives for it does not have its id.", Incomplete, "Run git fsck in the clone. " + CloneAgain));

    public static EvidenceException Malformed(string what) => new(new Refusal(what, Incomplete, "Run git fsck in the clone. " + CloneAgain));

    public static EvidenceException MergedUnreadable(string where, string why) => new(new Refusal(
        $"{where} cannot be read: {why}.",
        "It is in the merged history, so it may pin images.",
        "Look at it with git; if it is harmless, report it so that the tool learns this shape."));

    /// <summary>An object in a sentence.</summary>
    internal static string Name(string type, ObjectId id) => $"The {type} {id}";

    /// <summary>Text of others in a message of ours: one line, bounded, no control characters, no last full stop, no credentials of an address.</summary>
    internal static string OneLine(string text)
    {
        var line = string.Concat(text.Take(300).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        line = string.Join(' ', line.Split(' ').Select(WithoutUser));
        return line.Length == 0 ? "(no message)" : line.TrimEnd('.');
    }

    private static string WithoutUser(string word)
    {
        var scheme = word.IndexOf("://", StringComparison.Ordinal);
        var at = word.LastIndexOf('@');
        return scheme >= 0 && at > scheme ? word[..(scheme + 3)] + word[(at + 1)..] : word;
    }
}
