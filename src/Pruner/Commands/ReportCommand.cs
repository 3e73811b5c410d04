using System.CommandLine;
using System.Globalization;
using Pruner.Core;
using Pruner.Core.Inventories;
using Pruner.Core.Records;
using Pruner.Core.Reporting;
using Pruner.Evidence;
using Pruner.Output;
using Pruner.Reports;
using Pruner.State;

namespace Pruner.Commands;

/// <summary><c>pruner report 4.10</c>: shows what is there. It judges no image, and changes nothing but its own file.</summary>
internal static class ReportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var options = new CommonOptions();
        var releases = PlanCommand.ReleasesArgument();
        var quota = new Option<string?>("--quota") { Description = "Images that a region may hold: shows the room that is left in each.", HelpName = "N" };
        CommonOptions.RefuseEmpty(quota, "a number");
        var command = new Command("report", "Show what is there, and what contradicts the pins. Decides nothing and changes nothing.") { releases, quota };
        foreach (var option in options.Looking)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var perRegion = QuotaOf(parsed.GetValue(quota));
            using var session = new Session(parsed, options, host);
            var evidence = await session.GatherAsync(session.ScopeOf(parsed, parsed.GetValue(releases)!), session.KnownForPlanning(), cancellationToken);
            var snapshots = await SnapshotReading.ReadAsync(session.Store, evidence.Inventory, cancellationToken);
            var report = Reporter.Make(new ReportGround(
                session.Store.Platform,
                session.Store.KnowsVisibility,
                evidence.Streams,
                evidence.Pins.Pins,
                evidence.Pins.Certificates,
                evidence.Catalog,
                evidence.Inventory,
                snapshots.Listings,
                perRegion,
                evidence.Now,
                ProgramHost.Version));

            // The file is replaced whole and belongs to no run, so no lock is needed.
            StateFolder.Write(session.State.ReportFile, Document.Write(report));
            host.Watch.Reported(string.Join('\n', ReportMarkdown.Lines(report)));
            Results.Write(host, report, parsed.GetValue(options.Format)!, parsed.GetValue(options.Full));
            session.Log.Say($"Report written to {session.State.ReportFile} ({session.Calls}).");
            return (int)(snapshots.IsWhole && report.Locations.All(listing => listing.Status != ListingStatus.Unreadable) ? ExitCode.Done : ExitCode.Incomplete);
        });
        return command;
    }

    private static int? QuotaOf(string? text) =>
        text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new SetupException(new Refusal(
            $"--quota is '{text}', expected a whole number from 1.",
            "The room that is left is counted against it.",
            "Give the quota of images that the account has in a region, for example 500, or leave the option out."));
}
