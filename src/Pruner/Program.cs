using System.Runtime.InteropServices;
using Pruner;
using Pruner.Actions.Runner;
using Pruner.Commands;
using Pruner.Output;

using var stop = new CancellationTokenSource();
var wasTerminated = false;
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
{
    context.Cancel = true;
    stop.Cancel();
});
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    wasTerminated = true;
    stop.Cancel();
});

// The system tells a window's size by way of standard input or output only.
var knowsSize = !Console.IsInputRedirected || !Console.IsOutputRedirected;
var outScreen = Screen.Of(!Console.IsOutputRedirected, knowsSize, Environment.GetEnvironmentVariable, WindowSize);
var errorScreen = Screen.Of(!Console.IsErrorRedirected, knowsSize, Environment.GetEnvironmentVariable, WindowSize);
using var live = errorScreen.CanRedraw ? new LiveArea(Console.Error, errorScreen, TimeProvider.System) : null;
// A runner takes lines of both streams for commands, whichever command of ours writes them.
var isOnRunner = RunnerContext.IsOnRunner(Environment.GetEnvironmentVariable);
using var inertOut = isOnRunner ? new InertWriter(Console.Out) : null;
using var inertError = isOnRunner ? new InertWriter(Console.Error) : null;
var host = new ProgramHost
{
    Out = inertOut ?? live?.Beside(Console.Out, settles: true) ?? Console.Out,
    Error = inertError ?? live?.Beside(Console.Error, settles: false) ?? Console.Error,
    RunnerOut = Console.Out,
    OutScreen = outScreen,
    ErrorScreen = errorScreen,
    Live = live,
    In = Console.In,
    IsInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
    Environment = Environment.GetEnvironmentVariable,
    Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
    Time = TimeProvider.System,
    WasTerminated = () => wasTerminated,
};
return (int)await CommandLine.RunAsync(args, host, stop.Token);

static (int Columns, int Rows) WindowSize() => (Math.Max(1, Console.WindowWidth), Math.Max(1, Console.WindowHeight));
