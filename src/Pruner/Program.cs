using System.Runtime.InteropServices;
using Pruner;
using Pruner.Commands;

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
var host = new ProgramHost
{
    Out = Console.Out,
    Error = Console.Error,
    In = Console.In,
    IsInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
    Environment = Environment.GetEnvironmentVariable,
    Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
    Time = TimeProvider.System,
    WasTerminated = () => wasTerminated,
};
return (int)await CommandLine.RunAsync(args, host, stop.Token);
