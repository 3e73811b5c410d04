using System.Globalization;
using Pruner.Applying;
using Pruner.Core;
using Pruner.Core.Inventories;
using Pruner.GitHub;

namespace Pruner.Output;

/// <summary>
/// Says on the error stream what is going on: at a terminal in lines that are drawn over, elsewhere (and in the log file) at most one line a second and
/// subject, plain text, so that it reads well in any log.
/// </summary>
/// <param name="error">The error stream.</param>
/// <param name="live">The lines that are drawn over; null where none can be.</param>
/// <param name="time">Clock.</param>
/// <param name="logFile">A file to which all is appended; null for none.</param>
/// <param name="isDebug">True when more is to be said.</param>
internal sealed class ProgressLog(TextWriter error, LiveArea? live, TimeProvider time, string? logFile, bool isDebug)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _said = new(StringComparer.Ordinal);
    private string? _logFile = logFile;
    private int _regionsRead;

    /// <summary>True when more is to be said.</summary>
    public bool IsDebug { get; } = isDebug;

    /// <summary>The history scan.</summary>
    public IProgress<HistoryProgress> History => new Reporter<HistoryProgress>(report => Read(
        report.Phase switch
        {
            HistoryPhase.Refs => "branches and tags",
            HistoryPhase.Commits => "commits",
            HistoryPhase.PullRequests => "pull requests",
            HistoryPhase.Folders => "metadata folders",
            _ => "metadata files",
        },
        report.Done,
        report.Total));

    /// <summary>The catalog.</summary>
    public IProgress<(int Done, int Total)> Builds => new Reporter<(int Done, int Total)>(report => Read("builds", report.Done, report.Total));

    /// <summary>The inventory.</summary>
    public IProgress<LocationListing> Regions => new Reporter<LocationListing>(listing =>
    {
        if (listing.Status == ListingStatus.Complete)
        {
            var read = Interlocked.Increment(ref _regionsRead);
            live?.Report((board, now) => board.Read("regions", read, total: null, now));
        }

        if (IsDebug || listing.Status is not (ListingStatus.Complete or ListingStatus.NotChosen))
        {
            Say($"{listing.Location}: {(listing.Status == ListingStatus.Complete ? $"{listing.Listed + listing.FoundById} images" : listing.Note)}");
        }
    });

    /// <summary>The changes.</summary>
    public IProgress<ApplyProgress> Applying => new Reporter<ApplyProgress>(report =>
    {
        live?.Report((board, now) => board.Worked(SafeText.Line(report.Location), report.Closed, report.Total, now));
        if (report.Closed > 0)
        {
            Often($"{report.Location}: images done", report.Closed, report.Total);
        }
    });

    /// <summary>Says one line.</summary>
    public void Say(string line)
    {
        var safe = SafeText.Line(line);
        lock (_gate)
        {
            Show(safe);
            Keep(safe);
        }
    }

    /// <summary>Says one line when debugging.</summary>
    public void Debug(string line)
    {
        if (IsDebug)
        {
            Say(line);
        }
    }

    /// <summary>Tells at once when the log file cannot be written.</summary>
    /// <exception cref="EvidenceException">It cannot.</exception>
    public void Check()
    {
        try
        {
            if (_logFile is not null)
            {
                File.AppendAllText(_logFile, "");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceException(
                new Refusal($"The log file could not be written: {failure.Message.TrimEnd('.')}.", "What is said would not be kept.", "Correct --log-file, or make its folder."), failure);
        }
    }

    private void Read(string subject, int done, int? total)
    {
        live?.Report((board, now) => board.Read(subject, done, total, now));
        Often(subject, done, total);
    }

    private void Often(string subject, int done, int? total)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var isLast = done == total;
            if (!isLast && _said.TryGetValue(subject, out var last) && now - last < TimeSpan.FromSeconds(1))
            {
                return;
            }

            _said[subject] = now;
            var line = SafeText.Line(total is null ? $"{subject}: {done}" : $"{subject}: {done} of {total}");
            if (live is null)
            {
                Show(line);
            }

            Keep(line);
        }
    }

    private void Show(string line)
    {
        try
        {
            error.WriteLine(line);
            error.Flush();
        }
        catch (IOException)
        {
            // Nobody reads any more (a closed pipe): no reason to leave images half done.
        }
    }

    private void Keep(string line)
    {
        try
        {
            if (_logFile is not null)
            {
                File.AppendAllText(_logFile, $"{time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {line}\n");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The journal is the record; a log that fails must not end a run half way.
            _logFile = null;
            Show(SafeText.Line($"The log file cannot be written any more: {failure.Message}"));
        }
    }

    // System.Progress would post to a thread pool and reorder; this reports where it is called.
    private sealed class Reporter<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
