using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pruner.Core.Builds;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>
/// What the page's script works on: JSON in which every text that recurs stands once, so that a page of 14,000 images is not larger than its ledger.
/// </summary>
internal static class PageData
{
    /// <summary>Columns of the timeline that a screen can show.</summary>
    private const int MostColumns = 60;

    // The default encoder escapes <, > and &: nothing in the data can end the block it stands in, or begin a comment.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>The data, ASCII only.</summary>
    public static byte[] Write(Ledger ledger)
    {
        var timeline = Timeline.Of(ReportedImage.Of(ledger), MostColumns);
        var (regions, builds, sentences, witnesses) = (new Interned<string>(), new Interned<string>(), new Interned<string>(), new Interned<Witness>());
        foreach (var region in ledger.Entries.Select(entry => entry.Location).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            regions.NumberOf(region);
        }

        foreach (var build in Builds(ledger))
        {
            builds.NumberOf(build);
        }

        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, _options))
        {
            json.WriteStartObject();
            WriteRows(json, "columns", timeline.Columns, column =>
            {
                json.WriteStringValue(column.Label);
                json.WriteNumberValue(column.Pinned);
                json.WriteNumberValue(column.Kept);
                json.WriteNumberValue(column.Pruned);
                json.WriteNumberValue(column.Trouble);
            });
            json.WriteNumber("undated", timeline.Undated);
            WriteRows(json, "images", ledger.Entries, entry => WriteImage(
                json, entry, regions.NumberOf(entry.Location), builds.NumberOf(entry.Build), entry.Witness is { } witness ? witnesses.NumberOf(witness) : -1, sentences));
            WriteTexts(json, "regions", regions.Values);
            WriteTexts(json, "sentences", sentences.Values);
            WriteTexts(json, "outcomes", Enum.GetValues<ArtifactOutcome>().Select(Words.Of));
            WriteRows(json, "builds", builds.Values, build =>
            {
                json.WriteStringValue(SafeText.Line(build));
                json.WriteNumberValue(timeline.ColumnOf.GetValueOrDefault(build, -1));
            });
            WriteRows(json, "reasons", Enum.GetValues<Reason>(), reason =>
            {
                json.WriteStringValue(Words.Of(reason));
                json.WriteStringValue(ReasonWords.Meaning(reason));
            });
            WriteRows(json, "witnesses", witnesses.Values, witness =>
            {
                json.WriteStringValue(SafeText.Line($"{(witness.Commit.Length > 12 ? witness.Commit[..12] : witness.Commit)} {witness.Reference}".Trim()));
                json.WriteStringValue(SafeText.Line(witness.Path + witness.Pointer));
                var host = WebAddress.HostOf(ledger.Certificates, witness);
                json.WriteStringValue((WebAddress.OfCommit(host, witness) ?? WebAddress.OfPullRequest(host, witness))?.Text ?? "");
            });
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteImage(Utf8JsonWriter json, LedgerEntry entry, int region, int build, int witness, Interned<string> sentences)
    {
        json.WriteNumberValue(region);
        json.WriteStringValue(SafeText.Line(entry.Id));
        json.WriteStringValue(SafeText.Line(entry.Name));
        json.WriteNumberValue(build);
        json.WriteNumberValue((int)entry.Reason);
        json.WriteNumberValue((int)entry.Outcome);
        json.WriteNumberValue((int)ReportedImage.Of(entry).Fate);
        json.WriteNumberValue(entry.SizeGiB ?? -1);
        json.WriteNumberValue(witness);
        // The witness stands beside it.
        json.WriteNumberValue(sentences.NumberOf(entry.Witness?.ToString() is { Length: > 0 } seen ? entry.Detail.Replace(seen, "its witness", StringComparison.Ordinal) : entry.Detail));
        json.WriteNumberValue(sentences.NumberOf(entry.Note ?? ""));
    }

    /// <summary>By date, those without one last.</summary>
    private static ImmutableArray<string> Builds(Ledger ledger) =>
    [
        .. ledger.Entries
            .Select(entry => entry.Build)
            .Distinct(StringComparer.Ordinal)
            .OrderBy(build => BuildId.TryParse(build)?.Date ?? DateTimeOffset.MaxValue)
            .ThenBy(build => build, StringComparer.Ordinal),
    ];

    private static void WriteRows<T>(Utf8JsonWriter json, string name, IEnumerable<T> rows, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartArray();
            write(row);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(SafeText.Line(text));
        }

        json.WriteEndArray();
    }
}
