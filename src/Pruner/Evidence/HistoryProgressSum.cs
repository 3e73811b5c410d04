using Pruner.GitHub;

namespace Pruner.Evidence;

/// <summary>Tells the scans of several repositories as one: what they have read is added up.</summary>
/// <param name="whole">Told the sums.</param>
internal sealed class HistoryProgressSum(IProgress<HistoryProgress> whole)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(object Scan, HistoryPhase Phase), HistoryProgress> _last = [];

    /// <summary>For one more scan.</summary>
    public IProgress<HistoryProgress> Add() => new Part(this);

    private void Report(Part scan, HistoryProgress report)
    {
        lock (_gate)
        {
            _last[(scan, report.Phase)] = report;
            var reports = _last.Where(pair => pair.Key.Phase == report.Phase).Select(pair => pair.Value).ToList();
            var isKnown = reports.TrueForAll(one => one.Total is not null);
            whole.Report(report with { Done = reports.Sum(one => one.Done), Total = isKnown ? reports.Sum(one => one.Total) : null });
        }
    }

    private sealed class Part(HistoryProgressSum sum) : IProgress<HistoryProgress>
    {
        public void Report(HistoryProgress value) => sum.Report(this, value);
    }
}
