using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Policies;

namespace Pruner.Stores.Tests;

/// <summary>Which store a run takes. Opening one needs nothing but its address here: a store of Alibaba Cloud would ask for credentials, which these tests have none of.</summary>
public sealed class StoreTableTests
{
    private static readonly StoreChoice Aliyun = new("aliyun", Address: null);
    private static readonly StoreChoice Attic = new("directory", "/srv/attic");

    [Fact]
    public void The_first_store_of_the_configuration_is_taken_when_none_is_named() => Assert.Equal("directory", Open(null, Attic, Aliyun));

    [Fact]
    public void The_named_store_is_taken_with_its_address()
    {
        Assert.Equal("directory", Open("directory", Aliyun, Attic));
        Assert.Equal(["/srv/attic"], _asked);
    }

    [Fact]
    public void A_platform_without_an_entry_in_the_configuration_is_refused_with_what_to_write()
    {
        var refusal = Refused("directory", Aliyun);

        Assert.Contains("'directory' (image files in a folder", refusal.What, StringComparison.Ordinal);
        Assert.Contains("- platform: directory", refusal.Remedy, StringComparison.Ordinal);
        Assert.Contains("--platform aliyun", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_platform_that_no_room_knows_is_refused_with_the_nearest_that_one_does()
    {
        Assert.Contains("'direktory'; the nearest is 'directory'", Refused("direktory", Aliyun, Attic).What, StringComparison.Ordinal);
        Assert.Contains("'alyun'; the nearest is 'aliyun'", Refused(null, new StoreChoice("alyun", null)).What, StringComparison.Ordinal);
        Assert.Contains("--platform", Refused("direktory", Aliyun).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_without_an_address_is_refused() =>
        Assert.Contains("has no address", Refused("directory", new StoreChoice("directory", null)).What, StringComparison.Ordinal);

    [Fact]
    public void Every_platform_is_registered_once() => Assert.Equal(StoreTable.Platforms.Distinct(StringComparer.Ordinal), StoreTable.Platforms);

    private readonly List<string?> _asked = [];

    private string Open(string? platform, params ImmutableArray<StoreChoice> stores) => StoreTable.Open(new Policy { Stores = stores }, platform, address =>
    {
        _asked.Add(address);
        return new StoreOpening { Address = address, Parsed = null!, Options = null!, Host = null!, Exchange = null!, GitHub = null! };
    }).Platform;

    private Refusal Refused(string? platform, params ImmutableArray<StoreChoice> stores) =>
        Assert.Throws<SetupException>(() => Open(platform, stores)).Refusal;
}
