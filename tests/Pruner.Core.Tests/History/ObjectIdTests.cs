using System.Text;
using Pruner.Core.History;

namespace Pruner.Core.Tests.History;

public sealed class ObjectIdTests
{
    [Theory]
    [InlineData("blob", "", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")]
    [InlineData("tree", "", "4b825dc642cb6eb9a060e54bf8d69288fbee4904")]
    [InlineData("blob", "hello\n", "ce013625030ba8dba906f756967f9e9ca394464a")]
    public void Ids_are_those_that_git_gives(string type, string content, string hex) =>
        Assert.Equal(hex, ObjectId.Of(type, Encoding.UTF8.GetBytes(content)).Hex);

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("E69DE29BB2D1D6434B8B29AE775AD8C2E48C5391")]
    [InlineData("e69de29bb2d1d6434b8b29ae775ad8c2e48c539g")]
    [InlineData("e69de29bb2d1d6434b8b29ae775ad8c2e48c53911")]
    public void Anything_but_forty_lower_case_hex_digits_is_refused(string hex)
    {
        Assert.False(ObjectId.IsValid(hex));
        Assert.Throws<ArgumentException>(() => new ObjectId(hex));
    }
}
