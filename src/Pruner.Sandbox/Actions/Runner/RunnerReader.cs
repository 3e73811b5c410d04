using System.Collections.Immutable;
using System.Text;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>
/// Reads what a step says, as the runner does: both of its streams, line by line, then its command files. Written from the sources of runner 2.336;
/// <see cref="Report"/> tells what came of it. One reader is for one step.
/// </summary>
/// <param name="workspace">The workspace as the step sees it, to which annotated files are made relative; null leaves them.</param>
/// <param name="foldsWidth">True as on a Japanese machine, where full-width forms begin commands too.</param>
public sealed class RunnerReader(string? workspace = null, bool foldsWidth = false)
{
    /// <summary>Annotations of a kind that are kept.</summary>
    public const int MostOfAKind = 10;

    /// <summary>Characters of an annotation's message that are kept.</summary>
    public const int MostMessageCharacters = 4096;

    /// <summary>Bytes of a summary that is shown.</summary>
    public const long MostSummaryBytes = 1024 * 1024;

    private const string StopCommands = "stop-commands";

    private readonly Lock _gate = new();
    private readonly CommandSyntax _syntax = new(foldsWidth);
    private readonly SecretMask _mask = new();
    private readonly HashSet<string> _registered = new(
        [
            StopCommands, "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "notice", "remove-matcher", "save-state", "set-env",
            "set-output", "warning",
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly List<RunnerCommand> _commands = [];
    private readonly List<Annotation> _annotations = [];
    private readonly List<string> _log = [];
    private readonly List<string> _masks = [];
    private readonly List<string> _groups = [];
    private readonly Dictionary<string, string> _outputs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _state = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly List<string> _searchPath = [];
    private string? _stopToken;
    private string _summary = "";
    private int _openGroups;
    private bool _isFailed;
    private bool _echoes;

    /// <summary>Reads one stream to its end. Standard output and standard error are read alike, may be read at once, and share all state.</summary>
    public void Read(TextReader stream)
    {
        while (stream.ReadLine() is { } line)
        {
            lock (_gate)
            {
                if (!TryCommand(line))
                {
                    Log(line.Replace("##[start-action", @"##[\start-action", StringComparison.Ordinal).Replace("##[end-action", @"##[\end-action", StringComparison.Ordinal));
                }
            }
        }
    }

    /// <summary>Reads the command files, as the runner does when the step has ended.</summary>
    public void Read(CommandFiles files)
    {
        ReadFile("path", () => _searchPath.AddRange((File.Exists(files.SearchPath) ? File.ReadAllLines(files.SearchPath) : []).Where(line => line.Length > 0)));
        ReadFile("env", () => Pairs(files.Environment, ReadVariable));
        ReadFile("step_summary", () => ReadSummary(files.Summary));
        ReadFile("state", () => Pairs(files.State, (name, value) => _state[name] = value));
        ReadFile("output", () => Pairs(files.Output, (name, value) => _outputs[name] = value));
    }

    /// <summary>What came of it all.</summary>
    /// <param name="exitCode">The step's exit code.</param>
    public StepReport Report(int exitCode) => new()
    {
        IsFailed = _isFailed || exitCode != 0,
        Commands = [.. _commands],
        Annotations = [.. _annotations],
        Log = [.. _log],
        Masks = [.. _masks],
        Groups = [.. _groups],
        OpenGroups = _openGroups,
        IsStopped = _stopToken is not null,
        Outputs = _outputs.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
        State = _state.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
        Environment = _environment.ToImmutableDictionary(StringComparer.Ordinal),
        SearchPath = [.. _searchPath],
        Summary = _summary,
    };

    private bool TryCommand(string line)
    {
        if (_syntax.Parse(line, _registered) is not { } command)
        {
            return false;
        }

        if (_stopToken is not null)
        {
            if (!command.Is(_stopToken))
            {
                return false;
            }

            _registered.Remove(_stopToken);
            _stopToken = null;
            Log(line);
            return true;
        }

        _commands.Add(command);
        if (command.Is(StopCommands))
        {
            Stop(command.Data, line);
            return true;
        }

        if (_echoes && !(command.Is("add-mask") || command.Is("debug") || command.Is("error") || command.Is("warning") || command.Is("notice")))
        {
            Log(line);
        }

        CarryOut(command);
        return true;
    }

    private void Stop(string token, string line)
    {
        if (token.Length == 0 || _registered.Contains(token) || string.Equals(token, "pause-logging", StringComparison.OrdinalIgnoreCase))
        {
            Fail($"The token '{token}' cannot stop commands.");
            return;
        }

        _stopToken = token;
        _registered.Add(token);
        if (token.Length > 6)
        {
            _mask.Add(token);
        }

        Log(line);
    }

    private void CarryOut(RunnerCommand command)
    {
        switch (command.Name.ToLowerInvariant())
        {
            case "error" or "warning" or "notice":
                Annotate(command.Name.ToLowerInvariant(), command.Data, AnnotationPlace.Corrected(command.Properties, workspace));
                break;
            case "add-mask":
                Mask(command.Data);
                break;
            case "group":
                _groups.Add(command.Data);
                _openGroups++;
                Log("##[group]" + command.Data);
                break;
            case "endgroup":
                _openGroups = Math.Max(0, _openGroups - 1);
                Log("##[endgroup]");
                break;
            case "echo":
                Echo(command.Data);
                break;
            case "set-output" or "save-state" when command.Properties.TryGetValue("name", out var name) && name.Length > 0:
                (command.Is("set-output") ? _outputs : _state)[name] = command.Data;
                break;
            case "set-output" or "save-state" or "set-env" or "add-path":
                // The first two lack a name; the other two have been switched off.
                Fail($"Unable to process command '{command.Name}' successfully.");
                break;
            default:
                // Debug lines are not shown; matchers of lines are not followed, the command is on record.
                break;
        }
    }

    private void Echo(string data)
    {
        switch (data.Trim().ToUpperInvariant())
        {
            case "ON":
                _echoes = true;
                break;
            case "OFF":
                _echoes = false;
                break;
            default:
                Fail("Unable to process command 'echo' successfully.");
                break;
        }
    }

    private void Mask(string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            Annotate("warning", "Can't add secret mask for empty string in ##[add-mask] command.", AnnotationPlace.None);
            return;
        }

        _masks.Add(value);
        _mask.AddLines(value);
    }

    private void Annotate(string kind, string message, ImmutableDictionary<string, string> properties)
    {
        var masked = _mask.Apply(message);
        masked = masked.Length > MostMessageCharacters ? masked[..MostMessageCharacters] : masked;
        if (_annotations.Count(annotation => annotation.Kind == kind) < MostOfAKind)
        {
            _annotations.Add(new Annotation(kind, masked, properties));
        }

        Log($"##[{kind}]{masked}");
    }

    private void ReadVariable(string name, string value)
    {
        if (string.Equals(name, "NODE_OPTIONS", StringComparison.OrdinalIgnoreCase))
        {
            Annotate("error", "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.", AnnotationPlace.None);
            return;
        }

        _environment[name] = value;
    }

    private void ReadSummary(string path)
    {
        var bytes = File.Exists(path) ? new FileInfo(path).Length : 0;
        if (bytes > MostSummaryBytes)
        {
            Annotate("error", $"$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of {MostSummaryBytes / 1024}k, got {bytes / 1024}k.", AnnotationPlace.None);
            return;
        }

        if (bytes > 0)
        {
            using var reader = new StreamReader(path);
            var shown = new StringBuilder();
            while (reader.ReadLine() is { } line)
            {
                shown.Append(_mask.Apply(line)).Append('\n');
            }

            _summary = shown.ToString();
        }
    }

    private static void Pairs(string path, Action<string, string> take)
    {
        foreach (var (name, value) in KeyValueFile.Read(File.Exists(path) ? File.ReadAllText(path) : ""))
        {
            take(name, value);
        }
    }

    private void ReadFile(string name, Action read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (exception is IOException or FormatException or UnauthorizedAccessException)
        {
            Fail($"Unable to process file command '{name}' successfully.");
            Annotate("error", exception.Message, AnnotationPlace.None);
        }
    }

    private void Fail(string why)
    {
        _isFailed = true;
        Annotate("error", why, AnnotationPlace.None);
    }

    private void Log(string line) => _log.Add(_mask.Apply(line));
}
