namespace Pruner.Worlds.Tests.Simulated;

/// <summary>Chance that depends on a seed and on what is asked, not on when: threads may ask in any order.</summary>
internal sealed class Chance(int seed)
{
    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public double Of(string what)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var character in what)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        // Finalizer of MurmurHash3: without it near texts have near numbers.
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return ((hash ^ (hash >> 33)) >> 11) / (double)(1UL << 53);
    }

    /// <summary>A whole number from 0 up to, but not including, a bound.</summary>
    public int Below(int bound, string what) => (int)(Of(what) * bound);

    /// <summary>True with that probability.</summary>
    public bool Is(double probability, string what) => Of(what) < probability;
}
