using Pruner.Output;

namespace Pruner.Reports;

/// <summary>A policy in plain words, as GitHub's Markdown. Pure.</summary>
internal static class PolicyOutlineMarkdown
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(PolicyOutline outline)
    {
        yield return $"### Policy {MarkdownText.Code(outline.File)}";
        foreach (var (title, sentences) in outline.Parts.Where(part => !part.Sentences.IsEmpty))
        {
            yield return "";
            yield return $"#### {title}";
            yield return "";
            foreach (var sentence in sentences)
            {
                yield return $"- {sentence}";
            }
        }

        yield return "";
        yield return $"Digest `{outline.Digest}`.";
    }
}
