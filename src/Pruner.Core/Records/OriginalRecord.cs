using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Planning;

namespace Pruner.Core.Records;

/// <summary>
/// The record that the original Python tool (miabbott/rhcos-aliyun-pruner) keeps in <c>deleted_images.json</c>: by build id, the images it set
/// out to delete, <c>{"region", "image", "deleted"}</c> each. Anyone can write it, so it informs and decides nothing.
/// </summary>
public sealed class OriginalRecord
{
    private readonly ImmutableSortedDictionary<string, ImmutableArray<OriginalEntry>> _builds;

    private OriginalRecord(IEnumerable<KeyValuePair<string, ImmutableArray<OriginalEntry>>> builds) =>
        _builds = builds.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>A record without images.</summary>
    public static OriginalRecord Empty { get; } = new([]);

    /// <summary>Images in it.</summary>
    public int Count => _builds.Values.Sum(entries => entries.Length);

    /// <summary>Images it says were deleted.</summary>
    public int Deleted => _builds.Values.Sum(entries => entries.Count(entry => entry.Deleted));

    /// <summary>Reads a record.</summary>
    /// <param name="file">Its name, for the message.</param>
    /// <param name="bytes">Its text, UTF-8.</param>
    /// <exception cref="SetupException">It has another form.</exception>
    public static OriginalRecord Read(string file, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var builds = JsonSerializer.Deserialize(bytes, RecordsJson.Compact.OriginalBuilds) ?? throw new JsonException("it holds null");
            if (builds.FirstOrDefault(pair => pair.Value.IsDefault || pair.Value.Any(IsNothing)) is { Key: { } build })
            {
                throw new JsonException($"an image of '{build}' has no region or no id");
            }

            return new OriginalRecord(builds);
        }
        catch (JsonException error)
        {
            throw Malformed(file, error);
        }
    }

    /// <summary>The record as a file: build ids in order, and the images of each by region and id.</summary>
    public byte[] Write() => [.. JsonSerializer.SerializeToUtf8Bytes(_builds, RecordsJson.Indented.OriginalSorted), (byte)'\n'];

    /// <summary>
    /// Adds what a real run did. Images that it set out to delete replace what was said of them before; all else stays. Deleted are only those
    /// whose deletion is proven. Images that were spared are not added: they are not to be deleted.
    /// </summary>
    public OriginalRecord With(Ledger ledger)
    {
        var builds = _builds.ToBuilder();
        foreach (var group in ledger.Entries.Where(WasTried).GroupBy(entry => entry.Build, StringComparer.Ordinal))
        {
            var told = group.Select(entry => new OriginalEntry(entry.Location, entry.Id, IsGone(entry))).ToList();
            var known = told.Select(entry => (entry.Region, entry.Image)).ToHashSet();
            builds[group.Key] =
            [
                .. builds.GetValueOrDefault(group.Key, [])
                    .Where(entry => !known.Contains((entry.Region, entry.Image)))
                    .Concat(told)
                    .OrderBy(entry => entry.Region, StringComparer.Ordinal)
                    .ThenBy(entry => entry.Image, StringComparer.Ordinal),
            ];
        }

        return new OriginalRecord(builds);
    }

    /// <summary>Images that the record says were deleted and that the store still shows, sorted.</summary>
    public ImmutableArray<ArtifactId> StillThere(Inventory inventory)
    {
        var claimed = _builds.Values
            .SelectMany(entries => entries)
            .Where(entry => entry.Deleted)
            .Select(entry => (entry.Region, entry.Image))
            .ToHashSet();
        return [.. inventory.Artifacts.Select(artifact => artifact.Id).Where(id => claimed.Contains((id.Location, id.Id))).Order()];
    }

    private static bool WasTried(LedgerEntry entry) => IsGone(entry) || (entry.Verdict == Decision.Prune && entry.Outcome
        is ArtifactOutcome.Unknown or ArtifactOutcome.Failed or ArtifactOutcome.PutBack or ArtifactOutcome.NotReached);

    private static bool IsGone(LedgerEntry entry) => entry.Outcome is ArtifactOutcome.Pruned or ArtifactOutcome.PrunedSnapshotsLeft;

    private static bool IsNothing(OriginalEntry? entry) => entry is null || entry.Region.Length == 0 || entry.Image.Length == 0;

    private static SetupException Malformed(string file, JsonException error)
    {
        // The path holds names from the file, which may hold anything: the message stays one line.
        var why = $"{error.Path} {error.Message}".Split(". ")[0].Trim().TrimEnd('.');
        return new SetupException(
            new Refusal(
                $"{file} is not a record as the original tool writes it: {string.Concat(why.Select(c => char.IsControl(c) ? ' ' : c))}.",
                "The run would add to it, and what it holds already would be lost.",
                """Give another file with --filename, or mend this one: {"build": [{"region": "…", "image": "m-…", "deleted": true}]}."""),
            error);
    }
}
