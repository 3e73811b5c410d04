using System.Runtime.InteropServices;
using Pruner.Sandbox.Driver;

using var stopping = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    // The servers are closed and the answer printed before the process ends.
    context.Cancel = true;
    stopping.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await new SandboxProgram(Console.Out, Console.Error, TimeProvider.System).RunAsync(args, stopping.Token);
