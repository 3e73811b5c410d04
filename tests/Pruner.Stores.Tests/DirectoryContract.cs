using Pruner.Stores.Tests.Contract;
using Pruner.Stores.Tests.Given;

namespace Pruner.Stores.Tests;

public sealed class DirectoryContract : RunContract
{
    private protected override Task<StoreStage> SetAsync() => Task.FromResult<StoreStage>(new DirectoryStage());
}
