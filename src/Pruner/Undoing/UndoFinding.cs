using System.Collections.Immutable;
using Pruner.Applying;
using Pruner.Core.Applying;
using Pruner.Core.Artifacts;
using Pruner.Core.Records;

namespace Pruner.Undoing;

/// <summary>What an image that a run changed is like now, and what makes it again what it was. Pure.</summary>
/// <param name="Target">The image, as described moments ago.</param>
/// <param name="Steps">What may be done.</param>
/// <param name="Obstacles">Why something of it may not be put back.</param>
/// <param name="Remarks">What stays as it is, and is right so.</param>
/// <param name="Accounts">The accounts that it is shared with, as far as they were asked for.</param>
/// <param name="Lacking">What of its visibility and shares is not as before, for a command by hand; null when nothing, or when it is another image.</param>
internal sealed record UndoFinding(
    Target Target, UndoSteps Steps, ImmutableArray<string> Obstacles, ImmutableArray<string> Remarks, ImmutableArray<string> Accounts, NotedState? Lacking)
{
    private const string SharedAgain = "the run's call to share it again was answered OK; it is not shared with those accounts now";

    /// <summary>Compares an image with what the journal of a run noted of it.</summary>
    /// <param name="target">The image, with what the run did to it; shown by the store.</param>
    /// <param name="plan">Digest of the run's plan.</param>
    /// <param name="accounts">The accounts that it is shared with now; asked only when the run took some off.</param>
    public static UndoFinding Of(Target target, string plan, ImmutableArray<string> accounts)
    {
        if (WhyAnother(target) is { } why)
        {
            return new UndoFinding(target, UndoSteps.None, [why], [], [], Lacking: null);
        }

        var noted = PutBack.NotedIn(target, target.Undone!.Noted!);
        var shares = SharesOf(target, plan, noted, accounts);
        var visibility = VisibilityOf(target, plan, noted, shares);
        // The tags vouch for visibility and shares: as long as another attempt could put something of these back, they stay for it.
        var tags = visibility.IsDecided && shares.IsDecided ? TagsOf(target, plan, noted) : Part.Nothing;
        Part[] parts = [shares, visibility, tags, StaysOf(target)];
        var lacking = noted with
        {
            Visibility = visibility.IsNothing ? Visibility.Unknown : noted.Visibility,
            // A command that shares what is public would be refused.
            Accounts = shares.IsNothing || target.Fresh!.Visibility == Visibility.Public ? [] : [.. noted.Accounts.Intersect(target.Undone.AccountsRemoved, StringComparer.Ordinal).Except(accounts, StringComparer.Ordinal)],
        };
        return new UndoFinding(
            target,
            new UndoSteps(shares.Steps.Accounts, visibility.Steps.Publish, tags.Steps.SetTags, tags.Steps.RemoveTags),
            [.. parts.Select(part => part.Obstacle).OfType<string>()],
            [.. parts.SelectMany(part => part.Remarks)],
            accounts,
            lacking);
    }

    /// <summary>Of some steps those that the image, as described last, shows done; of another image, or one that is not shown, none.</summary>
    public UndoSteps Shown(UndoSteps steps) => WhyAnother(Target) is not null || Target.Fresh is not { } shown ? UndoSteps.None : new UndoSteps(
        [.. steps.Accounts.Intersect(Accounts, StringComparer.Ordinal)],
        steps.Publish && shown.Visibility == Visibility.Public,
        steps.SetTags.RemoveRange(steps.SetTags.Where(tag => shown.Tags?.GetValueOrDefault(tag.Key) != tag.Value).Select(tag => tag.Key)),
        [.. steps.RemoveTags.Where(key => shown.Tags is { } tags && !tags.ContainsKey(key))]);

    /// <summary>Why what the store shows is not the image that the run changed; null when it is.</summary>
    public static string? WhyAnother(Target target) => target switch
    {
        { Undone: not { Noted: not null } } or { Fresh: null } => "nothing was noted of it",
        _ when target.Id != target.Fresh.Id => "it is another artifact",
        _ when Confirmation.WhyAnother(target.Planned, target.Fresh) is { } why => why,
        _ when !string.Equals(target.Fresh.Name, target.Undone.Noted.Name, StringComparison.Ordinal) => $"the journal calls it '{target.Undone.Noted.Name}'",
        _ => null,
    };

    private static Part VisibilityOf(Target target, string plan, NotedState noted, Part shares) => (target.Undone!, target.Fresh!.Visibility, noted.Visibility) switch
    {
        var (run, _, _) when !run.HasBegun(ChangeKind.Unpublish) => Part.Nothing,
        (_, Visibility.Public, _) => Part.Nothing,
        (_, Visibility.Unknown, _) => Part.Blocked("whether it is public is not known"),
        // Somebody may have decided that since, or it never came about: no record tells these apart.
        var (run, _, _) when run.IsDone(ChangeKind.Publish) => Part.Decided("the run's call to make it public again was answered OK; it is private now"),
        (_, _, Visibility.Public) when target.MayBePublished(plan, target.Undone) => shares.Obstacle is null
            ? Part.Do(UndoSteps.None with { Publish = true })
            : Part.Blocked(PutBack.PublicLast),
        _ => Part.Blocked(PutBack.NotMadePrivate),
    };

    private static Part SharesOf(Target target, string plan, NotedState noted, ImmutableArray<string> accounts)
    {
        var run = target.Undone!;
        var missing = run.AccountsRemoved.Except(accounts, StringComparer.Ordinal).ToImmutableArray();
        var borneOut = missing.Intersect(target.AccountsToGiveBack(plan, run), StringComparer.Ordinal).Intersect(noted.Accounts, StringComparer.Ordinal).ToImmutableArray();
        return missing switch
        {
            [] => Part.Nothing,
            _ when run.IsDone(ChangeKind.Share) && target.Fresh!.Visibility == Visibility.Public => Part.Stays($"{SharedAgain}, and it is public"),
            _ when run.IsDone(ChangeKind.Share) => Part.Decided(SharedAgain),
            _ when target.Fresh!.Visibility == Visibility.Public => Part.Blocked("it is public, and what is public cannot be shared; make it private by hand and undo again"),
            _ => new Part(UndoSteps.None with { Accounts = borneOut }, borneOut.Length < missing.Length ? PutBack.NotUnshared : null),
        };
    }

    /// <summary>Only what the run wrote is taken off, and no value is given that would doom: a protection that somebody set since stays.</summary>
    private static Part TagsOf(Target target, string plan, NotedState noted)
    {
        var run = target.Undone!;
        if (!run.HasBegun(ChangeKind.TagDoomed) && !run.HasBegun(ChangeKind.Mark))
        {
            return Part.Nothing;
        }

        if (target.Fresh!.Tags is not { } tags)
        {
            return Part.Blocked("its tags are not known");
        }

        var isFalseNow = tags.GetValueOrDefault(BootImageTag.Key) == "false";
        var wasFalse = string.Equals(noted.Tag?.Trim(), "false", StringComparison.OrdinalIgnoreCase);
        var isOurs = RunTags.IsOf(tags, plan);
        var isOurMark = run.MarkedAt is { } at && MarkTag.Read(target.Fresh) == at;
        if (!isOurs && !isOurMark)
        {
            return isFalseNow && !wasFalse
                ? Part.Blocked("it is tagged bootimage=false, and none of its tags bears out that this run did that; look first whether it is right")
                : Part.Nothing;
        }

        string[] written = [.. isOurs ? [RunTags.PlanKey, RunTags.WasPublicKey] : Array.Empty<string>(), .. isOurMark ? [MarkTag.Key] : Array.Empty<string>()];
        var steps = UndoSteps.None with { RemoveTags = [.. written.Where(tags.ContainsKey)] };
        return Part.Do((isFalseNow && !wasFalse, noted.Tag) switch
        {
            (true, null) => steps with { RemoveTags = [BootImageTag.Key, .. steps.RemoveTags] },
            (true, { } before) => steps with { SetTags = steps.SetTags.Add(BootImageTag.Key, before) },
            _ => steps,
        });
    }

    private static Part StaysOf(Target target) => Part.Nothing with
    {
        Remarks =
        [
            .. target.Undone!.HasBegun(ChangeKind.TagBootImage) && target.Fresh is { } shown && BootImageTag.IsTrue(shown) ? ["bootimage=true stays: it protects"] : Array.Empty<string>(),
            .. target.Undone.HasBegun(ChangeKind.TakeOffMark) ? ["its mark stays off: it would let a later run delete"] : Array.Empty<string>(),
            .. target.Undone.HasBegun(ChangeKind.TagSnapshots) ? [$"its snapshots keep the tag {RunTags.PlanKey}"] : Array.Empty<string>(),
        ],
    };

    private sealed record Part(UndoSteps Steps, string? Obstacle)
    {
        public ImmutableArray<string> Remarks { get; init; } = [];

        public bool IsNothing => Steps.IsEmpty && Obstacle is null;

        /// <summary>False when another attempt could still do what this one may not.</summary>
        public bool IsDecided { get; private init; } = Obstacle is null;

        public static Part Nothing { get; } = new(UndoSteps.None, null);

        public static Part Do(UndoSteps steps) => new(steps, null);

        public static Part Blocked(string why) => new(UndoSteps.None, why);

        /// <summary>No undo will put it back; a person may.</summary>
        public static Part Decided(string why) => new(UndoSteps.None, why) { IsDecided = true };

        public static Part Stays(string what) => new(UndoSteps.None, null) { Remarks = [what] };
    }
}
