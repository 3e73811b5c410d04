using System.Text.Encodings.Web;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>Pieces of HTML that hold foreign text.</summary>
internal static class HtmlText
{
    /// <summary>Foreign text as the text of an element.</summary>
    public static string Of(string foreign) => HtmlEncoder.Default.Encode(SafeText.Line(foreign));

    /// <summary>Several pieces, each on a line.</summary>
    public static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
