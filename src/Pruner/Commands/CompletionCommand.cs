using System.CommandLine;
using Pruner.Core;

namespace Pruner.Commands;

/// <summary><c>pruner completion bash|zsh|fish</c>: prints the script that lets a shell complete commands.</summary>
internal static class CompletionCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish.", HelpName = "bash|zsh|fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that completes commands, options, releases and regions.") { shell };
        command.SetAction(parsed =>
        {
            host.Out.Write(parsed.GetValue(shell) switch
            {
                "bash" => CompletionScripts.Bash,
                "zsh" => CompletionScripts.Zsh,
                _ => CompletionScripts.Fish,
            });
            return (int)ExitCode.Done;
        });
        return command;
    }
}
