using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>One stage for many calls that must all end before any server is asked.</summary>
public sealed class QuietStage : IAsyncLifetime
{
    internal Stage Stage { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stage = await Stage.SetAsync();

    public async ValueTask DisposeAsync()
    {
        var requests = Stage.Servers.Traffic.Requests;
        await Stage.DisposeAsync();
        Assert.Empty(requests);
    }
}
