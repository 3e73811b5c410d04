using Pruner.Core.Pins;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Pins;

public sealed class PinIndexTests
{
    [Fact]
    public void The_strongest_ground_wins_whatever_the_order()
    {
        Pin[] pins = [Some.ImagePin(origin: PinOrigin.Text), Some.ImagePin(origin: PinOrigin.Merged), Some.ImagePin(origin: PinOrigin.PullRequest)];

        Assert.Equal(PinOrigin.Merged, new PinIndex(pins).OfImage(Some.Id())?.Origin);
        Assert.Equal(PinOrigin.Merged, new PinIndex(pins.Reverse()).OfImage(Some.Id())?.Origin);
    }

    [Fact]
    public void Of_equally_strong_grounds_the_first_given_is_shown()
    {
        var index = new PinIndex([Some.ImagePin() with { Witness = Some.Witness("first") }, Some.ImagePin() with { Witness = Some.Witness("second") }]);

        Assert.Equal("first", index.OfImage(Some.Id())?.Witness.Reference);
        Assert.Equal("first", index.With([Some.ImagePin() with { Witness = Some.Witness("third") }]).OfImage(Some.Id())?.Witness.Reference);
    }

    [Fact]
    public void Of_several_builds_the_strongest_pin_is_given()
    {
        var index = new PinIndex([Some.BuildPin(origin: PinOrigin.Text), Some.BuildPin(Some.OtherBuildText, PinOrigin.Known)]);

        Assert.Equal(PinOrigin.Known, index.OfBuilds([Some.Build(), Some.Build(Some.OtherBuildText)])?.Origin);
        Assert.Null(index.OfBuilds([]));
        Assert.Equal(2, index.BuildCount);
    }

    [Fact]
    public void A_pin_without_an_id_matches_no_image() =>
        Assert.Null(new PinIndex([Some.BuildPin()]).OfImage(Some.Id(id: "")));

    [Fact]
    public void Ids_that_stand_in_the_text_alone_are_disagreements()
    {
        var reading = new DocumentReading("stream", [new DocumentPin("aliyun", "x86_64", "us-east-1", "m-1", "", "")], []);

        Assert.Empty(TwoReaders.Disagreements(reading, new RawMentions(["m-1"], [])));
        Assert.Equal(["m-2"], TwoReaders.Disagreements(reading, new RawMentions(["m-1", "m-2"], [])));
    }
}
