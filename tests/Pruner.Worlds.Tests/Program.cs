using Pruner.Worlds.Tests.Runner;

// As a test project when a test runner starts it; by hand, worlds from the command line.
return args is ["worlds", ..]
    ? WorldRunner.Run(args[1..])
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
