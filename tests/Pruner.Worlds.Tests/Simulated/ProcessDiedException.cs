namespace Pruner.Worlds.Tests.Simulated;

/// <summary>The process was killed while it did something that cannot be left hanging. Whatever its code makes of that comes to nothing.</summary>
public sealed class ProcessDiedException : Exception
{
    /// <summary>It says all.</summary>
    public ProcessDiedException()
        : base("The process was killed.")
    {
    }
}
