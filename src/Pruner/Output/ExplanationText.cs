namespace Pruner.Output;

/// <summary>An explanation as text for people. Pure.</summary>
internal static class ExplanationText
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(Explanation explanation, TextForm form) =>
        explanation.Images.SelectMany((image, number) => (IEnumerable<string>)[.. number > 0 ? [""] : Array.Empty<string>(), .. Lines(explanation, image, form)]);

    private static IEnumerable<string> Lines(Explanation explanation, ExplainedImage image, TextForm form)
    {
        var verdict = string.Equals(image.Verdict, "prune", StringComparison.Ordinal) ? form.Palette.Gone(image.Verdict) : form.Palette.Kept(image.Verdict);
        var name = SafeText.Line($"{explanation.Id} in {image.Location}:");
        if (form.IsNarrow)
        {
            foreach (var line in SafeText.Wrap("", name, form.Columns))
            {
                yield return line;
            }

            yield return $"  {verdict} ({image.Reason})";
        }
        else
        {
            yield return $"{name} {verdict} ({image.Reason})";
        }

        foreach (var line in Wrapped($"name {image.Name}, build {image.Build ?? "unknown"}, made {image.Created ?? "at an unknown time"}, {image.Visibility}")
            .Concat(Wrapped($"by the plan of {explanation.Plan.Created}, {explanation.Plan.Digest}"))
            .Concat(Wrapped("rules, in order:")))
        {
            yield return line;
        }

        foreach (var rule in image.Rules)
        {
            var (mark, head) = rule.Keeps ? ("KEEP", form.Palette.Kept("    KEEP")) : ("-   ", "    -   ");
            var lines = SafeText.Wrap($"    {mark} {rule.Rule.PadRight(form.IsNarrow ? 0 : 24)} ", SafeText.Line(rule.Detail ?? ""), form.Columns).Select(line => line.TrimEnd());
            foreach (var (number, line) in lines.Index())
            {
                yield return number == 0 ? head + line[8..] : line;
            }
        }

        foreach (var line in Ground(explanation, image).SelectMany(Wrapped))
        {
            yield return line;
        }

        IEnumerable<string> Wrapped(string text) => SafeText.Wrap("  ", SafeText.Line(text), form.Columns);
    }

    private static IEnumerable<string> Ground(Explanation explanation, ExplainedImage image)
    {
        if (image.Witness is { } witness)
        {
            yield return $"witness: {witness}";
            if (witness is { Commit.Length: > 0, Repository.Length: > 0 })
            {
                yield return $"git show {witness.Commit}:{witness.Path}   # in a clone of {witness.Repository}";
            }
        }
        else if (string.Equals(image.Verdict, "prune", StringComparison.Ordinal))
        {
            foreach (var source in explanation.Plan.Sources)
            {
                yield return $"proof of absence: {source.Commits} commits, {source.Documents} documents and {source.PullRequests} pull requests of {source.Repository} were read; none names it or its build";
            }
        }

        if (image.Outcome is not null)
        {
            yield return $"outcome: {image.Outcome}{(image.Note is null ? "" : $" ({image.Note})")}";
        }
    }
}
