using Pruner.Core.Artifacts;

namespace Pruner.Core.Tests.Artifacts;

public sealed class ArtifactIdTests
{
    [Fact]
    public void They_are_in_order_of_platform_then_location_then_id_and_after_nothing()
    {
        ArtifactId[] sorted = [new("aliyun", "us", "m-b"), new("aws", "cn", "m-b"), new("aws", "us", "m-B"), new("aws", "us", "m-a")];

        Assert.Equal(sorted, sorted.Reverse().Order());
        Assert.True(sorted[0].CompareTo(null) > 0);
        Assert.Equal(0, sorted[0].CompareTo(sorted[0] with { }));
    }
}
