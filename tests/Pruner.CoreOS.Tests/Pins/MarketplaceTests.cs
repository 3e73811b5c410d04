namespace Pruner.CoreOS.Tests.Pins;

public sealed class MarketplaceTests
{
    [Fact]
    public void A_marketplace_file_is_known_and_pins_nothing()
    {
        var reading = new InstallerMetadataReader().Read("data/data/coreos/marketplace-rhcos.json", """
            {"aarch64":{"azure":{"no-purchase-plan":{"hyperVGen2":{"publisher":"azureopenshift","offer":"aro4","sku":"417-arm","version":"417.94.20240701","thirdParty":false}}}},
             "x86_64":{"azure":{"ocp-emea":{"hyperVGen1":{"publisher":"p","offer":"o","sku":"s","version":"4.18.2025031114"}}}}}
            """);

        Assert.Equal("marketplace", reading.Format);
        Assert.Empty(reading.Pins);
        Assert.Empty(reading.Builds);
    }

    [Theory]
    [InlineData("""{"x":{"azure":{"plan":{"gen":{"publisher":"p","offer":"o","sku":"s"}}}}}""", "(/x/azure/plan/gen): expected a member \"version\" (a string), found none.")]
    [InlineData("""{"x":{"azure":{"plan":{"gen":{"publisher":"p","offer":"o","sku":"s","version":"v","image":{}}}}}}""", "(/x/azure/plan/gen/image): expected single values only, found an object.")]
    [InlineData("""{"x":{"azure":{"plan":"p"}}}""", "(/x/azure/plan): expected an object, a machine generation for each name, found a string.")]
    [InlineData("""{"x":{"azure":{},"gcp":{}}}""", "(/x/gcp): expected \"azure\", the only cloud with marketplace offers, found \"gcp\".")]
    public void Offers_of_another_shape_are_refused(string text, string message) =>
        Assert.EndsWith(message, Refused.Message(() => new InstallerMetadataReader().Read("m.json", text)), StringComparison.Ordinal);
}
