using System.Collections.Concurrent;
using Pruner.Sandbox.Hosting;

namespace Pruner.Worlds.Tests.Simulated;

/// <summary>The network of a simulation: each request and each answer takes its time, and what a caller gives up is on its way all the same.</summary>
/// <param name="simulation">Whose time it takes.</param>
/// <param name="switchboard">The other end.</param>
/// <param name="chance">Says how long.</param>
/// <param name="pace">How long each way takes at most, as a rule.</param>
/// <param name="arrives">Told as each request arrives, before it is looked at; may kill the program, and then says whether this last one counts.</param>
internal sealed class Wire(Simulation simulation, Switchboard switchboard, Chance chance, TimeSpan pace, Func<bool> arrives) : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var copy = await WireRequest.CopyAsync(request, CancellationToken.None);
        var what = $"{copy.Method} {copy.Uri.PathAndQuery} {copy.Body.Length}";
        what += $" #{_seen.AddOrUpdate(what, 1, (_, times) => times + 1)}";
        // Not asynchronous: what follows an answer runs on the simulation's own thread.
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        await using var cancelled = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        simulation.In(Takes("there " + what), () => _ = ArriveAsync(copy, what, answer));
        return await answer.Task;
    }

    private async Task ArriveAsync(WireRequest request, string what, TaskCompletionSource<HttpResponseMessage> answer)
    {
        if (!arrives())
        {
            return;
        }

        HttpResponseMessage? response = null;
        Exception? cut = null;
        try
        {
            response = await switchboard.SendAsync(request);
        }
        catch (Exception error)
        {
            // The connection was cut, or an emulator has a defect: then the caller's message tells it.
            cut = error is HttpRequestException ? error : new InvalidOperationException($"An emulator failed: {error}", error);
        }

        simulation.In(Takes("back " + what), () =>
        {
            _ = response is null ? answer.TrySetException(cut!) : answer.TrySetResult(response);
        });
    }

    private TimeSpan Takes(string what) =>
        Math.Max(pace.TotalMilliseconds, chance.Is(0.02, "slow " + what) ? 8000 : 0) * chance.Of(what) * TimeSpan.FromMilliseconds(1);
}
