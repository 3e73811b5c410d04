using Pruner.Core;

namespace Pruner.Tests.Infrastructure;

/// <summary>What one call of pruner said and how it ended.</summary>
internal sealed record Invocation(ExitCode ExitCode, string Out, string Error);
