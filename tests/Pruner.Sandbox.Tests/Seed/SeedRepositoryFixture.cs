using Pruner.Sandbox.Seed;

namespace Pruner.Sandbox.Tests.Seed;

/// <summary>One seed for all tests of a class: none of them changes it.</summary>
public sealed class SeedRepositoryFixture : IAsyncLifetime
{
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("pruner-seed-test-");

    public SeedRepository Repository { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Repository = await SeedRepository.WriteAsync(Folder.FullName, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        Folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
