namespace Pruner.Sandbox.Ecs;

/// <summary>What the emulator still shows although it is no longer so: old visibility, old tags, deleted images, held snapshots. Guarded by the cloud's lock.</summary>
internal sealed class EcsAftermath
{
    private readonly Dictionary<EcsImage, (bool Old, int Left)> _public = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<EcsImage, (Dictionary<string, string> Old, int Left)> _tags = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<EcsImage, int> _deleted = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string RegionId, string SnapshotId), int> _held = [];

    /// <summary>Deleted images that are still shown.</summary>
    public IEnumerable<EcsImage> Ghosts => _deleted.Keys;

    /// <summary>To be called before the change. What is still shown from before an earlier change goes on being shown.</summary>
    public void PublicChanges(EcsImage image, int describes) => Put(_public, image, (ShownPublic(image), describes), describes);

    /// <summary>To be called before the change. What is still shown from before an earlier change goes on being shown.</summary>
    public void TagsChange(EcsImage image, int describes)
    {
        var shown = _tags.TryGetValue(image, out var tags) ? tags.Old : new Dictionary<string, string>(image.Tags, StringComparer.Ordinal);
        Put(_tags, image, (shown, describes), describes);
    }

    public void Deleted(EcsImage image, int describes, int snapshotAttempts)
    {
        Put(_deleted, image, describes, describes);
        foreach (var id in image.SnapshotIds.Where(_ => snapshotAttempts > 0))
        {
            _held[(image.RegionId, id)] = snapshotAttempts;
        }
    }

    /// <summary>From now on everything is shown as it is.</summary>
    public void Forget()
    {
        _public.Clear();
        _tags.Clear();
        _deleted.Clear();
        _held.Clear();
    }

    /// <summary>True when this attempt to delete a snapshot is to be refused; counts the attempt.</summary>
    public bool Holds(string regionId, string snapshotId)
    {
        if (!_held.TryGetValue((regionId, snapshotId), out var left) || left <= 0)
        {
            return false;
        }

        _held[(regionId, snapshotId)] = left - 1;
        return true;
    }

    public bool ShownPublic(EcsImage image) => _public.TryGetValue(image, out var shown) ? shown.Old : image.IsPublic;

    /// <summary>The image as a describe shows it now; counts the describe.</summary>
    public EcsView Look(EcsImage image)
    {
        var view = new EcsView(image, ShownPublic(image), LookAtTags(image));
        if (_public.TryGetValue(image, out var isPublic))
        {
            Put(_public, image, (isPublic.Old, isPublic.Left - 1), isPublic.Left - 1);
        }

        if (_deleted.TryGetValue(image, out var left))
        {
            Put(_deleted, image, left - 1, left - 1);
        }

        return view;
    }

    /// <summary>The tags as they are shown now; counts the look.</summary>
    public IReadOnlyDictionary<string, string> LookAtTags(EcsImage image)
    {
        if (_tags.TryGetValue(image, out var tags))
        {
            Put(_tags, image, (tags.Old, tags.Left - 1), tags.Left - 1);
            return tags.Old;
        }

        return new Dictionary<string, string>(image.Tags, StringComparer.Ordinal);
    }

    private static void Put<T>(Dictionary<EcsImage, T> entries, EcsImage image, T entry, int left)
    {
        if (left > 0)
        {
            entries[image] = entry;
        }
        else
        {
            entries.Remove(image);
        }
    }
}
