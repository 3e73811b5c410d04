using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.Core.Policies;
using Pruner.Core.Records;

namespace Pruner.Core.Planning;

/// <summary>Reasons to refuse a whole plan. A guard returns its refusal, or null to let the plan pass.</summary>
public static class PlanGuards
{
    /// <summary>Refuses evidence that holds fewer pinned builds than the policy's floor.</summary>
    public static Refusal? TooFewPins(Plan plan, Policy policy) =>
        policy.MinPinnedBuilds is { } floor && plan.PinnedBuilds < floor
            ? new Refusal(
                $"The scan found {plan.PinnedBuilds} pinned builds, fewer than {floor}.",
                "Without pins every boot image looks like garbage.",
                "Check the repository and the token; the floor is min-pinned-builds in the configuration.")
            : null;

    /// <summary>Refuses when the scan no longer finds pins that an earlier ledger witnessed.</summary>
    public static Refusal? PinsLost(Plan plan, Policy policy) =>
        policy.MaxLostPins is { } limit && plan.LostPins.Length > limit
            ? new Refusal(
                $"The scan no longer finds {plan.LostPins.Length} pins of the last ledger, {plan.LostPins[0]} among them.",
                "History does not forget: a scan that loses pins is likely to be incomplete.",
                "Find out why; if a branch was really deleted, set max-lost-pins in the configuration. Lost pins go on protecting either way.")
            : null;

    /// <summary>Refuses more deletions than the policy allows; 0 means zero.</summary>
    public static Refusal? TooManyDeletions(Plan plan, Policy policy)
    {
        var doomed = Doomed(plan);
        return policy.MaxDeletions is { } limit && doomed > limit
            ? new Refusal(
                $"The plan deletes {doomed} images, more than {limit}.",
                "A plan larger than usual often means that evidence came back short.",
                "Read the plan; if every line is right, raise max-deletions in the configuration or give --max-deletions.")
            : null;
    }

    /// <summary>Refuses a larger share of deletions than the policy allows; 0 means zero.</summary>
    public static Refusal? TooLargeAShare(Plan plan, Policy policy)
    {
        long doomed = Doomed(plan);

        // Multiplied, not divided: nothing is rounded at the limit, and an empty inventory needs no case of its own.
        return policy.MaxDeletionsPercent is { } limit && doomed * 100 > (long)plan.Verdicts.Length * limit
            ? new Refusal(
                $"The plan deletes {doomed} of {plan.Verdicts.Length} images, more than {limit} %.",
                "A share larger than usual often means that evidence came back short.",
                "Read the plan; if every line is right, raise max-deletions-percent in the configuration.")
            : null;
    }

    /// <summary>Refuses credentials of another account than the configured one.</summary>
    public static Refusal? WrongAccount(string account, Policy policy) =>
        policy.Account is { } expected && !string.Equals(expected, account, StringComparison.Ordinal)
            ? new Refusal(
                $"These credentials are of account {account}, the configuration expects {expected}.",
                "Pruning the wrong account deletes images that nobody meant.",
                "Use credentials of the right account, or correct account in the configuration.")
            : null;

    /// <summary>Refuses a plan that was approved under another digest.</summary>
    public static Refusal? NotTheApproved(Plan plan, string approvedDigest) =>
        string.Equals(plan.Digest, approvedDigest.Trim(), StringComparison.OrdinalIgnoreCase)
            ? null
            : new Refusal(
                $"The plan has digest {plan.Digest}, approved was {approvedDigest}.",
                "Another plan than the approved one must not be carried out.",
                "Read the plan again and give its own digest, or fetch the plan that was approved.");

    /// <summary>Refuses a plan made by another version: its reasons may mean something else.</summary>
    public static Refusal? OtherVersion(Plan plan, string toolVersion) =>
        string.Equals(plan.ToolVersion, toolVersion, StringComparison.Ordinal)
            ? null
            : new Refusal(
                $"The plan was made by version {plan.ToolVersion}, this is {toolVersion}.",
                "Versions may decide differently.",
                "Make a new plan with this version.");

    /// <summary>Refuses an expired plan, and one from the future. What the plan grants itself beyond <see cref="Plan.Lifetime"/> does not count.</summary>
    public static Refusal? Expired(Plan plan, DateTimeOffset now) =>
        now < plan.Expires && now - plan.Created < Plan.Lifetime && plan.Created - now <= TimeSpan.FromMinutes(5)
            ? null
            : new Refusal(
                $"The plan was made {plan.Created:yyyy-MM-dd HH:mm} UTC and could be applied until {plan.Expires:yyyy-MM-dd HH:mm} UTC; now it is {now:yyyy-MM-dd HH:mm} UTC.",
                "The world moves on: an old approval says little about today's images.",
                "Make a new plan with 'pruner plan'.");

    /// <summary>Refuses a plan that was made for something else than what a fresh one looks at: another platform, account, store, architecture or source of pins.</summary>
    public static Refusal? ForSomethingElse(Plan plan, Plan fresh) =>
        OtherPlatform(plan, fresh.Platform)
        ?? OtherArchitecture(plan, fresh.Architectures)
        ?? OtherAccount(plan, fresh.Account)
        ?? OtherAddress(plan, fresh.Address)
        ?? OtherSource(plan, fresh.Certificates);

    /// <summary>Refuses a plan for another account than the one the credentials belong to.</summary>
    public static Refusal? OtherAccount(Plan plan, string account) =>
        string.Equals(plan.Account, account, StringComparison.Ordinal)
            ? null
            : new Refusal(
                $"The plan is for account {plan.Account}, these credentials are of account {account}.",
                "Its ids mean nothing, or something else, in another account.",
                "Use the account that the plan was made for, or make a new plan.");

    /// <summary>Refuses a plan for another store of the same platform and account number than the one opened now.</summary>
    public static Refusal? OtherAddress(Plan plan, string address) =>
        string.Equals(plan.Address, address, StringComparison.Ordinal)
            ? null
            : new Refusal(
                $"The plan is for the store at '{plan.Address}', opened is '{address}'.",
                "What has the same account number and the same names there was looked at by nobody.",
                "Correct the store's address in the configuration, or make a new plan.");

    /// <summary>Refuses a plan for another platform than that of the store chosen now.</summary>
    public static Refusal? OtherPlatform(Plan plan, string platform) =>
        string.Equals(plan.Platform, platform, StringComparison.Ordinal)
            ? null
            : new Refusal(
                $"The plan is for the platform {plan.Platform}, chosen is {platform}.",
                "Nothing of the plan is in another store.",
                $"Give --platform {plan.Platform}, or make a new plan.");

    /// <summary>Refuses a plan for an architecture that is not chosen now: the catalog would know none of its images.</summary>
    public static Refusal? OtherArchitecture(Plan plan, ImmutableArray<string> architectures) =>
        plan.Architectures.Except(architectures, StringComparer.Ordinal).FirstOrDefault() is { } missing
            ? new Refusal(
                $"The plan is for {string.Join(", ", plan.Architectures)}, chosen is {string.Join(", ", architectures)}.",
                $"On a catalog without {missing} nothing of the plan could be confirmed there.",
                $"Give {string.Join(' ', plan.Architectures.Select(architecture => $"--arch {architecture}"))}, or make a new plan.")
            : null;

    /// <summary>Refuses a plan whose pins were read from other hosts or repositories than the fresh ones. Their order does not count.</summary>
    public static Refusal? OtherSource(Plan plan, ImmutableArray<Certificate> fresh)
    {
        return plan.Certificates.Select(Identity).ToHashSet().SetEquals(fresh.Select(Identity))
            ? null
            : new Refusal(
                $"The plan rests on {Names(plan.Certificates)}, fresh pins were read from {Names(fresh)}.",
                "Another repository may lack pins that the plan's has.",
                "Use the same --github-url and the same repositories under pins as for the plan, or make a new plan.");

        static (string, string, long) Identity(Certificate certificate) => (certificate.Host, certificate.Repository, certificate.RepositoryId);
        static string Names(ImmutableArray<Certificate> certificates) => string.Join(" and ", certificates.Select(certificate => $"{certificate.Repository} at {certificate.Host}"));
    }

    /// <summary>Refuses a plan for which the pins of any source were read from a clone alone.</summary>
    public static Refusal? ServesPlansOnly(Plan plan) =>
        plan.Certificates.Any(certificate => certificate.Way == HistoryWay.Clone)
            ? new Refusal(
                "The plan was made from a local clone alone.",
                "A clone has no pull requests, and boot images are named there before they are merged: deleting needs both.",
                "Make a plan through GitHub's API: 'pruner plan' without --git-dir, or with --github-url besides.")
            : null;

    /// <summary>Refuses when clocks are too far apart to tell how old anything is.</summary>
    public static Refusal? ClocksApart(IReadOnlyDictionary<string, TimeSpan> skews)
    {
        var limit = TimeSpan.FromMinutes(5);
        foreach (var (service, skew) in skews.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (skew.Duration() > limit)
            {
                return new Refusal(
                    $"The clock of {service} is {skew.Duration().TotalMinutes:0} minutes {(skew > TimeSpan.Zero ? "ahead of" : "behind")} this machine's.",
                    "With a wrong clock young images look old.",
                    "Set this machine's clock, and run again.");
            }
        }

        return null;
    }

    /// <summary>Number of artifacts to be marked.</summary>
    public static int ToBeMarked(Plan plan) => plan.Verdicts.Count(verdict => verdict.Mark == MarkChange.Set);

    /// <summary>Number of verdicts to prune.</summary>
    public static int Doomed(Plan plan) => plan.Verdicts.Count(verdict => verdict.Verdict == Decision.Prune);
}
