namespace Pruner.Core.Planning;

/// <summary>What is to be done about the mark of an artifact.</summary>
public enum MarkChange
{
    /// <summary>Mark it: nothing but the grace keeps it, and no mark counts yet.</summary>
    Set = 1,

    /// <summary>Take its mark off: another rule keeps it now.</summary>
    TakeOff,
}
