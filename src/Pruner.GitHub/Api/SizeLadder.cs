using System.Collections.Immutable;

namespace Pruner.GitHub.Api;

/// <summary>
/// How much to ask for at once: starts at the top rung, goes one down whenever the server finds a query too heavy, and one up
/// again after a row of good answers. Safe for many threads.
/// </summary>
/// <param name="rungs">The sizes, largest first.</param>
internal sealed class SizeLadder(params ImmutableArray<int> rungs)
{
    private const int GoodAnswersToClimb = 20;

    private readonly Lock _gate = new();
    private int _rung;
    private int _good;

    /// <summary>The largest size.</summary>
    public int Top => rungs[0];

    /// <summary>The size to ask for now.</summary>
    public int Current
    {
        get
        {
            lock (_gate)
            {
                return rungs[_rung];
            }
        }
    }

    /// <summary>Asks with shrinking sizes until an answer comes.</summary>
    /// <param name="most">Largest size that makes sense for this call.</param>
    /// <param name="ask">Asks with a size; its second argument is false on the lowest rung, where heaviness must be retried or refused.</param>
    public async Task<T> ClimbAsync<T>(int most, Func<int, bool, Task<T>> ask)
    {
        for (var steps = 0; ; steps++)
        {
            var size = Math.Min(Current, most);
            var mayShrink = size > rungs[^1] && steps < rungs.Length;
            try
            {
                var answer = await ask(size, mayShrink);
                Good();
                return answer;
            }
            catch (TooHeavyException) when (mayShrink)
            {
                Heavy(size);
            }
        }
    }

    private void Good()
    {
        lock (_gate)
        {
            if (_rung > 0 && ++_good >= GoodAnswersToClimb)
            {
                (_rung, _good) = (_rung - 1, 0);
            }
        }
    }

    private void Heavy(int size)
    {
        lock (_gate)
        {
            _good = 0;
            // Many calls of the same size fail together; together they go down one rung, not one each.
            while (_rung < rungs.Length - 1 && rungs[_rung] >= size)
            {
                _rung++;
            }
        }
    }
}
