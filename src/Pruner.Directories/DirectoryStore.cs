using System.Collections.Immutable;
using System.Text;
using Pruner.Core;
using Pruner.Core.Artifacts;
using Pruner.Core.Inventories;
using Pruner.Core.Stores;

namespace Pruner.Directories;

/// <summary>
/// Images in a folder: each subfolder is a location, each file in it an image, the file's name its id. Beside an image <c>X</c> may lie its tags,
/// <c>X.tags.json</c>, and <c>X.lock</c>, which says that it is in use. The file <c>account</c> in the folder holds its owner's number.
/// </summary>
public sealed class DirectoryStore : IArtifactStore
{
    /// <summary>As meta.json names the platform.</summary>
    public const string PlatformName = "directory";

    private const string AccountFile = "account";
    private const int MostAccountDigits = 32;
    private const int MostNameBytes = 255;

    // Nothing may be left out of a list that is called complete.
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly string _root;

    private DirectoryStore(string root) => _root = root;

    /// <inheritdoc />
    public string Platform => PlatformName;

    /// <inheritdoc />
    public string Address => _root;

    /// <inheritdoc />
    public bool KnowsVisibility => false;

    /// <summary>The store in a folder. Nothing is read yet.</summary>
    /// <param name="address">The folder.</param>
    /// <exception cref="SetupException">None is given.</exception>
    public static DirectoryStore Open(string? address) => string.IsNullOrWhiteSpace(address)
        ? throw new SetupException(new Refusal(
            "The store of the platform 'directory' has no address.",
            "There is no usual folder for images.",
            "Write the folder as its address under stores in the configuration."))
        : new DirectoryStore(Path.TrimEndingDirectorySeparator(Path.GetFullPath(address)));

    /// <inheritdoc />
    public async Task<string> IdentifyAsync(CancellationToken cancellationToken)
    {
        // A disk that is not mounted looks like an empty folder; then this file is not there either.
        var path = Path.Combine(_root, AccountFile);
        try
        {
            var account = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            return account is { Length: > 0 and <= MostAccountDigits } && account.All(char.IsAsciiDigit)
                ? account
                : throw NoAccount(path, "it holds no number", inner: null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NoAccount(path, error.Message, error);
        }
    }

    /// <inheritdoc />
    public async Task<Inventory> ListAsync(
        IReadOnlyCollection<ArtifactId> catalogued,
        IReadOnlyCollection<string> locations,
        IProgress<LocationListing> progress,
        CancellationToken cancellationToken)
    {
        var account = await IdentifyAsync(cancellationToken);
        var named = catalogued.Where(id => id.Platform == PlatformName).Select(id => id.Location);
        return await Task.Run(() => List(account, [.. named], locations, progress, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public Task<ImmutableArray<Artifact>> DescribeAsync(string location, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var folder = FolderOf(location);
            return Read<ImmutableArray<Artifact>>($"images of {location}", () =>
            [
                .. ids.Distinct(StringComparer.Ordinal)
                    .Select(id => DescribeOne(folder, id, cancellationToken))
                    .OfType<Artifact>()
                    .OrderBy(image => image.Id),
            ]);
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<StoreReply> TagAsync(
        string location, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        ChangeTagsAsync(location, ids, known => known.SetItems(tags), cancellationToken);

    /// <inheritdoc />
    public Task<StoreReply> UntagAsync(string location, IReadOnlyCollection<string> ids, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        ChangeTagsAsync(location, ids, known => known.RemoveRange(keys), cancellationToken);

    /// <inheritdoc />
    public Task<StoreReply> DeleteAsync(Doomed doomed, CancellationToken cancellationToken) =>
        ChangeAsync(
            doomed.Id.Location,
            folder =>
            {
                if (DescribeOne(folder, doomed.Id.Id, cancellationToken) is not { } now)
                {
                    return new StoreReply(StoreOutcome.AlreadySo, "NotThere", "it is not there", "");
                }

                // No link, no folder, and the very file that was looked at: what was written again meanwhile is another image.
                if (now.State != doomed.Artifact.State || now.Fingerprint is null || now.Fingerprint != doomed.Artifact.Fingerprint)
                {
                    return new StoreReply(StoreOutcome.Failed, "Changed", "changed since it was described", "");
                }

                if (now.Usage != Usage.Unused)
                {
                    return new StoreReply(StoreOutcome.InUse, "Locked", "a lock file lies beside it", "");
                }

                var path = Path.Combine(folder, doomed.Id.Id);
                File.Delete(path);
                TagFile.Remove(path);
                return Done;
            },
            cancellationToken);

    private static StoreReply Done { get; } = new(StoreOutcome.Done, "", "", "");

    private Inventory List(
        string account, ImmutableArray<string> catalogued, IReadOnlyCollection<string> chosen, IProgress<LocationListing> progress, CancellationToken cancellationToken)
    {
        var folders = Read<List<string>>(_root, () => [.. new DirectoryInfo(_root).EnumerateDirectories("*", Everything).Select(folder => folder.Name)]);
        var known = folders.Union(catalogued, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (chosen.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
        {
            throw new SetupException(new Refusal(
                $"No location is called {string.Join(" or ", unknown)}.",
                "A misspelt location would silently be left out.",
                $"Choose among these: {string.Join(", ", known)}."));
        }

        var artifacts = new List<Artifact>();
        var listings = new List<LocationListing>();
        foreach (var location in known)
        {
            var isChosen = chosen.Count == 0 || chosen.Contains(location, StringComparer.Ordinal);
            var (listing, found) = isChosen ? ListOne(location, cancellationToken) : (new LocationListing(location, ListingStatus.NotChosen, 0, 0, "Not chosen."), []);
            artifacts.AddRange(found);
            listings.Add(listing);
            progress.Report(listing);
        }

        return new Inventory(account, [.. artifacts.OrderBy(artifact => artifact.Id)], [.. listings]);
    }

    private (LocationListing Listing, List<Artifact> Found) ListOne(string location, CancellationToken cancellationToken)
    {
        try
        {
            var folder = FolderOf(location);
            var found = Read<List<Artifact>>($"images of {location}", () =>
            {
                var names = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything).Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
                // A name that was listed and cannot be looked up (bytes that are no text) is not left out.
                return [.. names
                    .Where(name => !ImageFile.IsCompanion(name, names))
                    .Select(name => DescribeOne(folder, name, cancellationToken) ?? ImageFile.Strange(new ArtifactId(PlatformName, location, name)))];
            });
            return (new LocationListing(location, ListingStatus.Complete, found.Count, 0, ""), found);
        }
        catch (EvidenceException refused)
        {
            return (new LocationListing(location, ListingStatus.Unreadable, 0, 0, refused.Refusal.What), []);
        }
    }

    private static Artifact? DescribeOne(string folder, string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return IsName(id) ? ImageFile.Describe(folder, new ArtifactId(PlatformName, Path.GetFileName(folder), id)) : null;
    }

    /// <summary>The folder of a location: a real one, just below the root.</summary>
    private string FolderOf(string location) =>
        IsName(location) && new DirectoryInfo(Path.Combine(_root, location)) is { Exists: true, LinkTarget: null } folder
            ? folder.FullName
            : throw new EvidenceException(new Refusal(
                $"There is no folder '{location}' in {_root}, or it is a link.",
                "What cannot be read is not decided on.",
                "Check the location's name, and that its disk is mounted."));

    // Documents and plans may name anything; only what is one step below a folder is meant.
    private static bool IsName(string text) =>
        text is not ("" or "." or "..")
        && Encoding.UTF8.GetByteCount(text) <= MostNameBytes
        && text.AsSpan().IndexOfAny(['/', '\0', Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]) < 0;

    private static T Read<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EvidenceException(
                new Refusal($"Could not read {what}: {error.Message}", "What cannot be read whole is not decided on.", "Correct what the message says, then run again."), error);
        }
    }

    /// <summary>Writes the tags of images anew, of all of them or of none.</summary>
    private Task<StoreReply> ChangeTagsAsync(
        string location,
        IReadOnlyCollection<string> ids,
        Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>> change,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            location,
            folder =>
            {
                var images = ids.Select(id => (Id: id, Image: DescribeOne(folder, id, cancellationToken))).ToList();
                foreach (var (id, image) in images)
                {
                    if (image is null)
                    {
                        return new StoreReply(StoreOutcome.AlreadySo, "NotThere", $"nothing was tagged, {id} is not there", "");
                    }

                    if (image.Tags is null)
                    {
                        return new StoreReply(StoreOutcome.Failed, "TagsUnreadable", $"nothing was tagged, the tags of {id} cannot be read and would be lost", "");
                    }
                }

                foreach (var (id, image) in images)
                {
                    TagFile.Write(Path.Combine(folder, id), change(image!.Tags!));
                }

                return Done;
            },
            cancellationToken);

    /// <summary>Makes a change in a location. What goes wrong is an answer, so that the intent in the journal gets an outcome.</summary>
    private Task<StoreReply> ChangeAsync(string location, Func<string, StoreReply> change, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return change(FolderOf(location));
            }
            catch (EvidenceException refused)
            {
                return new StoreReply(StoreOutcome.Failed, "NoFolder", refused.Refusal.What, "");
            }
            catch (UnauthorizedAccessException error)
            {
                return new StoreReply(StoreOutcome.Forbidden, "NotAllowed", error.Message, "");
            }
            catch (IOException error)
            {
                // It may have come before or after the change: whoever asked looks.
                return new StoreReply(StoreOutcome.Unknown, "NotSure", error.Message, "");
            }
        },
        cancellationToken);

    private static SetupException NoAccount(string path, string why, Exception? inner) => new(
        new Refusal(
            $"Whose images these are cannot be read from {path}: {why.TrimEnd('.')}.",
            "A folder that does not say whose it is may be another one, or a disk that is not mounted.",
            "Check the address, or write the owner's number into that file: digits only."),
        inner);
}
