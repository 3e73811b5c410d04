using Pruner.Output;

namespace Pruner.Reports;

/// <summary>A policy in plain words, as text for people. Pure.</summary>
internal static class PolicyOutlineText
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(PolicyOutline outline, TextForm form)
    {
        foreach (var line in form.Heading(form.Palette.Kept, "Right:", $" {outline.File} is a policy that can be used."))
        {
            yield return line;
        }

        foreach (var (title, sentences) in outline.Parts.Where(part => !part.Sentences.IsEmpty))
        {
            yield return "";
            yield return form.Palette.Strong($"{title}:");
            foreach (var line in sentences.SelectMany(sentence => SafeText.Wrap("  - ", sentence, form.Columns)))
            {
                yield return line;
            }
        }

        yield return "";
        foreach (var line in SafeText.Wrap("", $"Digest {outline.Digest}", form.Columns))
        {
            yield return form.Palette.Quiet(line);
        }
    }
}
