using Pruner.Core.Pins;

namespace Pruner.Core.Tests.Pins;

public sealed class WitnessTests
{
    [Theory]
    [InlineData("o/i", "refs/heads/master", "0123456789abcdef", "rhcos.json", "/image", "o/i refs/heads/master 0123456789ab rhcos.json/image")]
    [InlineData("", "policy", "", "", "", "policy")]
    [InlineData("o/i", "refs/pull/7/head", "", "title", "", "o/i refs/pull/7/head title")]
    [InlineData("o/i", "refs/heads/master", "0123456789ab", "message", "", "o/i refs/heads/master 0123456789ab message")]
    [InlineData("o/i", "refs/heads/master", "0123456789a", "", "", "o/i refs/heads/master")] // not as long as a commit is shown
    public void It_is_told_in_one_line(string repository, string reference, string commit, string path, string pointer, string told) =>
        Assert.Equal(told, new Witness(repository, reference, commit, path, pointer).ToString());
}
