using Pruner.Core;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Output;

/// <summary>Asks a person. Everything but a whole "yes" is no.</summary>
internal static class Prompt
{
    /// <summary>What is asked about a plan.</summary>
    public static string QuestionOf(Plan plan)
    {
        var toMark = PlanGuards.ToBeMarked(plan);
        return $"Delete {PlanGuards.Doomed(plan)} images of account {plan.Account}{(toMark > 0 ? $", and mark {toMark}" : "")}?";
    }

    /// <summary>Asks and goes on only on "yes".</summary>
    /// <exception cref="SetupException">Any other answer.</exception>
    public static async Task RequireYesAsync(ProgramHost host, string question, CancellationToken stop)
    {
        host.Live?.Settle();
        await host.Error.WriteAsync($"{SafeText.Line(question)} Type yes to go on: ");
        await host.Error.FlushAsync(stop);
        // A console reads a line without looking at any token: it is left behind when the run is interrupted.
        var answer = await Task.Run(host.In.ReadLine, CancellationToken.None).WaitAsync(stop);
        if (!string.Equals(answer?.Trim(), "yes", StringComparison.Ordinal))
        {
            throw new SetupException(new Refusal("Not approved.", "Nothing was changed.", "Run again and answer yes, or make another plan."));
        }
    }
}
