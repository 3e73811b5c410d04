using Pruner.Core.Pins;

namespace Pruner.Core.Tests.Pins;

public sealed class TwoReadersTests
{
    private static readonly DocumentReading Reading = new(
        "stream", [new DocumentPin("aliyun", "x86_64", "us-east-1", "m-0xi00000000000000001", "410.84.202201251210-0", "/a")], []);

    [Fact]
    public void Readers_that_saw_the_same_ids_agree() =>
        Assert.Empty(TwoReaders.Disagreements(Reading, new RawMentions(["m-0xi00000000000000001"], [])));

    [Fact]
    public void An_id_in_the_text_that_is_no_pin_is_a_disagreement() =>
        Assert.Equal(
            ["m-0xi00000000000000002"],
            TwoReaders.Disagreements(Reading, new RawMentions(["m-0xi00000000000000001", "m-0xi00000000000000002"], [])));

    [Fact]
    public void A_pin_without_the_common_shape_is_no_disagreement() =>
        Assert.Empty(TwoReaders.Disagreements(Reading, new RawMentions([], [])));
}
