using Pruner.Fuzz.Tests.Runner;

// As a test project when a test runner starts it; by hand, mutants from the command line.
return args is ["--parser", ..]
    ? FuzzRunner.Run(args, Console.Out, Console.Error, TimeProvider.System)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
