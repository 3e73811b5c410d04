using Pruner.Core;
using Pruner.Core.Inventories;
using Pruner.Core.Records;
using Pruner.Output;

namespace Pruner.State;

/// <summary>The file of <c>--filename</c>: the original tool's record, told of at the start of a run and added to at its end.</summary>
internal sealed class OriginalRecordFile
{
    private const int MostNamed = 10;
    private readonly ProgressLog _log;
    private readonly string _file;
    private readonly OriginalRecord? _before;

    private OriginalRecordFile(ProgressLog log, string file, OriginalRecord? before) => (_log, _file, _before) = (log, file, before);

    /// <summary>Reads the file when it is there.</summary>
    /// <param name="state">The state folder, whose own files it must not be.</param>
    /// <param name="log">Where its words go.</param>
    /// <param name="file">Value of <c>--filename</c>; null when it was not given.</param>
    /// <param name="ledgerCopy">Value of <c>--ledger</c>, which must be another file.</param>
    /// <exception cref="SetupException">It cannot be read, has another form, or is a file of the state.</exception>
    public static OriginalRecordFile? Open(StateFolder state, ProgressLog log, string? file, string? ledgerCopy)
    {
        if (file is null)
        {
            return null;
        }

        state.RefuseAsTarget("--filename", file);
        if (ledgerCopy is not null && string.Equals(Path.GetFullPath(file), Path.GetFullPath(ledgerCopy), StringComparison.Ordinal))
        {
            throw new SetupException(new Refusal(
                $"--filename is {file}, and so is --ledger.", "One file would overwrite the other.", "Give another name to one of them."));
        }

        try
        {
            return new OriginalRecordFile(log, file, TryRead(file));
        }
        catch (EvidenceException unreadable)
        {
            throw new SetupException(unreadable.Refusal, unreadable);
        }
    }

    /// <summary>Says what the file holds, and what it says was deleted although the store still shows it.</summary>
    public void Tell(Inventory inventory)
    {
        if (_before is not { } record)
        {
            return;
        }

        _log.Say($"{_file} names {record.Count} images, {record.Deleted} of them as deleted. It informs only; no verdict rests on it.");
        var there = record.StillThere(inventory);
        if (!there.IsEmpty)
        {
            var more = there.Length > MostNamed ? $" and {there.Length - MostNamed} more" : "";
            _log.Say($"Named as deleted there, and still in the cloud: {string.Join(", ", there.Take(MostNamed).Select(id => $"{id.Location} {id.Id}"))}{more}.");
        }
    }

    /// <summary>Adds what a real run did.</summary>
    /// <exception cref="EvidenceException">The file can no longer be read, or cannot be written.</exception>
    public void Add(Ledger ledger)
    {
        OriginalRecord record;
        try
        {
            // Read again: a run takes its time, and another one may have added to the file meanwhile.
            record = (TryRead(_file) ?? OriginalRecord.Empty).With(ledger);
        }
        catch (SetupException malformed)
        {
            throw new EvidenceException(malformed.Refusal, malformed);
        }

        StateFolder.Write(_file, record.Write());
        _log.Say($"{_file} now names {record.Count} images, {record.Deleted} of them as deleted.");
    }

    private static OriginalRecord? TryRead(string file) => StateFolder.TryRead(file) is { } bytes ? OriginalRecord.Read(file, bytes) : null;
}
