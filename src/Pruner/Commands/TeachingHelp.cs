using System.CommandLine;
using System.CommandLine.Invocation;
using Pruner.Core;

namespace Pruner.Commands;

/// <summary>Answers <c>--help</c>.</summary>
internal sealed class TeachingHelp(ProgramHost host) : SynchronousCommandLineAction
{
    /// <inheritdoc />
    public override bool ClearsParseErrors => true;

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        var columns = host.OutScreen.IsTerminal ? Math.Min(HelpText.MostColumns, host.OutScreen.Size().Columns) : HelpText.MostColumns;
        foreach (var line in HelpText.Lines(parseResult.CommandResult.Command, columns, host.OutScreen.Form(full: true).Palette))
        {
            host.Out.WriteLine(line);
        }

        return (int)ExitCode.Done;
    }
}
