using System.Collections.Immutable;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>A line that the runner took for a command.</summary>
/// <param name="Name">Its name, as it was written.</param>
/// <param name="Properties">Its properties, unescaped; names are compared without case.</param>
/// <param name="Data">What follows, unescaped.</param>
/// <param name="IsLegacy">True for the old form, <c>##[name]data</c>.</param>
public sealed record RunnerCommand(string Name, ImmutableDictionary<string, string> Properties, string Data, bool IsLegacy)
{
    /// <summary>Is it this one? Names are compared without case.</summary>
    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
