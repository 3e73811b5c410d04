using System.Runtime.ExceptionServices;

namespace Pruner.Worlds.Tests.Runner;

/// <summary>
/// Runs worlds at once, each on a thread of its own: a simulation wants one without a synchronization context, and what it hands to the thread pool must not
/// wait behind it.
/// </summary>
internal static class Crowd
{
    /// <summary>Runs a number of seeds.</summary>
    public static void Run(int first, int runs, int threads, Action<int> run)
    {
        var next = -1;
        Exception? failure = null;
        void Work()
        {
            try
            {
                for (int n; (n = Interlocked.Increment(ref next)) < runs && failure is null;)
                {
                    run(first + n);
                }
            }
            catch (Exception error)
            {
                failure = error;
            }
        }

        // Everything of all simulations that goes through the pool is soon done, and waited for.
        ThreadPool.SetMinThreads(4 * threads, 1);
        var crowd = Enumerable.Range(0, threads).Select(_ => new Thread(Work)).ToList();
        crowd.ForEach(thread => thread.Start());
        crowd.ForEach(thread => thread.Join());
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
