using System.IO.Compression;
using System.Text;
using Pruner.Core.Records;

namespace Pruner.Core.Tests.Records;

public sealed class ZippedFileTests
{
    private const string Name = "ledger.json";

    [Fact]
    public void The_file_of_that_very_name_is_read_whole()
    {
        // Longer than one read, so that the pieces must be put together.
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(number => $"{number} "));

        Assert.Equal(text, Encoding.UTF8.GetString(ZippedFile.Read(Zip((Name, text), ("other.json", "x"), ("folder/ledger.json", "y")), Name, text.Length)));
        Assert.Equal("y", Encoding.UTF8.GetString(ZippedFile.Read(Zip((Name, "x"), ("folder/ledger.json", "y")), "folder/ledger.json", 1)));
        Assert.Empty(ZippedFile.Read(Zip((Name, "")), Name, 0));
    }

    [Theory]
    [InlineData("../ledger.json")]
    [InlineData("a/../../ledger.json")]
    [InlineData("a/..")]
    [InlineData("/ledger.json")]
    [InlineData("..\\ledger.json")]
    [InlineData("C:ledger.json")]
    public void A_zip_with_any_name_that_points_outside_of_it_is_not_read(string other) =>
        Assert.Equal("A file in it has a name that points outside of it.", Refused(Zip((Name, "x"), (other, "y"))));

    [Theory]
    [InlineData("..ledger.json")]
    [InlineData("a../b")]
    [InlineData("a/.b")]
    public void Dots_in_a_name_alone_point_nowhere(string other) =>
        Assert.Equal("x"u8.ToArray(), ZippedFile.Read(Zip((Name, "x"), (other, "y")), Name, 1));

    [Fact]
    public void A_file_that_is_not_there_or_there_twice_is_not_read()
    {
        Assert.Equal("It has no file ledger.json.", Refused(Zip(("LEDGER.json", "x"))));
        Assert.Equal("It has more than one file ledger.json.", Refused(Zip((Name, "x"), (Name, "y"))));
    }

    [Fact]
    public void A_file_may_have_the_most_bytes_and_not_one_more()
    {
        var zip = Zip((Name, new string(' ', 50_000)));

        Assert.Equal(50_000, ZippedFile.Read(zip, Name, 50_000).Length);
        Assert.Equal("Its file ledger.json is longer than 49999 bytes.", Refused(zip, 49_999));
        // Longer than one read: what was read before counts.
        Assert.Equal("Its file ledger.json is longer than 99999 bytes.", Refused(Zip((Name, new string(' ', 100_000))), 99_999));
    }

    [Fact]
    public void A_zip_may_have_ten_thousand_files_and_not_one_more()
    {
        static (string, string)[] Files(int count) => [.. Enumerable.Range(1, count - 1).Select(number => ($"{number}", "")), (Name, "x")];

        Assert.Equal("x"u8.ToArray(), ZippedFile.Read(Zip(Files(10_000)), Name, 1));
        Assert.Equal("It has more than 10000 files.", Refused(Zip(Files(10_001))));
    }

    [Fact]
    public void A_damaged_zip_is_no_whole_zip()
    {
        var zip = Zip((Name, "cut off"));

        Assert.Equal("It is no whole zip.", Refused(zip[..^30]));
        Assert.Equal("It is no whole zip.", Refused([]));
        Assert.Equal("It is no whole zip.", Refused("not a zip"u8.ToArray()));
        // The name in the file's own head, which is another than the one in the list at the end.
        Assert.Equal("It is no whole zip.", Refused([.. new byte[40], .. zip[40..]]));
    }

    [Fact]
    public void A_file_that_unpacks_to_another_length_than_the_zip_says_is_not_whole()
    {
        var zip = Zip((Name, new string('x', 100)));
        // The unpacked length stands 24 bytes into the entry of the list at the end ("PK\1\2").
        var entry = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);

        zip[entry + 24] = 101;

        Assert.Equal("Its file ledger.json is not whole.", Refused(zip));
    }

    private static string Refused(byte[] zip, long mostBytes = 1000) =>
        Assert.Throws<InvalidDataException>(() => ZippedFile.Read(zip, Name, mostBytes)).Message;

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var file = zip.CreateEntry(name).Open();
                file.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return stream.ToArray();
    }
}
