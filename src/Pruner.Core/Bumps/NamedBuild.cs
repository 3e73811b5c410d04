using Pruner.Core.Builds;

namespace Pruner.Core.Bumps;

/// <summary>A build that the documents of a pull request name. It is protected for ever, whichever side names it.</summary>
/// <param name="Build">The build.</param>
/// <param name="IsBefore">Named by the documents as they were.</param>
/// <param name="IsAfter">Named by the documents as they become.</param>
public sealed record NamedBuild(BuildId Build, bool IsBefore, bool IsAfter);
