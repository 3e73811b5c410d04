using System.Collections.Immutable;
using Pruner.Core.Builds;
using Pruner.Core.History;

namespace Pruner.Core.Pins;

/// <summary>Reads each distinct document of a history once, with both readers, and gives every pin its oldest witness.</summary>
internal sealed class DocumentScan(MetadataHistory history, IMetadataReader reader)
{
    private readonly Attribution _attribution = new(history);
    private readonly List<Pin> _pins = [];
    private readonly List<string> _unread = [];
    private readonly HashSet<ObjectId> _withPins = [];

    /// <summary>What the scan found.</summary>
    internal sealed record Result(
        ImmutableArray<Pin> Pins, ImmutableArray<string> UnreadProposals, IReadOnlySet<ObjectId> DocumentsWithPins, int MergedCommits, int MergedDocuments);

    /// <summary>Reads everything.</summary>
    /// <exception cref="EvidenceException">A document of merged history is not understood.</exception>
    public Result Run()
    {
        RefuseUnreadableFolders();
        var documents = OldestWitnesses();
        foreach (var (file, commit) in documents)
        {
            ReadDocument(file, commit);
        }

        foreach (var pull in history.PullRequests)
        {
            AddMentions(pull.Title, new Witness(history.Repository.Name, $"refs/pull/{pull.Number}/head", "", "title", ""));
            AddMentions(pull.Body, new Witness(history.Repository.Name, $"refs/pull/{pull.Number}/head", "", "body", ""));
        }

        foreach (var commit in history.Commits.Values.Where(TouchesMetadata).OrderBy(commit => commit.Id))
        {
            AddMentions(commit.Message, new Witness(history.Repository.Name, _attribution.RefOf(commit.Id), commit.Id.Hex, "message", ""));
        }

        return new Result(
            [.. _pins.OrderBy(pin => pin.Origin)],
            [.. _unread],
            _withPins,
            history.Commits.Keys.Count(_attribution.IsMerged),
            documents.Where(pair => _attribution.IsMerged(pair.Commit.Id)).Select(pair => pair.File.Blob).Distinct().Count());
    }

    /// <summary>Each distinct (path, blob) with the oldest commit that holds it, merged commits before proposed ones.</summary>
    private List<(MetadataFile File, GitCommit Commit)> OldestWitnesses()
    {
        var folders = history.Commits.Values
            .Where(commit => commit.Folder is not null)
            .GroupBy(commit => commit.Folder!.Value)
            .Select(group => (Folder: group.Key, Oldest: Oldest(group)));
        return [.. folders
            .SelectMany(pair => history.Folders.GetValueOrDefault(pair.Folder, []).Select(file => (File: file, pair.Oldest)))
            .GroupBy(pair => pair.File)
            .Select(group => (group.Key, Oldest(group.Select(pair => pair.Oldest))))
            .OrderBy(pair => pair.Item2.CommittedAt)
            .ThenBy(pair => pair.Item2.Id)
            .ThenBy(pair => pair.Key.Path, StringComparer.Ordinal)];
    }

    private GitCommit Oldest(IEnumerable<GitCommit> commits) => commits
        .OrderByDescending(commit => _attribution.IsMerged(commit.Id))
        .ThenBy(commit => commit.CommittedAt)
        .ThenBy(commit => commit.Id)
        .First();

    private void ReadDocument(MetadataFile file, GitCommit commit)
    {
        var isMerged = _attribution.IsMerged(commit.Id);
        var witness = new Witness(history.Repository.Name, _attribution.RefOf(commit.Id), commit.Id.Hex, file.Path, "");
        // A file that only a proposal holds may be missing or garbled; then the reason stands in Unreadable.
        var text = file.IsFile ? history.Blobs.GetValueOrDefault(file.Blob, "") : "";
        try
        {
            if (history.Unreadable.TryGetValue(file.Blob, out var unreadable))
            {
                throw Unread($"{file.Path} (blob {file.Blob.Hex[..12]}) cannot be read: {unreadable}.");
            }

            if (!file.IsFile)
            {
                throw Unread($"{file.Path} is a link or a submodule, not a file.");
            }

            var reading = reader.Read(file.Path, text);
            RequireAgreement(file, reading, reader.FindMentions(text));
            AddReading(reading, isMerged ? PinOrigin.Merged : PinOrigin.PullRequest, witness);
            if (!reading.Pins.IsEmpty)
            {
                _withPins.Add(file.Blob);
            }
        }
        catch (EvidenceException refused) when (!isMerged)
        {
            // Anyone can open a pull request: what it holds must not stop the run, and whatever looks like an id in it protects.
            _unread.Add($"{witness.Reference} {commit.Id.Hex[..12]} {file.Path}: {refused.Refusal.What}");
            AddMentions(text, witness);
        }
        catch (EvidenceException refused)
        {
            throw new EvidenceException(
                refused.Refusal with { What = $"{refused.Refusal.What} (commit {commit.Id.Hex[..12]}, {witness.Reference})" }, refused);
        }
    }

    /// <summary>A folder or commit that could not be unfolded is reported when only a proposal has it, and refused when it is merged.</summary>
    private void RefuseUnreadableFolders()
    {
        foreach (var commit in history.Commits.Values.OrderBy(commit => commit.Id))
        {
            if (!history.Unreadable.TryGetValue(commit.Id, out var why) && (commit.Folder is not { } folder || !history.Unreadable.TryGetValue(folder, out why)))
            {
                continue;
            }

            var what = $"The metadata folder at commit {commit.Id.Hex[..12]}, {_attribution.RefOf(commit.Id)}, cannot be read: {why}.";
            if (_attribution.IsMerged(commit.Id))
            {
                throw Unread(what);
            }

            _unread.Add(what);
        }
    }

    private static EvidenceException Unread(string what) => new(new Refusal(
        what, "The boot images it names would look like garbage.", "Look at the commit; pruner reads plain JSON files in plain folders only."));

    /// <summary>Two readers, one truth: whatever looks like an image id in the text must be among the pins.</summary>
    private static void RequireAgreement(MetadataFile file, DocumentReading reading, RawMentions mentions)
    {
        if (TwoReaders.Disagreements(reading, mentions) is [var missed, ..])
        {
            throw new EvidenceException(new Refusal(
                $"{file.Path} (blob {file.Blob.Hex[..12]}) holds {missed}, which its {reading.Format} reader did not find as a pin.",
                "A pin that is not understood would look like garbage.",
                "The document has a part that this version does not know: update pruner, or report the file."));
        }
    }

    private void AddReading(DocumentReading reading, PinOrigin origin, Witness witness)
    {
        foreach (var pin in reading.Pins)
        {
            // A release of unknown shape may still hold an id: everything in it that looks like one protects.
            var build = BuildId.TryParse(pin.Release);
            _pins.Add(new Pin(pin.Platform, pin.Architecture, pin.Location, pin.ImageId, build, origin, witness with { Pointer = pin.Pointer }));
            foreach (var further in build is null ? BuildId.FindIn(pin.Release) : [])
            {
                _pins.Add(new Pin("", "", "", "", further, origin, witness with { Pointer = pin.Pointer }));
            }
        }

        foreach (var build in reading.Builds)
        {
            _pins.Add(new Pin("", "", "", "", build, origin, witness));
        }
    }

    private void AddMentions(string text, Witness witness)
    {
        var mentions = reader.FindMentions(text);
        _pins.AddRange(mentions.ImageIds.Select(id => new Pin("", "", "", id, Build: null, PinOrigin.Text, witness)));
        _pins.AddRange(mentions.Builds.Select(build => new Pin("", "", "", "", build, PinOrigin.Text, witness)));
    }

    private bool TouchesMetadata(GitCommit commit) =>
        commit.Parents.IsEmpty ? commit.Folder is not null : commit.Parents.Any(parent => history.Commits[parent].Folder != commit.Folder);
}
