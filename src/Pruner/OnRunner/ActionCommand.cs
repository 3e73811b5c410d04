using System.CommandLine;

namespace Pruner.OnRunner;

/// <summary><c>pruner action</c>: what the GitHub action runs. It takes everything from the runner.</summary>
internal static class ActionCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var command = new Command("action", "Run as the step of a GitHub Actions workflow: inputs, outputs and summary come and go through the runner.");
        command.SetAction(async (_, stop) => (int)await new ActionRun(host).RunAsync(stop));
        return command;
    }
}
