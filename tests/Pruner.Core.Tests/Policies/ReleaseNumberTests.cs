using Pruner.Core.Policies;

namespace Pruner.Core.Tests.Policies;

public sealed class ReleaseNumberTests
{
    [Fact]
    public void Ten_comes_after_nine() =>
        Assert.True(new ReleaseNumber(4, 10).CompareTo(new ReleaseNumber(4, 9)) > 0);

    [Fact]
    public void The_major_number_counts_first() =>
        Assert.True(new ReleaseNumber(5, 0).CompareTo(new ReleaseNumber(4, 99)) > 0);

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.Equal(new ReleaseNumber(4, 10), ReleaseNumber.TryParse("4.10"));
        Assert.Equal("4.10", new ReleaseNumber(4, 10).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("4.")]
    [InlineData("4.10.1")]
    [InlineData("4.10-rc")]
    [InlineData("-4.10")]
    [InlineData(" 4.10")]
    [InlineData("4.99999999999")]
    public void Anything_else_is_no_release(string? text) =>
        Assert.Null(ReleaseNumber.TryParse(text));
}
