namespace Pruner.Tests.BadInput;

/// <summary>The page cannot rot: what it quotes is what the program says. That each bad input's message is on the page, <see cref="Told"/> asserts.</summary>
public sealed class TroubleshootingTests
{
    // Shorter pieces, such as ", line ", would be found anywhere.
    private const int LeastTelling = 8;

    [Fact]
    public void Every_message_of_the_page_is_one_that_the_program_has()
    {
        var source = string.Concat(
            Directory.EnumerateFiles(Path.Combine(TroubleshootingPage.Root, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains("Sandbox", StringComparison.Ordinal))
                .Select(File.ReadAllText));
        var unknown = TroubleshootingPage.Rows
            .SelectMany(row => Told.Place().Split(row.Message)
                // A message may be put together of two texts, at its colon or full stop.
                .Select(piece => piece.Trim(' ', ':', '.', ',', '(', ')', '\''))
                .Where(piece => piece.Length >= LeastTelling)
                .Select(piece => (row.Message, Piece: piece)))
            .Where(part => !source.Contains(part.Piece, StringComparison.Ordinal))
            .Select(part => $"'{part.Piece}' of: {part.Message}");

        Assert.NotEmpty(TroubleshootingPage.Rows);
        Assert.Empty(unknown);
    }

    [Fact]
    public void No_message_stands_twice_under_one_code() => Assert.Equal(TroubleshootingPage.Rows.Distinct(), TroubleshootingPage.Rows);
}
