namespace Pruner.GitHub.Api;

/// <summary>GitHub could not answer a query of this size in its time; a smaller one may do. Never leaves this room.</summary>
internal sealed class TooHeavyException() : Exception("The query was too heavy.");
