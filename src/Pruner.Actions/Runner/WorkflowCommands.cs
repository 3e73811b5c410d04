namespace Pruner.Actions.Runner;

/// <summary>How loud an annotation is.</summary>
public enum AnnotationLevel
{
    /// <summary>A notice.</summary>
    Notice,

    /// <summary>A warning.</summary>
    Warning,

    /// <summary>An error.</summary>
    Error,
}

/// <summary>
/// Speaks to the runner by lines on standard output: annotations, groups, masks. Escaped by the runner's rules, so that no text can become
/// another command.
/// </summary>
/// <param name="output">The step's own standard output: not one that takes commands away.</param>
public sealed class WorkflowCommands(TextWriter output)
{
    /// <summary>The runner keeps ten annotations of each kind; the tenth says how many there were.</summary>
    private const int MostOfAKind = 9;

    /// <summary>Shorter secrets are not masked: their mask would hide half of the log.</summary>
    private const int LeastMasked = 4;

    /// <summary>The runner cuts messages after 4096 characters, and does not say so.</summary>
    private const int MostCharacters = 4000;

    private readonly Lock _gate = new();
    private readonly Dictionary<AnnotationLevel, int> _said = [];

    /// <summary>Adds an annotation. After nine of a kind they are only counted.</summary>
    /// <param name="level">How loud.</param>
    /// <param name="title">A few words. The runner takes blanks at the ends away.</param>
    /// <param name="message">What is to be told; several lines are allowed, and from about 4000 characters on it is cut.</param>
    public void Annotate(AnnotationLevel level, string title, string message)
    {
        lock (_gate)
        {
            _said[level] = _said.GetValueOrDefault(level) + 1;
            if (_said[level] <= MostOfAKind)
            {
                Write(level, title, message);
            }
        }
    }

    /// <summary>Says how many annotations were left out. Call it once, at the end.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var (level, said) in _said.Where(pair => pair.Value > MostOfAKind))
            {
                Write(level, "More", $"and {said - MostOfAKind} more, see the summary and the ledger");
            }

            _said.Clear();
        }
    }

    /// <summary>Hides a secret in all that the log shows from now on. The runner hides it whole and line by line.</summary>
    public void Mask(string secret)
    {
        if (secret.Trim().Length >= LeastMasked)
        {
            Line($"::add-mask::{Data(secret)}");
        }
    }

    /// <summary>Begins a group of lines that the log folds.</summary>
    public void Group(string title) => Line($"::group::{Data(Inert.Text(title))}");

    /// <summary>Ends it.</summary>
    public void EndGroup() => Line("::endgroup::");

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static string Cut(string text)
    {
        if (text.Length <= MostCharacters)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    private void Write(AnnotationLevel level, string title, string message)
    {
        var name = level switch
        {
            AnnotationLevel.Error => "error",
            AnnotationLevel.Warning => "warning",
            _ => "notice",
        };
        Line($"::{name} title={Property(title)}::{Data(Cut(Inert.Text(message)))}");
    }

    private void Line(string line)
    {
        output.Write(line + "\n");
        output.Flush();
    }
}
