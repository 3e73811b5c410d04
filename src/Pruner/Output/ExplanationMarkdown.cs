namespace Pruner.Output;

/// <summary>An explanation as GitHub's Markdown.</summary>
internal static class ExplanationMarkdown
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(Explanation explanation) => explanation.Images.SelectMany(image => Lines(explanation, image));

    private static IEnumerable<string> Lines(Explanation explanation, ExplainedImage image)
    {
        yield return $"### {image.Verdict}: {MarkdownText.Code(explanation.Id)} in {MarkdownText.Code(image.Location)}";
        yield return "";
        yield return $"Name {MarkdownText.Code(image.Name)}, build {MarkdownText.Code(image.Build ?? "unknown")}, made {image.Created ?? "at an unknown time"}, {image.Visibility}. Plan {MarkdownText.Code(explanation.Plan.Digest)} of {explanation.Plan.Created}.";
        yield return "";
        yield return "| rule | keeps | because |";
        yield return "| --- | --- | --- |";
        foreach (var rule in image.Rules)
        {
            yield return $"| {rule.Rule} | {(rule.Keeps ? "**yes**" : "no")} | {MarkdownText.Code(rule.Detail ?? "")} |";
        }

        yield return "";
        if (image.Witness is { } witness)
        {
            yield return $"- witness: {MarkdownText.Code(witness.ToString())}";
        }

        if (image.Outcome is not null)
        {
            yield return $"- outcome: {image.Outcome} {MarkdownText.Code(image.Note ?? "")}".TrimEnd();
        }

        yield return "";
    }
}
