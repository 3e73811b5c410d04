using System.Collections.Immutable;
using System.Globalization;
using Pruner.Actions.Results;
using Pruner.Actions.Runner;
using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;
using Pruner.GitHub.Artifacts;
using Pruner.Output;
using Pruner.Reports;
using Pruner.State;

namespace Pruner.OnRunner;

/// <summary>
/// What goes to and comes from the runner besides the command itself: the last run's ledger, artifacts, outputs, annotations, summary. None of it may undo or hide what the
/// command did: where it fails, that is said and the step ends as the command ended.
/// </summary>
internal sealed class StepReport
{
    private const string JournalOpened = "pruner-journal-opened";
    private const string LedgerKept = "pruner-ledger-kept";

    /// <summary>After a cancelled command the runner waits ten seconds for everything.</summary>
    private static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(4);

    private readonly RunnerContext _context;
    private readonly Inputs _inputs;
    private readonly WorkflowCommands _commands;
    private readonly ProgramHost _host;
    private readonly StepArtifacts _artifacts;
    private readonly StateFolder _state;
    private bool _hadLedger;

    /// <summary>Prepares.</summary>
    public StepReport(RunnerContext context, Inputs inputs, WorkflowCommands commands, StepArtifacts artifacts, ProgramHost host)
    {
        (_context, _inputs, _commands, _artifacts, _host) = (context, inputs, commands, artifacts, host);
        _state = new StateFolder(inputs.Text("state") is { Length: > 0 } given ? given : "pruner-state");
    }

    /// <summary>Fetches the last run's ledger, whose pins go on protecting. Where there is none, the run goes on without.</summary>
    public async Task RestoreAsync(CancellationToken stop)
    {
        _hadLedger = File.Exists(_state.LedgerFile);
        if (_hadLedger || string.Equals(_inputs.Text("previous-ledger"), "none", StringComparison.Ordinal) || !_artifacts.IsWanted)
        {
            return;
        }

        var found = await _artifacts.FindLastLedgerAsync(stop);
        foreach (var note in found.Notes)
        {
            Warn("An earlier ledger was passed over", note);
        }

        switch (found)
        {
            case PreviousLedgerResult.Found earlier:
                Restore(earlier);
                break;
            case PreviousLedgerResult.Absent absent:
                AnnotateNoLedger(absent.Reason);
                break;
            case PreviousLedgerResult.NotRead unread:
                Warn("The earlier ledger was not read", unread.Refusal.ToString());
                break;
        }
    }

    /// <summary>Uploads the plan before the first change: snapshot ids, visibility and shares must outlive this machine.</summary>
    /// <exception cref="EvidenceException">There is a service for artifacts, and it did not take the plan.</exception>
    public async Task KeepPlanAsync(CancellationToken stop)
    {
        await _artifacts.KeepAsync("plan", Files((_state.NextFile, "plan.json"), (_state.EvidenceFile, "")), stop);
        Note(JournalOpened);
    }

    /// <summary>Tells the runner what the command came to.</summary>
    public async Task WriteAsync(StepWatch watch, ExitCode ended)
    {
        using var limit = new CancellationTokenSource(ended is ExitCode.Interrupted or ExitCode.Terminated ? LongestEnding : TimeSpan.FromMinutes(10), _host.Time);
        var kept = await TryAsync("The artifact could not be uploaded", () => KeepAsync(watch, limit.Token));
        if (watch.Ledger is { Mode: RunMode.Apply })
        {
            Note(kept is null ? JournalOpened : LedgerKept);
        }

        var ledgerFile = watch.Ledger is { } ledger ? _state.LedgerFileOf(ledger.Mode) : null;
        Try("Outputs could not be written", () =>
        {
            if (_context.OutputFile is not { } file)
            {
                return;
            }

            foreach (var (name, value) in StepOutputs.Of(watch.Plan, _state.PlanFile, watch.Ledger, ledgerFile))
            {
                CommandFile.Add(file, name, value);
            }

            if (kept is not null)
            {
                CommandFile.Add(file, "artifact-id", kept.Id.ToString(CultureInfo.InvariantCulture));
                CommandFile.Add(file, "artifact-url", kept.Url);
            }

            if (watch.Comment is { } comment)
            {
                CommandFile.Add(file, "comment-url", comment);
            }
        });
        Try("The summary could not be written", () =>
        {
            if (_context.SummaryFile is { } file && SummaryOf(watch) is { Length: > 0 } summary)
            {
                CommandFile.AddSummary(file, summary);
            }
        });
        Annotate(watch, ended);
    }

    /// <summary>
    /// The post step: makes up for what a main step that was cancelled or killed could not do, or could not upload. The ledger of a run that came to its end goes where the
    /// next run looks for it. A journal that the step did not open, left in the folder by an earlier one, is none of its business.
    /// </summary>
    public async Task<ExitCode> FinishAsync(CancellationToken stop)
    {
        if (_context.Noted(JournalOpened) is null || _context.Noted(LedgerKept) is not null || !File.Exists(_state.JournalFile))
        {
            return ExitCode.Done;
        }

        var isWhole = false;
        Try("The ledger of the cancelled step could not be made up for", () => isWhole = ToldLedger() is { IsFinished: true });
        await TryAsync(
            "What the cancelled step left could not be uploaded",
            () => _artifacts.KeepAsync(isWhole ? "" : "interrupted", Files((_state.ApprovedFile, isWhole ? "plan.json" : ""), (_state.JournalFile, ""), (_state.LedgerFile, "")), stop));
        return ExitCode.Done;
    }

    /// <summary>The ledger of the journal. When the step died before it wrote that, it is written now: with the pins and marks of the one before, since no evidence is read here.</summary>
    private Ledger? ToldLedger()
    {
        var before = _state.TryReadLedger();
        if (_state.TryReadRun() is not { } run || run.IsTold(before))
        {
            return before;
        }

        var ledger = run.Fold(before?.Pins ?? [], before?.Marks ?? []);
        StateFolder.Write(_state.LedgerFile, Document.Write(ledger));
        return ledger;
    }

    private Task<StoredArtifact?> KeepAsync(StepWatch watch, CancellationToken cancellationToken) =>
        watch.Ledger is { } ledger ? _artifacts.KeepAsync(
            "",
            Files((_state.LedgerFileOf(ledger.Mode), "ledger.json"), (_state.PlanFile, ""), (ledger.Mode == RunMode.Apply ? _state.JournalFile : "", "")),
            cancellationToken)
        : watch.Plan is not null ? _artifacts.KeepAsync("plan", Files((_state.PlanFile, ""), (_state.EvidenceFile, "")), cancellationToken)
        : InputMap.CommandOf(_inputs) is "report" ? _artifacts.KeepAsync("report", Files((_state.ReportFile, "")), cancellationToken)
        : Task.FromResult<StoredArtifact?>(null);

    private string SummaryOf(StepWatch watch) => watch.Report is { } report ? report : watch.Plan is null && watch.Ledger is null && watch.Ended is null ? "" : SummaryMarkdown.Write(
        watch.Plan,
        watch.Ledger,
        new RunFacts
        {
            Policy = watch.Policy,
            HadLedger = _hadLedger,
            Refusal = watch.Ended,
            Parameters = [KeyValuePair.Create("command line", $"pruner {string.Join(' ', InputMap.Arguments(_inputs))}"), KeyValuePair.Create("version", ProgramHost.Version), KeyValuePair.Create("run", _context.RunUrl)],
        });

    private void Annotate(StepWatch watch, ExitCode ended)
    {
        if (watch.Ended is { } refusal)
        {
            _commands.Annotate(AnnotationLevel.Error, "pruner", refusal.ToString());
        }

        if (watch.Ledger is { } ledger)
        {
            foreach (var entry in ledger.Entries.Where(LedgerText.IsTrouble))
            {
                var level = entry.Outcome is ArtifactOutcome.Failed or ArtifactOutcome.Unknown ? AnnotationLevel.Error : AnnotationLevel.Warning;
                _commands.Annotate(level, SafeText.Line($"{entry.Location} {entry.Id}"), SafeText.Line($"{Words.Of(entry.Outcome)}{(entry.Note is null ? "" : $": {entry.Note}")}"));
            }

            _commands.Annotate(AnnotationLevel.Notice, "pruner", LedgerText.Sum(ledger));
        }
        else if (watch.Plan is { } plan && ended is ExitCode.Done or ExitCode.Incomplete)
        {
            _commands.Annotate(AnnotationLevel.Notice, "pruner", $"{PlanGuards.Doomed(watch.Plan)} of {watch.Plan.Verdicts.Length} images may go. Plan {watch.Plan.Digest}");
        }
    }

    /// <summary>The files that are there, under their own or another name.</summary>
    private static ImmutableArray<ArtifactFile> Files(params IEnumerable<(string Path, string Name)> files) =>
        [.. files.Where(file => File.Exists(file.Path)).Select(file => new ArtifactFile(file.Name.Length > 0 ? file.Name : Path.GetFileName(file.Path), file.Path))];

    private void Warn(string title, string text) => _commands.Annotate(AnnotationLevel.Warning, title, text);

    private void AnnotateNoLedger(string reason) =>
        _commands.Annotate(AnnotationLevel.Notice, "No earlier ledger", $"{reason} Pins that this scan may have lost cannot be noticed.");

    /// <summary>Earlier ledgers are believed only as far as they keep more, and as far as the cloud's own tags say the same.</summary>
    private void Restore(PreviousLedgerResult.Found earlier)
    {
        var read = ImmutableArray.CreateBuilder<Ledger>();
        foreach (var content in earlier.Contents)
        {
            Try("The earlier ledger is not used", () => read.Add(Document.ReadLedger($"The ledger of {earlier.RunUrl}", content.Span)));
        }

        if (read.Count == 0)
        {
            return;
        }

        Try("The earlier ledger is not used", () =>
        {
            var ledger = LedgerJoin.Join(read.ToImmutable());
            StateFolder.Write(_state.LedgerFile, Document.Write(ledger));
            // One that was made up for where there was none before it remembers none.
            _hadLedger = !ledger.Pins.IsEmpty;
            if (_hadLedger)
            {
                _commands.Annotate(AnnotationLevel.Notice, "Earlier ledger", $"Pins of the ledger of {earlier.RunUrl} go on protecting.");
            }
            else
            {
                AnnotateNoLedger($"The ledger of {earlier.RunUrl} remembers no pins.");
            }
        });
    }

    /// <summary>Tells the post step something.</summary>
    private void Note(string what)
    {
        if (_context.StateFile is { } notes)
        {
            Try("The post step could not be told", () => CommandFile.Add(notes, what, "true"));
        }
    }

    private void Try(string what, Action write)
    {
        try
        {
            write();
        }
        catch (PrunerException failed)
        {
            Warn(what, failed.Refusal.ToString());
        }
    }

    private async Task<T?> TryAsync<T>(string what, Func<Task<T?>> writeAsync)
        where T : class
    {
        try
        {
            return await writeAsync();
        }
        catch (PrunerException failed)
        {
            Warn(what, failed.Refusal.ToString());
        }
        catch (OperationCanceledException)
        {
            Warn(what, "There was no time left; the files stay in the workspace, and the post step tries again.");
        }

        return null;
    }
}
