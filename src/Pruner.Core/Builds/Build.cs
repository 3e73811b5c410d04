namespace Pruner.Core.Builds;

/// <summary>One build of one stream for one architecture.</summary>
/// <param name="Stream">The stream whose catalog lists it: <c>rhcos-4.10</c>.</param>
/// <param name="Id">The build id.</param>
/// <param name="Architecture">As coreos-assembler names it: <c>x86_64</c>, <c>aarch64</c>, <c>ppc64le</c>, <c>s390x</c>.</param>
public sealed record Build(string Stream, BuildId Id, string Architecture);
