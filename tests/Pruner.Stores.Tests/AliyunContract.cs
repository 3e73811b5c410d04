using Pruner.Stores.Tests.Contract;
using Pruner.Stores.Tests.Given;

namespace Pruner.Stores.Tests;

public sealed class AliyunContract : RunContract
{
    private protected override Task<StoreStage> SetAsync() => AliyunStage.StartAsync(Cancel);
}
