using System.Globalization;
using Pruner.Applying;
using Pruner.Core;
using Pruner.Core.Inventories;
using Pruner.GitHub;

namespace Pruner.Output;

/// <summary>Says on the error stream what is going on: at most one line a second and subject, plain text, so that it reads well in any log.</summary>
internal sealed class ProgressLog(TextWriter error, TimeProvider time, string? logFile, bool isDebug)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _said = new(StringComparer.Ordinal);
    private string? _logFile = logFile;

    /// <summary>True when more is to be said.</summary>
    public bool IsDebug { get; } = isDebug;

    /// <summary>The history scan.</summary>
    public IProgress<HistoryProgress> History => new Reporter<HistoryProgress>(report => Often(
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
    public IProgress<(int Done, int Total)> Builds => new Reporter<(int Done, int Total)>(report => Often("builds", report.Done, report.Total));

    /// <summary>The inventory.</summary>
    public IProgress<LocationListing> Regions => new Reporter<LocationListing>(listing =>
    {
        if (listing.Status is ListingStatus.Complete or ListingStatus.NotChosen && !IsDebug)
        {
            return;
        }

        Say($"{listing.Location}: {(listing.Status == ListingStatus.Complete ? $"{listing.Listed + listing.FoundById} images" : listing.Note)}");
    });

    /// <summary>The changes.</summary>
    public IProgress<ApplyProgress> Applying => new Reporter<ApplyProgress>(report => Often($"{report.Location}: images done", report.Closed, report.Total));

    /// <summary>Says one line.</summary>
    public void Say(string line)
    {
        lock (_gate)
        {
            Write(line);
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
                Write($"The log file cannot be written any more: {failure.Message}");
            }
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
                new Refusal($"The log file could not be written: {failure.Message}", "What is said would not be kept.", "Correct --log-file, or make its folder."), failure);
        }
    }

    private void Write(string line)
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

    /// <summary>Says one line when debugging.</summary>
    public void Debug(string line)
    {
        if (IsDebug)
        {
            Say(line);
        }
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
        }

        Say(total is null ? $"{subject}: {done}" : $"{subject}: {done} of {total}");
    }

    // System.Progress would post to a thread pool and reorder; this reports where it is called.
    private sealed class Reporter<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
