using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Pruner.Core.Pins;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;
using Pruner.CoreOS;
using Pruner.Fuzz.Tests.Harness;
using Forger = Pruner.Tests.Tampering.Records;

namespace Pruner.Fuzz.Tests.Targets;

/// <summary>What runs leave and read again, and others could have written meanwhile.</summary>
internal static class RecordTargets
{
    private const string LedgerName = "ledger.json";

    private static readonly Plan Plan = Document.Seal(Journals.RunsPlan());
    private static readonly ImmutableArray<LedgerPin> Pins = [new("aliyun", "x86_64", "us-east-1", Some.ImageId, Some.BuildText, PinOrigin.Merged, Some.Witness())];

    /// <summary>All of them.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        new("plan", Form.Json, ReadPlan) { Examples = With("plan", "plan.json", Document.Write(Plan)) },
        new("plan-sealed-anew", Form.Json, ReadPlanSealedAnew) { Examples = With("plan-sealed-anew", "plan.json", Document.Write(Plan)) },
        new("journal", Form.JsonLines, ReadJournal) { Examples = With("journal", "journal.jsonl", JournalBytes) },
        new("journal-chained-anew", Form.JsonLines, ReadJournalChainedAnew) { Examples = With("journal-chained-anew", "journal.jsonl", JournalBytes) },
        new("ledger", Form.Json, ReadLedger) { Examples = With("ledger", LedgerName, LedgerBytes) },
        new("evidence", Form.Json, ReadEvidence) { Examples = With("evidence", "evidence.json", EvidenceFile.Write([GitHubTape.History])) },
        new("original-record", Form.Json, ReadOriginal),
        new("zip", Form.Bytes, input => ZippedFile.Read(input.Bytes, LedgerName, mostBytes: 100_000).Length > 0)
        {
            Examples = With("zip", "ledger.zip", Zipped()),
            Promised = [typeof(InvalidDataException)],
        },
    ];

    private static byte[] JournalBytes => Journals.Bytes(Journals.Run());

    private static byte[] LedgerBytes => Document.Write(Fold(Journal.Read("journal.jsonl", JournalBytes)));

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

    private static bool ReadLedger(Input input)
    {
        var written = Document.Write(Document.ReadLedger(LedgerName, input.Bytes));
        WrongException.Unless(written.AsSpan().SequenceEqual(Document.Write(Document.ReadLedger(LedgerName, written))), "a ledger reads otherwise than it was written");
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
