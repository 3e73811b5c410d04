using System.Collections.Immutable;

namespace Pruner.Sandbox.Ecs;

/// <summary>
/// Where the real service's behaviour is undocumented, or only sometimes bad: each switch picks one answer. All may be changed while the emulator runs.
/// </summary>
public sealed class EcsBehaviour
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Left, bool KeepsTotal)> _shifts = new(StringComparer.Ordinal);
    private readonly Dictionary<(EcsThrottle Rule, string Account, string Region, string Action), (long Window, int Calls)> _meters = [];
    private ImmutableArray<EcsThrottle> _throttles = [];

    /// <summary>For how many DescribeImages an image shows its old <c>IsPublic</c> after a change. Default 0.</summary>
    public int PublicDelayDescribes { get; set; }

    /// <summary>True: while the old <c>IsPublic</c> is shown, DeleteImage believes it too. Default false.</summary>
    public bool PublicDelayBlocksDelete { get; set; }

    /// <summary>For how many DescribeImages a deleted image is still shown. Default 0.</summary>
    public int DeletionDelayDescribes { get; set; }

    /// <summary>For how many DescribeImages (and ListTagResources) an image shows its old tags after a change. Default 0.</summary>
    public int TagDelayDescribes { get; set; }

    /// <summary>How many DeleteSnapshot are answered <c>SnapshotCreatedImage</c> although the image is gone. Default 0.</summary>
    public int SnapshotReleaseAttempts { get; set; }

    /// <summary>True: DeleteImage of an unknown image is 404 <c>InvalidImageId.NotFound</c>; false, the default: it is ignored with 200. The documents say both.</summary>
    public bool MissingImageIsNotFound { get; set; }

    /// <summary>True: DeleteSnapshot of an unknown snapshot is 404 <c>InvalidSnapshotId.NotFound</c>; false, the default: it is ignored with 200. The documents say both.</summary>
    public bool MissingSnapshotIsNotFound { get; set; }

    /// <summary>True: TagResources with one unknown id fails, yet tags the others. Default false: nothing is tagged.</summary>
    public bool BadTagBatchTagsTheOthers { get; set; }

    /// <summary>True, the default: unpublishing a private image is 403 <c>Image.NotPublic</c>; false: it changes nothing and is 200. The documents say both.</summary>
    public bool UnpublishingPrivateIsRefused { get; set; } = true;

    /// <summary>True, the default: a listing shows own images that are public; false: only asking by id finds them.</summary>
    public bool ListingShowsOwnPublic { get; set; } = true;

    /// <summary>How many ids of a comma separated <c>ImageId</c> are honoured; further ones are ignored. Default 100.</summary>
    public int ImageIdLimit { get; set; } = 100;

    /// <summary>True: the central endpoint carries operations out in the region that <c>RegionId</c> names. Default false: it only describes regions.</summary>
    public bool CentralServesRegions { get; set; }

    /// <summary>The regions where images may be published; null, the default, means all.</summary>
    public IReadOnlySet<string>? PublishingRegions { get; set; }

    /// <summary>Adds a limit on calls. Every limit that fits a call is asked.</summary>
    public void Throttle(EcsThrottle rule)
    {
        lock (_gate)
        {
            _throttles = _throttles.Add(rule);
        }
    }

    /// <summary>Removes all limits on calls and forgets what was counted.</summary>
    public void StopThrottling()
    {
        lock (_gate)
        {
            _throttles = [];
            _meters.Clear();
        }
    }

    /// <summary>
    /// Makes rows move up by one in the next answers to a page of a listing behind the first, as when an image of the first page had
    /// disappeared meanwhile: the row that should come first on the page is on no page at all.
    /// </summary>
    /// <param name="regionId">The region.</param>
    /// <param name="times">How many answers are shifted.</param>
    /// <param name="keepsTotal">True: <c>TotalCount</c> stays, as when another image had appeared too; false: it is one less.</param>
    public void ShiftPages(string regionId, int times, bool keepsTotal = false)
    {
        lock (_gate)
        {
            _shifts[regionId] = (times, keepsTotal);
        }
    }

    /// <summary>Counts one call. Null: it may pass; else the milliseconds until the window that throttles it ends.</summary>
    internal long? CountCall(string account, string region, string action, DateTimeOffset now)
    {
        lock (_gate)
        {
            long? wait = null;
            foreach (var rule in _throttles.Where(rule => rule.Fits(region, action)))
            {
                var window = now.UtcTicks / rule.Window.Ticks;
                var key = (rule, account, region, action);
                var calls = _meters.TryGetValue(key, out var meter) && meter.Window == window ? meter.Calls + 1 : 1;
                _meters[key] = (window, calls);
                if (calls > rule.Calls)
                {
                    var left = ((window + 1) * rule.Window.Ticks) - now.UtcTicks;
                    wait = Math.Max(wait ?? 0, (left + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);
                }
            }

            return wait;
        }
    }

    /// <summary>Takes one shift for an answer, when one is due.</summary>
    internal (bool Shifts, bool KeepsTotal) TakeShift(string region)
    {
        lock (_gate)
        {
            if (!_shifts.TryGetValue(region, out var shift) || shift.Left <= 0)
            {
                return (false, false);
            }

            _shifts[region] = (shift.Left - 1, shift.KeepsTotal);
            return (true, shift.KeepsTotal);
        }
    }
}
