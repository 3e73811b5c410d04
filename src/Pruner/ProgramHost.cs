using System.Text;
using Pruner.Http;
using Pruner.Output;
using Pruner.State;

namespace Pruner;

/// <summary>What the program has from its surroundings; tests give their own.</summary>
internal sealed record ProgramHost
{
    /// <summary>Machine output: plans, ledgers, explanations.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Everything else: progress, notes, errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard output itself, on which a step's commands to the runner are heard; <see cref="Out"/> carries none on a runner.</summary>
    public TextWriter RunnerOut { get; init; } = TextWriter.Null;

    /// <summary>What the far end of <see cref="Out"/> can show.</summary>
    public Screen OutScreen { get; init; } = Screen.None;

    /// <summary>What the far end of <see cref="Error"/> can show.</summary>
    public Screen ErrorScreen { get; init; } = Screen.None;

    /// <summary>Lines that are drawn over on <see cref="Error"/>'s terminal; null where none can be. Both writers give way to them.</summary>
    public LiveArea? Live { get; init; }

    /// <summary>Answers of a person.</summary>
    public required TextReader In { get; init; }

    /// <summary>True when a person sits at a terminal.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>Environment variables.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The home folder, for the Aliyun CLI's profile.</summary>
    public required string Home { get; init; }

    /// <summary>Told every secret of Alibaba Cloud and every id token as soon as it is known, so that a runner can mask it. Must not print it anywhere else.</summary>
    public Action<string> AnnounceSecret { get; init; } = static _ => { };

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Makes the connections of a command; whoever asks disposes of them.</summary>
    public Func<HttpMessageInvoker> Connect { get; init; } = HttpExchange.Connect;

    /// <summary>Opens the file of a journal, or makes it.</summary>
    public Func<string, FileStream> OpenJournal { get; init; } = JournalFile.OpenStream;

    /// <summary>Opens the file that is to take the place of a plan, its evidence or a ledger.</summary>
    public Func<string, FileStream> OpenPart { get; init; } = StateFolder.OpenPart;

    /// <summary>Pause between two looks at something that should soon change; tests shorten it.</summary>
    public TimeSpan LookPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How patient every service is asked; tests shorten it.</summary>
    public RetryLimits Retries { get; init; } = new();

    /// <summary>The same patience with so many calls under way: at first, and at most.</summary>
    public RetryLimits Window(int start, int most) => Retries with { StartWindow = Math.Min(start, most), MostWindow = most };

    /// <summary>True when SIGTERM, not Ctrl-C, ended the run.</summary>
    public Func<bool> WasTerminated { get; init; } = () => false;

    /// <summary>Told what the command comes to.</summary>
    public RunWatch Watch { get; init; } = RunWatch.None;

    /// <summary>A text file of the home folder; null when it is not there.</summary>
    /// <exception cref="Core.EvidenceException">It is there and cannot be read.</exception>
    public string? ReadHomeFile(string relativePath) =>
        StateFolder.TryRead(Path.Combine(Home, relativePath)) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Version of the program.</summary>
    public static string Version { get; } = typeof(ProgramHost).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
