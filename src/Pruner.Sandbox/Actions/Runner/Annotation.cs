using System.Collections.Immutable;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>An annotation that the runner kept.</summary>
/// <param name="Kind"><c>error</c>, <c>warning</c> or <c>notice</c>.</param>
/// <param name="Message">Masked, and cut after 4096 characters.</param>
/// <param name="Properties">File, line, title and others, as far as they were allowed.</param>
public sealed record Annotation(string Kind, string Message, ImmutableDictionary<string, string> Properties)
{
    /// <summary>The title; empty when there is none.</summary>
    public string Title => Properties.GetValueOrDefault("title", "");
}
