using System.Collections.Immutable;

namespace Pruner.Sandbox.Seed;

/// <summary>One pull request of the seed.</summary>
/// <param name="Number">Its number; the head is <c>refs/pull/NUMBER/head</c>.</param>
/// <param name="State"><c>open</c>, <c>closed</c> (not merged) or <c>merged</c>.</param>
/// <param name="Title">Its title.</param>
/// <param name="Body">Its text.</param>
/// <param name="Base">The branch it asks to change.</param>
/// <param name="Files">The paths it changes.</param>
/// <param name="AuthorDate">When it was written, UTC.</param>
public sealed record SeedPull(
    int Number, string State, string Title, string Body, string Base, ImmutableArray<string> Files, DateTimeOffset AuthorDate);
