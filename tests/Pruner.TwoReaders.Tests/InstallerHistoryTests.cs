using Pruner.GitHub.Tests.Infrastructure;
using Pruner.TwoReaders.Tests.Infrastructure;

namespace Pruner.TwoReaders.Tests;

public sealed class InstallerHistoryTests
{
    [Fact]
    public async Task Both_ways_find_the_same_in_the_real_history()
    {
        var data = SharedData.InstallerHistory();
        using var git = TestRepository.Clone(Path.Combine(data, "installer.bundle"));
        await using var ways = await TwoWays.StartAsync(git, pulls: Path.Combine(data, "pulls.json"));
        var pins = await ways.AssertSamePinsAsync();

        Assert.Equal(251, pins.Certificates[0].Commits);
        Assert.Equal(2092, pins.Certificates[0].Pins["aliyun"]);
    }
}
