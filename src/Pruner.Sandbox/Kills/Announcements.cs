using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Kills;

/// <summary>What one run announced: the intents that journals gained while it went on. Those of earlier runs announce nothing any more.</summary>
/// <param name="journals">All journals as they are after the run.</param>
/// <param name="before">How many lines each had when the run began, by the digest of its plan.</param>
internal sealed partial class Announcements(ImmutableArray<JournalLines> journals, ImmutableDictionary<string, int> before)
{
    /// <summary>Whether a changing call was announced, for all that it is about.</summary>
    public bool Cover(RecordedRequest change) => change.Operation switch
    {
        "DeleteImage" => OfImage(change, "delete"),
        "ModifyImageSharePermission" => OfImage(change, "unpublish", "unshare", "publish", "share"),
        "DeleteSnapshot" => OfSnapshot(change.Location, Named(change, "SnapshotId"), "delete-snapshot"),
        "TagResources" => Resources(change).TrueForAll(id => IsSnapshot(id) ? OfSnapshot(change.Location, id, "tag-snapshots") : OfImage(change.Location, id, "tag-doomed", "tag-boot-image", "mark")),
        "UntagResources" => Resources(change).TrueForAll(id => !IsSnapshot(id) && OfImage(change.Location, id, "take-off-mark")),
        _ => false,
    };

    /// <summary>What a call names under a parameter; empty when nothing.</summary>
    public static string Named(RecordedRequest request, string parameter) =>
        Regex.Match(request.Query + "&" + request.Body, $"[?&]{parameter}=(?<id>[a-z0-9-]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["id"].Value;

    private bool OfImage(RecordedRequest change, params ImmutableArray<string> changes) => OfImage(change.Location, Named(change, "ImageId"), changes);

    private bool OfImage(string location, string id, params ImmutableArray<string> changes) => journals.Any(journal => journal.Announces(LinesBefore(journal), location, id, changes));

    private bool OfSnapshot(string location, string id, string change) => journals.Any(journal => journal.AnnouncesSnapshot(LinesBefore(journal), location, id, change));

    private int LinesBefore(JournalLines journal) => before.GetValueOrDefault(journal.Plan);

    private static bool IsSnapshot(string id) => id.StartsWith("s-", StringComparison.Ordinal);

    // A call about nothing is covered by nothing.
    private static List<string> Resources(RecordedRequest change) =>
        [.. ResourceIds().Matches(change.Query + "&" + change.Body).Select(match => match.Groups["id"].Value).DefaultIfEmpty("")];

    [GeneratedRegex("[?&]ResourceId\\.[0-9]+=(?<id>[a-z0-9-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResourceIds();
}
