using Pruner.Container.Tests.Infrastructure;

namespace Pruner.Container.Tests.Action;

/// <summary>The tables in the documents are those of action.yml. PRUNER_RENEW_DOCS=1 writes them instead.</summary>
public sealed class ActionDocumentTests
{
    [Fact]
    public void The_tables_of_docs_action_md_are_current()
    {
        var path = ProjectRoot.PathOf("docs", "action.md");
        var document = File.ReadAllText(path);
        var renewed = ActionTables.Renew(document, ActionTables.Of(ActionFile.Read()));
        if (Environment.GetEnvironmentVariable("PRUNER_RENEW_DOCS") == "1")
        {
            File.WriteAllText(path, renewed);
        }
        else
        {
            Assert.Equal(renewed, document);
        }

        Assert.Contains("<!-- action.yml: inputs -->", document, StringComparison.Ordinal);
        Assert.Contains("<!-- action.yml: outputs -->", document, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_made_anew_and_all_else_stays()
    {
        var tables = new Dictionary<string, string> { ["inputs"] = "| a |\n" };
        Assert.Equal(
            "Before\n<!-- action.yml: inputs -->\n| a |\n<!-- end of inputs -->\nAfter\n",
            ActionTables.Renew("Before\n<!-- action.yml: inputs -->\nold\nolder\n<!-- end of inputs -->\nAfter\n", tables));
    }

    [Theory]
    [InlineData("<!-- action.yml: inputs -->\nold\n", "The line '<!-- end of inputs -->' is missing.")]
    [InlineData("<!-- action.yml: input -->\n<!-- end of input -->\n", "There is no table 'input'.")]
    public void A_broken_mark_is_refused(string document, string what) =>
        Assert.Equal(what, Assert.Throws<FormatException>(() => ActionTables.Renew(document, new Dictionary<string, string> { ["inputs"] = "" })).Message);
}
