using System.Collections.Immutable;
using System.CommandLine;
using Pruner.Output;

namespace Pruner.Commands;

/// <summary>Help for a command as lines: what it does, examples, and its options in groups, with their defaults. Pure.</summary>
internal static class HelpText
{
    /// <summary>Longer lines are hard to read, however wide the window.</summary>
    public const int MostColumns = 80;

    /// <summary>Columns before the descriptions of options; a longer name has a line of its own.</summary>
    private const int LabelColumns = 25;

    private static readonly (string Title, ImmutableArray<string> Names)[] _groups =
    [
        ("What is looked at", ["--pull-request", "--repository", "--platform", "--region", "--arch", "--release", "--quota", "--git-dir"]),
        ("What is kept", ["--config", "--min-age", "--keep-newest", "--include-shared", "--max-deletions"]),
        ("What is shown and written", ["--format", "--full", "--comment", "--state", "--out", "--ledger", "--html", "--filename", "--log-file", "--debug"]),
        ("Addresses of services", ["--github-url", "--builds-url", "--aliyun-endpoint", "--sts-endpoint"]),
        ("A role instead of access keys", ["--role-arn", "--oidc-provider-arn"]),
    ];

    /// <summary>The lines.</summary>
    /// <param name="command">The command.</param>
    /// <param name="columns">Columns of a line.</param>
    /// <param name="palette">Colours.</param>
    public static IEnumerable<string> Lines(Command command, int columns, Palette palette)
    {
        var page = HelpPages.Of(command);
        string[] lines =
        [
            .. SafeText.Wrap("", command.Description ?? "", columns, 0),
            .. Section("Examples", page.Examples.SelectMany(example => Example(example.Does, example.Command, columns, palette))),
            .. Section("Usage", SafeText.Wrap("  ", Usage(command), columns)),
            .. Section("Commands", command.Subcommands.SelectMany(sub => Entry(sub.Name, sub.Description ?? "", columns))),
            .. Section("Arguments", command.Arguments.SelectMany(argument => Entry(Name(argument), argument.Description ?? "", columns))),
            .. Options(command, columns).SelectMany(group => Section(group.Title, group.Lines)),
            .. page.Notes.SelectMany(note => Section(note.Title, note.Lines.SelectMany(line => SafeText.Wrap("  ", line, columns)))),
        ];
        return lines;

        IEnumerable<string> Section(string title, IEnumerable<string> body)
        {
            string[] all = [.. body];
            return all.Length == 0 ? [] : ["", palette.Strong(title + ":"), .. all];
        }
    }

    private static IEnumerable<(string Title, IEnumerable<string> Lines)> Options(Command command, int columns)
    {
        var named = _groups.SelectMany(group => group.Names).ToHashSet(StringComparer.Ordinal);
        var all = command.Options.Where(option => !option.Hidden).ToList();
        yield return ("Options", Of(all.Where(option => !named.Contains(option.Name))));
        foreach (var (title, names) in _groups)
        {
            yield return (title, Of(names.SelectMany(name => all.Where(option => string.Equals(option.Name, name, StringComparison.Ordinal)))));
        }

        IEnumerable<string> Of(IEnumerable<Option> options) => options.SelectMany(option => Entry(Label(option), Description(option), columns));
    }

    private static IEnumerable<string> Example(string does, string command, int columns, Palette palette)
    {
        foreach (var line in SafeText.Wrap("  # ", does, columns))
        {
            yield return palette.Quiet(line);
        }

        // A command is copied: it is not broken.
        yield return $"  {command}";
    }

    private static IEnumerable<string> Entry(string label, string description, int columns)
    {
        var isNarrow = columns < 2 * LabelColumns;
        var indent = isNarrow ? 6 : LabelColumns;
        var head = $"  {label}";
        if (head.Length + 2 > indent)
        {
            return [head, .. SafeText.Wrap(new string(' ', indent), description, columns, indent)];
        }

        return SafeText.Wrap(head.PadRight(indent), description, columns, indent);
    }

    private static string Usage(Command command)
    {
        var path = new List<string>();
        for (var at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            path.Insert(0, at is RootCommand ? "pruner" : at.Name);
        }

        IEnumerable<string> words =
        [
            .. path,
            .. command.Subcommands.Count > 0 ? ["COMMAND"] : Array.Empty<string>(),
            .. command.Arguments.Select(argument => argument.Arity.MaximumNumberOfValues > 1 ? $"{Name(argument)}..." : Name(argument)),
            .. command.Options.Any(option => !option.Hidden) ? ["[options]"] : Array.Empty<string>(),
        ];
        return string.Join(' ', words);
    }

    private static string Name(Argument argument) => Placeholder(argument.HelpName ?? argument.Name);

    private static string Label(Option option)
    {
        var shown = string.Join(", ", option.Aliases.Prepend(option.Name).OrderBy(name => name.Length));
        return option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 ? shown : $"{shown} {Placeholder(option.HelpName ?? "value")}";
    }

    private static string Description(Option option) =>
        (option.Description ?? "") + (option.HasDefaultValue && option.GetDefaultValue() is string { Length: > 0 } value ? $" Default: {value}" : "");

    private static string Placeholder(string name) => name.Contains('|', StringComparison.Ordinal) ? name : name.ToUpperInvariant();
}
