namespace Pruner.Reports;

/// <summary>What a reader of a report wants to know of an image first.</summary>
internal enum Fate
{
    /// <summary>Stays, by another rule than a pin.</summary>
    Kept = 0,

    /// <summary>Stays: it is a boot image, or something names it or its build.</summary>
    Pinned,

    /// <summary>Is gone, or may go.</summary>
    Pruned,

    /// <summary>Did not come to the end that the plan had for it.</summary>
    Trouble,
}
