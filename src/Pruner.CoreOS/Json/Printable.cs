using System.Text;

namespace Pruner.CoreOS.Json;

/// <summary>Foreign text made fit for one line of a message: anyone can propose a document, and its names end up in logs.</summary>
internal static class Printable
{
    /// <summary>Longest foreign text in a message, in characters.</summary>
    private const int MaxLength = 160;

    /// <summary>The text without control characters, cut when long.</summary>
    internal static string Of(string text)
    {
        var shown = new StringBuilder();
        foreach (var character in text.Length <= MaxLength ? text : text[..MaxLength])
        {
            shown.Append(char.IsControl(character) || char.IsSurrogate(character) ? '?' : character);
        }

        return text.Length <= MaxLength ? shown.ToString() : shown.Append('…').ToString();
    }
}
