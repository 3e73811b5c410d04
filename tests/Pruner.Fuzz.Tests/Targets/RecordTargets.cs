using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Core.Catalogs;
using Pruner.Core.Inventories;
using Pruner.Core.Pins;
using Pruner.Core.Records;
using Pruner.Core.Reporting;
using Pruner.Core.Tests.Given;
using Pruner.CoreOS;
using Pruner.Fuzz.Tests.Harness;
using Pruner.Output;
using Pruner.Reports;
using Forger = Pruner.Tests.Tampering.Records;

namespace Pruner.Fuzz.Tests.Targets;

/// <summary>What runs leave and read again, and others could have written meanwhile.</summary>
internal static class RecordTargets
{
    private const string LedgerName = "ledger.json";

    private static readonly Plan Plan = Document.Seal(Journals.RunsPlan());
    private static readonly ImmutableArray<LedgerPin> Pins = [new("aliyun", "x86_64", "us-east-1", Some.ImageId, Some.BuildText, PinOrigin.Merged, Some.Witness())];

    private static byte[] JournalBytes { get; } = Texts.Encode(Forger.Chain(Forger.Lines(Texts.Decode(Journals.Bytes(Journals.Run()))), Plan.Digest));

    private static byte[] LedgerBytes { get; } = Document.Write(Fold(Journal.Read("journal.jsonl", JournalBytes)));

    // The state of a run that is over, but for its ledger.
    private static readonly Lazy<string> StateOfTheRun = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("pruner-fuzz-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "approved.json"), Document.Write(Plan));
        File.WriteAllBytes(Path.Combine(folder, "journal.jsonl"), JournalBytes);
        return folder;
    });

    /// <summary>All of them.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        new("plan", Form.Json, ReadPlan) { Examples = With("plan", "plan.json", Document.Write(Plan)) },
        new("plan-sealed-anew", Form.Json, ReadPlanSealedAnew) { Examples = With("plan-sealed-anew", "plan.json", Document.Write(Plan)) },
        new("journal", Form.JsonLines, ReadJournal) { Examples = [.. With("journal", "journal.jsonl", JournalBytes), Beginning] },
        new("journal-chained-anew", Form.JsonLines, ReadJournalChainedAnew) { Examples = [.. With("journal-chained-anew", "journal.jsonl", JournalBytes), Beginning] },
        new("ledger", Form.Json, ReadLedger) { Examples = With("ledger", LedgerName, LedgerBytes) },
        new("ledger-verified", Form.Json, ReadVerifiedLedger) { Examples = With("ledger-verified", LedgerName, LedgerBytes) },
        new("report", Form.Json, ReadReport) { Examples = With("report", "report.json", Document.Write(Report())) },
        new("evidence", Form.Json, ReadEvidence) { Examples = With("evidence", "evidence.json", EvidenceFile.Write([GitHubTape.History])) },
        new("original-record", Form.Json, ReadOriginal),
        new("zip", Form.Bytes, input => ZippedFile.Read(input.Bytes, LedgerName, mostBytes: 100_000).Length > 0)
        {
            Examples = With("zip", "ledger.zip", Zipped()),
            Promised = [typeof(InvalidDataException)],
        },
    ];

    // The last line is the only one that no other vouches for: in a short journal it is damaged more often.
    private static Example Beginning => new("beginning.jsonl", Texts.Encode(string.Concat(Forger.Lines(Texts.Decode(JournalBytes)).Take(2).Select(line => line + "\n"))));

    // Made by the program itself, so that they are always of its present form; what was found lies beside.
    private static ImmutableArray<Example> With(string target, string name, byte[] bytes) => [new(name, bytes), .. Corpus.Of(target)];

    private static Ledger Fold(JournalText journal) => LedgerFold.Fold(Plan, Progress.Of(journal.Entries), journal.Head, Pins, []);

    /// <summary>A plan whose digest is right says what it said when it was sealed.</summary>
    private static bool ReadPlan(Input input)
    {
        var read = Document.ReadPlan("plan.json", input.Bytes);
        WrongException.Unless(Document.Write(read).AsSpan().SequenceEqual(Document.Write(Plan)), "an edited plan was taken");
        return true;
    }

    private static bool ReadPlanSealedAnew(Input input)
    {
        var (text, _) = Texts.TryDecode(input.Bytes) is { } given ? TrySeal(given) : ("", "");
        var read = Document.ReadPlan("plan.json", Texts.Encode(text));
        var written = Document.Write(read);
        WrongException.Unless(written.AsSpan().SequenceEqual(Document.Write(Document.ReadPlan("plan.json", written))), "a plan reads otherwise than it was written");
        _ = Document.Write(LedgerFold.Fold(read, Progress.Of(Journals.Run()), Journal.Genesis, Pins, []));
        return true;
    }

    /// <summary>Lines that are taken are the first lines of the original.</summary>
    private static bool ReadJournal(Input input)
    {
        var read = Journal.Read("journal.jsonl", input.Bytes);
        WrongException.Unless(JournalBytes.AsSpan().StartsWith(input.Bytes.AsSpan(0, (int)read.Length)), "a changed line was taken");
        return true;
    }

    /// <summary>Whatever the lines say, they fold to a ledger, and so does every beginning of them.</summary>
    private static bool ReadJournalChainedAnew(Input input)
    {
        var lines = Texts.Decode(input.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var read = Journal.Read("journal.jsonl", Texts.Encode(TryChain(lines)));
        var written = Document.Write(Fold(read));
        WrongException.Unless(written.AsSpan().SequenceEqual(Document.Write(Document.ReadLedger(LedgerName, written))), "a ledger reads otherwise than it was written");
        return !read.Entries.IsEmpty;
    }

    /// <summary>A ledger that is taken says the same when it is written and read again, and can be shown in every form.</summary>
    private static bool ReadLedger(Input input)
    {
        var read = Document.ReadLedger(LedgerName, input.Bytes);
        var written = Document.Write(read);
        WrongException.Unless(written.AsSpan().SequenceEqual(Document.Write(Document.ReadLedger(LedgerName, written))), "a ledger reads otherwise than it was written");
        Results.Write(Quiet.Host(), read, "text", full: true);
        Results.Write(Quiet.Host(), read, "markdown", full: true);
        _ = LedgerPage.Write(read, null);
        return true;
    }

    /// <summary>A ledger that is verified says what the journal says. Its pins and marks are its own word: pins can only add keeps, and a mark counts only with the tag that says the same.</summary>
    private static bool ReadVerifiedLedger(Input input)
    {
        File.WriteAllBytes(Path.Combine(StateOfTheRun.Value, LedgerName), input.Bytes);
        var ended = CommandLine.RunAsync(["ledger", "verify", "--state", StateOfTheRun.Value], Quiet.Host(), CancellationToken.None).GetAwaiter().GetResult();
        WrongException.Unless(ended is ExitCode.Done or ExitCode.Setup or ExitCode.Refused, $"it ended with {ended}");
        if (ended != ExitCode.Done)
        {
            return false;
        }

        var read = Document.ReadLedger(LedgerName, input.Bytes) with { Pins = Pins, Marks = null };
        WrongException.Unless(Document.Write(read).AsSpan().SequenceEqual(LedgerBytes), "a changed ledger was verified");
        return true;
    }

    private static bool ReadReport(Input input)
    {
        var read = Document.ReadReport("report.json", input.Bytes);
        var written = Document.Write(read);
        WrongException.Unless(written.AsSpan().SequenceEqual(Document.Write(Document.ReadReport("report.json", written))), "a report reads otherwise than it was written");
        _ = LedgerPage.Write(Document.ReadLedger(LedgerName, LedgerBytes), read);
        return true;
    }

    /// <summary>Evidence that is taken says the same when it is written and read again, and is proven or refused.</summary>
    private static bool ReadEvidence(Input input)
    {
        var read = EvidenceFile.Read("evidence.json", input.Bytes);
        var written = EvidenceFile.Write(read);
        WrongException.Unless(written.AsSpan().SequenceEqual(EvidenceFile.Write(EvidenceFile.Read("evidence.json", written))), "evidence reads otherwise than it was written");
        foreach (var history in read)
        {
            _ = SourcePins.From(history, new InstallerMetadataReader(), GitHubTape.Pins);
        }

        return true;
    }

    private static bool ReadOriginal(Input input)
    {
        var written = OriginalRecord.Read("deleted_images.json", input.Bytes).Write();
        WrongException.Unless(written.AsSpan().SequenceEqual(OriginalRecord.Read("deleted_images.json", written).Write()), "a record reads otherwise than it was written");
        return true;
    }

    private static InventoryReport Report() => Reporter.Make(new ReportGround(
        "aliyun",
        KnowsVisibility: true,
        [Some.Stream],
        [Some.ImagePin(), Some.BuildPin()],
        [Plans.Certificate()],
        new Catalog([Some.Catalogued(Some.BuildText, Some.Id())]),
        new Inventory(Some.Account, [Some.Image()], [new LocationListing("us-east-1", ListingStatus.Complete, 1, 0, "")]),
        [],
        Quota: 500,
        Some.Now,
        "0.1.0"));

    // What no tree can hold goes to the reader as it is.
    private static (string Text, string Digest) TrySeal(string text)
    {
        try
        {
            return Forger.Seal(text);
        }
        catch (InvalidOperationException)
        {
            return (text, "");
        }
    }

    private static string TryChain(string[] lines)
    {
        try
        {
            return Forger.Chain(lines);
        }
        catch (InvalidOperationException)
        {
            return string.Join('\n', lines) + "\n";
        }
    }

    private static byte[] Zipped()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var file = zip.CreateEntry(LedgerName).Open();
            file.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"schema\":2}\n", 30))));
        }

        return bytes.ToArray();
    }
}
