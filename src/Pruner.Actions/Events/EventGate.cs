using System.Collections.Frozen;
using System.Collections.Immutable;
using Pruner.Core;

namespace Pruner.Actions.Events;

/// <summary>May a run started by this event change anything? Planning always may.</summary>
public static class EventGate
{
    /// <summary>Events that only people and schedules with write access to the repository can cause.</summary>
    private static readonly FrozenSet<string> Trusted = FrozenSet.Create(StringComparer.Ordinal, "schedule", "workflow_dispatch", "repository_dispatch", "push");

    /// <summary>Refuses a change that a stranger could have caused. A reusable workflow has the event of its caller.</summary>
    /// <param name="run">What is known of the run.</param>
    /// <param name="branches">Branches besides the default one that the reviewed configuration allows.</param>
    /// <returns>Null when changes are allowed.</returns>
    public static Refusal? Changes(TriggeringEvent run, ImmutableArray<string> branches)
    {
        if (!Trusted.Contains(run.Name))
        {
            return Refused($"A run started by {(run.Name.Length > 0 ? run.Name : "an unknown event")} may not change anything.");
        }

        if (run.DefaultBranch is not { Length: > 0 } main)
        {
            // Schedules run on the default branch only, and their event does not name it.
            return string.Equals(run.Name, "schedule", StringComparison.Ordinal) ? null : Refused("The event does not say which branch is the default one.");
        }

        const string prefix = "refs/heads/";
        var branch = run.Ref.StartsWith(prefix, StringComparison.Ordinal) ? run.Ref[prefix.Length..] : null;
        return branch is not null && (string.Equals(branch, main, StringComparison.Ordinal) || branches.Contains(branch, StringComparer.Ordinal))
            ? null
            : Refused($"A run of {run.Ref} may not change anything; the default branch is {main}.");
    }

    /// <summary>Refuses to tag images for a pull request, unless a schedule or a person started the run: what a push brings was not looked at for that.</summary>
    /// <param name="run">What is known of the run.</param>
    /// <param name="branches">Branches besides the default one that the reviewed configuration allows.</param>
    public static Refusal? Protection(TriggeringEvent run, ImmutableArray<string> branches) =>
        run.Name is "schedule" or "workflow_dispatch" ? Changes(run, branches) : Refused($"A run started by {(run.Name.Length > 0 ? run.Name : "an unknown event")} may not change anything: images are tagged by schedule or by hand only.");

    private static Refusal Refused(string what) => new(
        what,
        "What it would do was not reviewed, or a stranger could have started it.",
        "Run it on the default branch, by schedule or by hand; another branch must be named under actions.branches in the configuration of the default branch. Planning (dry-run: true) works everywhere.");
}

/// <summary>The event that started a run.</summary>
/// <param name="Name">Its name, <c>GITHUB_EVENT_NAME</c>.</param>
/// <param name="Ref">The ref that the run is of.</param>
/// <param name="DefaultBranch">The repository's default branch, by the event; null when it does not say.</param>
/// <param name="PullRequest">Number of the pull request it is about; null when it is about none.</param>
public sealed record TriggeringEvent(string Name, string Ref, string? DefaultBranch, int? PullRequest);
