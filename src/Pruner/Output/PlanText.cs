using System.Collections.Immutable;
using System.Globalization;
using Pruner.Core.Inventories;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Output;

/// <summary>A plan as text for people. Pure: the same plan and form give the same lines.</summary>
internal static class PlanText
{
    /// <summary>The lines: what it rests on, what stays, what goes, what was not read, the sum, and the digest as the last word.</summary>
    public static IEnumerable<string> Lines(Plan plan, TextForm form)
    {
        foreach (var line in SafeText.Wrap(
            "", $"Plan for account {plan.Account}: {string.Join(", ", plan.Streams)}, {string.Join(", ", plan.Architectures)}, made {Minute(plan.Created)}", form.Columns))
        {
            yield return form.Palette.Strong(SafeText.Line(line));
        }

        foreach (var line in Evidence(plan).SelectMany(text => SafeText.Wrap("", text, form.Columns)))
        {
            yield return line;
        }

        var keeps = plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Keep).GroupBy(verdict => verdict.Reason).ToDictionary(group => group.Key, group => group.Count());
        var rows = BuildRow.Of(plan);
        foreach (var line in Section(form.Heading(form.Palette.Kept, "Keep", $" {BuildTable.Count(keeps.Values.Sum(), "image")}"), Keeps(keeps, form)))
        {
            yield return line;
        }

        var doomed = $" {BuildTable.Count(rows.Sum(row => row.Images), "image")} of {BuildTable.Count(rows.Length, "build")}, {BuildTable.Number(rows.Sum(row => row.GiB))} GiB";
        foreach (var line in Section(form.Heading(form.Palette.Gone, "Prune", doomed), BuildTable.Lines(rows, plan.Created, form, "plan.json")))
        {
            yield return line;
        }

        foreach (var line in GraceText.Lines(GraceText.Of(plan), form).Concat(UncoveredText.Lines(plan.WithoutStore, form)))
        {
            yield return line;
        }

        foreach (var line in Notes(plan, form))
        {
            yield return line;
        }

        yield return "";
        yield return form.Palette.Strong($"Prune {BuildTable.Number(rows.Sum(row => row.Images))} of {BuildTable.Count(plan.Verdicts.Length, "image")}.");
        yield return $"Digest {plan.Digest}";
    }

    /// <summary>Kept images by reason, one line each.</summary>
    public static IEnumerable<string> Keeps(IReadOnlyDictionary<Reason, int> keeps, TextForm form)
    {
        var (word, number) = (keeps.Keys.Select(reason => Words.Of(reason).Length).Append(0).Max(), keeps.Values.Select(count => BuildTable.Number(count).Length).Append(0).Max());
        foreach (var (reason, count) in keeps.OrderBy(pair => ReasonWords.Order(pair.Key)))
        {
            var line = $"  {Words.Of(reason).PadRight(word)}  {BuildTable.Number(count).PadLeft(number)}";
            var meaning = ReasonWords.Meaning(reason);
            yield return form.IsNarrow ? line : line + form.Palette.Quiet("  " + (form.Columns is { } columns ? SafeText.Cut(meaning, columns - line.Length - 2) : meaning));
        }
    }

    /// <summary>A time for people.</summary>
    public static string Minute(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Regions that were not read, and why.</summary>
    public static IEnumerable<string> NotRead(ImmutableArray<LocationListing> locations, TextForm form) => locations
        .Where(listing => listing.Status == ListingStatus.Unreadable)
        .SelectMany(listing => SafeText.Wrap("  ", SafeText.Line($"region {listing.Location} was not read: {listing.Note}"), form.Columns))
        .Select(form.Palette.Warning);

    /// <summary>A line for each source, and, of several, one for all.</summary>
    private static IEnumerable<string> Evidence(Plan plan)
    {
        foreach (var certificate in plan.Certificates)
        {
            yield return $"Evidence: {BuildTable.Count(certificate.Commits, "commit")} and {BuildTable.Count(certificate.PullRequests, "pull request")} of {SafeText.Line(certificate.Repository)}; {BuildTable.Count(certificate.PinnedBuilds, "pinned build")}, {BuildTable.Number(certificate.Pins.GetValueOrDefault(plan.Platform))} pinned {SafeText.Line(plan.Platform)} images";
        }

        if (plan.Certificates.Length > 1)
        {
            yield return $"Together: {BuildTable.Count(plan.PinnedBuilds, "pinned build")}";
        }
    }

    private static IEnumerable<string> Section(IEnumerable<string> heading, IEnumerable<string> lines) => ["", .. heading, .. lines];

    private static IEnumerable<string> Notes(Plan plan, TextForm form)
    {
        var closed = plan.Locations
            .Where(listing => listing.Status == ListingStatus.Closed)
            .SelectMany(listing => SafeText.Wrap("  ", SafeText.Line($"region {listing.Location} is closed: {listing.Note}"), form.Columns));
        var proposals = plan.Certificates.SelectMany(certificate => certificate.UnreadProposals).SelectMany(proposal => SafeText.Wrap("  ", SafeText.Line($"proposal not read as a document, its ids protect: {proposal}"), form.Columns));
        var lost = plan.LostPins.SelectMany(pin => SafeText.Wrap("  ", SafeText.Line($"pin no longer found, still protected: {pin}"), form.Columns));
        var unfit = PlanGuards.ServesPlansOnly(plan) is { } refusal ? SafeText.Wrap("  ", SafeText.Line(refusal.What), form.Columns) : [];
        string[] notes = [.. unfit.Select(form.Palette.Warning), .. NotRead(plan.Locations, form), .. lost.Select(form.Palette.Warning), .. proposals, .. closed];
        return notes.Length == 0 ? [] : Section([form.Palette.Warning("Note")], notes);
    }
}
