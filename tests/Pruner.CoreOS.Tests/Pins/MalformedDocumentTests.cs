using Pruner.Core;

namespace Pruner.CoreOS.Tests.Pins;

public sealed class MalformedDocumentTests
{
    [Theory]
    [InlineData("{}", "an object with no members")]
    [InlineData("""{"updates":{"release":"30.20190716.1"}}""", "an object with \"updates\"")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","data":{"stream":"{}"}}""", "an object with \"apiVersion\", \"kind\", \"data\"")]
    [InlineData("""{"note":"n","releases":[]}""", "an object with \"note\", \"releases\"")]
    public void A_document_that_no_reader_knows_is_refused(string text, string found) =>
        Assert.Equal(
            "f.json line 1, column 1 (top level): expected stream metadata (\"architectures\"), a legacy file (\"buildid\") or marketplace offers " +
            $"(architecture, then \"azure\"), found {found}.",
            Message(text));

    [Theory]
    [InlineData("[]", "f.json line 1, column 1 (top level): expected an object, found a list.")]
    [InlineData("7e99999", "f.json line 1, column 1 (top level): expected an object, found a number.")]
    [InlineData("\n\n  null", "f.json line 3, column 3 (top level): expected an object, found null.")]
    public void A_document_that_is_no_object_is_refused(string text, string message) => Assert.Equal(message, Message(text));

    [Fact]
    public void A_trailing_comma_is_refused_where_it_stands()
    {
        var text = "{\n  \"amis\": {\n    \"us-east-1\": {\"hvm\": \"ami-08f17f5bd2210c9fa\"},\n  }\n}";

        Assert.StartsWith("f.json line 4, column 3 (/amis): expected well-formed JSON; the reader says: ", Message(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":1")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":tru}")]
    [InlineData("{\"a\":01}")]
    [InlineData("// no\n{}")]
    [InlineData("{\"a\":\"\u0001\"}")]
    [InlineData("{'a':1}")]
    public void Text_that_is_no_JSON_is_refused(string text) =>
        Assert.Contains("expected well-formed JSON", Message(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\udc00":"x"}""")]
    public void Half_a_character_is_refused(string text) =>
        Assert.Contains("expected text, found an escape that is no character", Message(text), StringComparison.Ordinal);

    [Fact]
    public void A_name_that_occurs_twice_in_an_object_is_refused_where_it_comes_again() =>
        Assert.Equal(
            "f.json line 2, column 2 (/a): expected every name once, found \"b\" a second time.",
            Message("{\"a\":{\"b\":1,\n \"\\u0062\":2}}"));

    [Fact]
    public void Nesting_beyond_64_is_refused()
    {
        var text = string.Concat(Enumerable.Repeat("[", 65)) + string.Concat(Enumerable.Repeat("]", 65));

        Assert.Contains("expected well-formed JSON", Message(text), StringComparison.Ordinal);
        Assert.Contains("expected an object, found a list", Message(text[1..^1]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_may_have_16_Mi_characters_and_not_one_more()
    {
        var text = "{\"buildid\":\"1\",\"baseURI\":\"u\"}".PadRight(16 * 1024 * 1024);

        Assert.Equal("legacy", new InstallerMetadataReader().Read("f.json", text).Format);
        Assert.Equal("f.json has 16777217 characters: expected no more than 16777216.", Message(text + " "));
    }

    [Fact]
    public void Columns_count_characters_not_bytes() =>
        Assert.StartsWith("f.json line 1, column 11 (top level): expected well-formed JSON", Message("""{"é":"üü",}"""), StringComparison.Ordinal);

    [Fact]
    public void Foreign_names_cannot_write_lines_into_a_log() =>
        Assert.Contains(
            "found an object with \"?::error::x\"",
            Message("""{"\n::error::x":1}"""),
            StringComparison.Ordinal);

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_document() =>
        Assert.Equal("legacy", new InstallerMetadataReader().Read("f.json", "\uFEFF{\"buildid\":\"1\",\"baseURI\":\"u\"}").Format);

    [Fact]
    public void A_refusal_says_why_and_what_to_do()
    {
        var refusal = Assert.Throws<EvidenceException>(() => new InstallerMetadataReader().Read("f.json", "{}")).Refusal;

        Assert.Equal("A boot image that it names could be taken for garbage.", refusal.Why);
        Assert.Contains("update pruner", refusal.Remedy, StringComparison.Ordinal);
    }

    private static string Message(string text) => Refused.Message(() => new InstallerMetadataReader().Read("f.json", text));
}
