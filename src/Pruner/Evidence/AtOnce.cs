using System.Runtime.ExceptionServices;

namespace Pruner.Evidence;

/// <summary>Reads several things at once, of which none is of use without the others.</summary>
internal static class AtOnce
{
    /// <summary>Begins one reading; its failure stops the others: no more calls for evidence that will not be used.</summary>
    public static async Task<T> BeginAsync<T>(Func<Task<T>> readAsync, CancellationTokenSource all)
    {
        try
        {
            return await readAsync();
        }
        catch
        {
            await all.CancelAsync();
            throw;
        }
    }

    /// <summary>Waits for all, and throws what failed first.</summary>
    public static async Task WhenAllOrFirstFailureAsync(params Task[] tasks)
    {
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (Exception)
        {
            // The cancellations that the first failure caused are not news; the failure is.
            var failure = tasks.Select(task => task.Exception?.InnerException).FirstOrDefault(error => error is not null and not OperationCanceledException);
            if (failure is not null)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            throw;
        }
    }
}
