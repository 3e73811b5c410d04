namespace Pruner.Worlds.Tests.Runner;

/// <summary>Folders for states, in memory where the machine has a place for that.</summary>
internal static class Scratch
{
    private static readonly string Root = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"pruner-worlds-{Environment.ProcessId}");
    private static int _last;

    /// <summary>A name that nothing has yet.</summary>
    public static string NewFolder() => Path.Combine(Root, $"{Interlocked.Increment(ref _last)}");
}
