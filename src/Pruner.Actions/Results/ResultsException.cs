namespace Pruner.Actions.Results;

/// <summary>Why something with an artifact did not work. Never leaves this room: <see cref="ArtifactClient"/> adds why it matters and what to do.</summary>
/// <param name="what">What happened. No address with a signature, no token.</param>
/// <param name="inner">The cause.</param>
internal sealed class ResultsException(string what, Exception? inner = null) : Exception(what, inner)
{
    /// <summary>True when the service may have done what it was asked.</summary>
    public bool IsUnknown { get; init; }
}
