using System.Globalization;
using Pruner.Core;

namespace Pruner.GitHub.Api;

/// <summary>Every message of this room, in one place.</summary>
internal static class Refusals
{
    private const string Incomplete = "Evidence that may be incomplete could let a pinned image be deleted.";
    private const string Again = "Run again; if it stays, check --github-url and any proxy on the way, and see https://www.githubstatus.com.";

    public static SetupException NoToken(GitHubEndpoint endpoint) => new(new Refusal(
        $"No token for GitHub at {endpoint.BaseUrl} was given.",
        "GitHub's GraphQL API answers no anonymous calls, and the history of boot images is read with it.",
        "Set GITHUB_TOKEN or GH_TOKEN; in a workflow pass github-token: ${{ github.token }}. A token without any scope can read public repositories."));

    public static SetupException TokenRefused(GitHubEndpoint endpoint) => new(new Refusal(
        $"GitHub at {endpoint.BaseUrl} refused the token (HTTP 401).",
        "It is wrong, expired, revoked, or for another GitHub.",
        "Give a valid one in GITHUB_TOKEN or GH_TOKEN."));

    public static SetupException Forbidden(string repository, string said) => new(new Refusal(
        $"GitHub does not allow this token to read {repository}: {OneLine(said)}.",
        "The history of boot images is read from it.",
        "Give a token that may read the repository's contents and pull requests."));

    public static SetupException NoRepository(string repository) => new(new Refusal(
        $"GitHub knows no repository {repository}, or does not show it to this token.",
        "The history of boot images is read from it.",
        "Check the name; a private repository needs a token with access to it."));

    public static EvidenceException RateLimited(RateBudget? budget, DateTimeOffset until) => new(new Refusal(
        budget is { Remaining: 0 }
            ? $"GitHub's rate limit ({budget.Limit} {budget.Resource} calls an hour) is used up until {Utc(budget.ResetAt)}."
            : $"GitHub goes on limiting our calls, for now until {Utc(until)}.",
        Incomplete,
        "Run again after that time, or give a token with a larger limit; starting from the kept evidence asks far less."));

    public static EvidenceException Unanswered(string what, Exception cause) => new(
        new Refusal($"GitHub gave no usable answer ({what}): {OneLine(cause.Message)}.", Incomplete, Again), cause);

    public static EvidenceException QueryRefused(string what, string said) => new(new Refusal(
        $"GitHub answered {what} with an error: {OneLine(said)}.",
        "An answer with any error in it is never used, not even in part.",
        Again));

    public static EvidenceException Status(string what, int status, string said) => new(new Refusal(
        $"GitHub answered {what} with HTTP {status}: {OneLine(said)}.", Incomplete, Again));

    public static EvidenceException UnexpectedShape(string member) => new(new Refusal(
        $"GitHub's answer has no readable '{member}'.",
        Incomplete,
        "Check that --github-url names GitHub's API; if it does, update this tool or report it."));

    public static EvidenceException ForeignLink() => new(new Refusal(
        "GitHub's answer continues at another address than the one asked.",
        "Following it could hand the token to a stranger; not following it would leave the list incomplete.",
        "Check --github-url: it must be the address GitHub itself uses in its links."));

    public static EvidenceException OtherRepository(string asked, string answered) => new(new Refusal(
        $"GitHub answered with the repository {answered} where {asked} was asked for.",
        "It was renamed or moved, and another may take its name.",
        "If that is right, name the new one in the configuration."));

    public static EvidenceException RefsDisagree(string details) => new(new Refusal(
        $"Two listings of the branches and tags disagree: {details}.",
        "A branch that one listing hides may pin images that no other branch pins.",
        "Run again when no one is pushing; if it stays, report it."));

    public static EvidenceException Malformed(string what) => new(new Refusal(what, Incomplete, Again));

    public static EvidenceException MergedUnreadable(string where, string why) => new(new Refusal(
        $"{where} cannot be read: {why}.",
        "It is in the merged history, so it may pin images.",
        "Look at it with git; if it is harmless, report it so that the tool learns this shape."));

    public static SetupException NoPullRequest(string repository, int number) => new(new Refusal(
        $"GitHub shows no pull request {number} of {repository}.",
        "There is nothing to compare.",
        "Check --pull-request and --repository; a private repository needs a token that may read its pull requests."));

    public static EvidenceException PullMoved(int number) => new(new Refusal(
        $"Pull request {number} was pushed to again and again while it was read.",
        "Files of one commit and contents of another would be mixed.",
        "Run again when nobody is pushing."));

    public static EvidenceException PullTooLarge(int number, string what) => new(new Refusal(
        $"Pull request {number} {what}.",
        "What is not read cannot be judged, and a list cut short would look whole.",
        "Ask its author to leave out of it what is no bump."));

    public static EvidenceException NoCommonCommit(int number) => new(new Refusal(
        $"Pull request {number} shares no commit with its base branch, or GitHub does not show one.",
        "Without it nothing tells what the pull request changes.",
        "Look at the pull request; run again if it looks right."));

    internal static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Text of others in a message of ours: one line, no control characters, bounded, without its last full stop.</summary>
    internal static string OneLine(string text)
    {
        var line = string.Concat(text.Take(300).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length == 0 ? "(no message)" : line.TrimEnd('.');
    }
}
