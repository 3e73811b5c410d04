namespace Pruner.Peers.Tests.Harness;

/// <summary>What came of trying one mutant, or none.</summary>
/// <param name="Wrong">What is not as it must be; null when all is.</param>
/// <param name="Took">How long compiling and testing took, without the wait for a place.</param>
internal sealed record Trial(string? Wrong, TimeSpan Took);
