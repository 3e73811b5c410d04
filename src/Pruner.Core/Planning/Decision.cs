namespace Pruner.Core.Planning;

/// <summary>Keep or prune; the zero keeps.</summary>
public enum Decision
{
    /// <summary>Stays.</summary>
    Keep = 0,

    /// <summary>May go.</summary>
    Prune,
}
