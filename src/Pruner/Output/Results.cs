using System.Text;
using Pruner.Core;
using Pruner.Core.Bumps;
using Pruner.Core.Inventories;
using Pruner.Core.Records;
using Pruner.Core.Reporting;
using Pruner.GitHub.Comments;
using Pruner.Reports;
using Pruner.Undoing;

namespace Pruner.Output;

/// <summary>Writes what was asked for, in one of the formats text, json, markdown, to standard output and nowhere else.</summary>
internal static class Results
{
    /// <summary>Writes a plan.</summary>
    /// <param name="host">Whose standard output.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="format">text, json or markdown.</param>
    /// <param name="full">True shows all rows at a terminal too.</param>
    public static void Write(ProgramHost host, Plan plan, string format, bool full) =>
        Write(host.Out, format, () => Document.Write(plan), () => SummaryMarkdown.Write(plan, ledger: null, RunFacts.None), () => PlanText.Lines(plan, host.OutScreen.Form(full)));

    /// <summary>Writes a ledger.</summary>
    public static void Write(ProgramHost host, Ledger ledger, string format, bool full) =>
        Write(host.Out, format, () => Document.Write(ledger), () => SummaryMarkdown.Write(plan: null, ledger, RunFacts.None), () => LedgerText.Lines(ledger, host.OutScreen.Form(full)));

    /// <summary>Writes an explanation.</summary>
    public static void Write(ProgramHost host, Explanation explanation, string format) =>
        Write(host.Out, format, explanation.ToJson, () => Joined(ExplanationMarkdown.Lines(explanation)), () => ExplanationText.Lines(explanation, host.OutScreen.Form(full: true)));

    /// <summary>Writes a report.</summary>
    public static void Write(ProgramHost host, InventoryReport report, string format, bool full) =>
        Write(host.Out, format, () => Document.Write(report), () => Joined(ReportMarkdown.Lines(report)), () => ReportText.Lines(report, host.OutScreen.Form(full)));

    /// <summary>Writes what a pull request changes.</summary>
    /// <param name="host">Whose standard output.</param>
    /// <param name="report">What it changes.</param>
    /// <param name="comment">What became of the comment; null when none was asked for.</param>
    /// <param name="format">text, json or markdown.</param>
    /// <param name="full">True shows all rows at a terminal too.</param>
    public static void Write(ProgramHost host, BumpReport report, CommentReply? comment, string format, bool full) =>
        Write(host.Out, format, () => BumpDocument.Of(report, comment).ToJson(), () => Joined(BumpMarkdown.Lines(report, mostRows: null)), () => BumpText.Lines(report, host.OutScreen.Form(full)));

    /// <summary>Writes a policy in plain words.</summary>
    public static void Write(ProgramHost host, PolicyOutline outline, string format) =>
        Write(host.Out, format, outline.ToJson, () => Joined(PolicyOutlineMarkdown.Lines(outline)), () => PolicyOutlineText.Lines(outline, host.OutScreen.Form(full: true)));

    /// <summary>Writes what an undo came to.</summary>
    public static void Write(ProgramHost host, UndoReport report, string format, bool full) =>
        Write(host.Out, format, report.ToJson, () => Joined(UndoMarkdown.Lines(report)), () => UndoText.Lines(report, host.OutScreen.Form(full)));

    /// <summary>Shows a plan to the person who is asked about it: part of the question, not of the output.</summary>
    public static void ShowForApproval(ProgramHost host, Plan plan, bool full) => Show(host, PlanText.Lines(plan, host.ErrorScreen.Form(full)));

    /// <summary>Shows what an undo would do to the person who is asked about it.</summary>
    public static void ShowForApproval(ProgramHost host, UndoReport report, bool full) => Show(host, UndoText.Lines(report, host.ErrorScreen.Form(full)));

    /// <summary>Writes what came of a run, and says how the process ends.</summary>
    public static ExitCode Report(Session session, Ledger ledger, string format, bool full)
    {
        Write(session.Host, ledger, format, full);
        session.Log.Say($"Ledger written to {session.State.LedgerFileOf(ledger.Mode)} ({session.Calls}).");
        return ExitOf(ledger);
    }

    /// <summary>0 when everything approved was done and everything was read, else 4.</summary>
    public static ExitCode ExitOf(Ledger ledger) =>
        ledger is { IsFinished: true, Totals: { Failed: 0, Unknown: 0 } } && ledger.Locations.All(listing => listing.Status != ListingStatus.Unreadable)
            ? ExitCode.Done
            : ExitCode.Incomplete;

    private static void Show(ProgramHost host, IEnumerable<string> lines)
    {
        host.Live?.Settle();
        foreach (var line in lines)
        {
            host.Error.WriteLine(line);
        }
    }

    private static void Write(
        TextWriter output, string format, Func<byte[]> json, Func<string> markdown, Func<IEnumerable<string>> text)
    {
        // In one piece: thousands of lines are one write, and a reader that goes away leaves no half line.
        output.Write(format switch
        {
            "json" => Encoding.UTF8.GetString(json()),
            "markdown" => markdown(),
            _ => Joined(text()),
        });
    }

    private static string Joined(IEnumerable<string> lines)
    {
        var all = new StringBuilder();
        foreach (var line in lines)
        {
            all.Append(line).Append('\n');
        }

        return all.ToString();
    }
}
