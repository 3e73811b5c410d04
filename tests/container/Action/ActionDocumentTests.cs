using Pruner.Container.Tests.Infrastructure;

namespace Pruner.Container.Tests.Action;

/// <summary>The tables in the documents are those of action.yml. PRUNER_RENEW_DOCS=1 writes them instead.</summary>
public sealed class ActionDocumentTests
{
    [Theory]
    [InlineData("docs/action.md")]
    [InlineData("README.md")]
    public void The_tables_are_current(string file)
    {
        var path = ProjectRoot.PathOf(file);
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
    }

    [Theory]
    [InlineData("<!-- action.yml: inputs -->")]
    [InlineData("<!-- action.yml: outputs -->")]
    public void The_page_of_the_action_has_its_tables(string mark) =>
        Assert.Contains(mark, File.ReadAllLines(ProjectRoot.PathOf("docs", "action.md")));

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
