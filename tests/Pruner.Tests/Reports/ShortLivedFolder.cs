namespace Pruner.Tests.Reports;

/// <summary>A folder that goes with the test.</summary>
internal sealed class ShortLivedFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pruner-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
