using Pruner.Commands;

namespace Pruner.Tests.Infrastructure;

/// <summary>Calls commands that ask nobody: without servers, credentials or a home.</summary>
internal static class Quiet
{
    public static async Task<Invocation> CallAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var host = new ProgramHost
        {
            Out = output,
            Error = error,
            In = TextReader.Null,
            IsInteractive = false,
            Environment = _ => null,
            Home = "/nowhere",
            Time = TimeProvider.System,
        };
        var code = await CommandLine.RunAsync(arguments, host, Stage.Token);
        return new Invocation(code, output.ToString(), error.ToString());
    }
}
