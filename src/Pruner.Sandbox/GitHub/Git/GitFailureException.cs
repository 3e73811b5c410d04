namespace Pruner.Sandbox.GitHub.Git;

/// <summary>git answered with an error, ran too long, or its answer could not be read.</summary>
internal sealed class GitFailureException(string message) : Exception(message);
