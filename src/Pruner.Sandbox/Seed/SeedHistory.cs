using System.Collections.Immutable;
using System.Globalization;

namespace Pruner.Sandbox.Seed;

/// <summary>
/// Tells the table's history as commits: each change of the metadata is made on a side branch and merged beside an
/// unrelated commit, as in the real repository, and the table's own merges stay merges.
/// </summary>
internal sealed class SeedHistory
{
    private const string ChangesFile = "docs/changes.md";

    private readonly BootImageTable _table;
    private readonly FastImport _import = new();
    private readonly List<State> _landed = [];
    private readonly List<SeedPull> _pulls = [];
    private int _unrelated;

    private SeedHistory(BootImageTable table) => _table = table;

    /// <summary>Writes the whole history.</summary>
    /// <returns>The input of <c>git fast-import</c> and the pull requests, by number.</returns>
    public static (byte[] Import, ImmutableArray<SeedPull> Pulls) Tell(BootImageTable table)
    {
        var history = new SeedHistory(table);
        foreach (var commit in table.Commits)
        {
            history._landed.Add(history.Land(commit));
        }

        history.Propose();
        var root = history._landed[0];
        history._import.Reset("refs/tags/v0.16.0", root.Mark);
        history._import.Tag("v0.16.1", root.Mark, root.At, "Version 0.16.1");
        foreach (var (branch, number) in table.Branches.Where(branch => branch.Key != "master"))
        {
            // A branch of its own shape, so that no two branches end at the same commit.
            history._import.Reset($"refs/heads/{branch}", history.Unrelated(history._landed[number], $"{branch}: update owners").Mark);
        }

        history._import.Reset("refs/heads/master", history._landed[table.Branches["master"]].Mark);
        return (history._import.ToArray(), [.. history._pulls.OrderBy(pull => pull.Number)]);
    }

    private State Land(PinningCommit commit)
    {
        var documents = MetadataDocuments.Of(commit, _table);
        if (commit.Parents.IsEmpty)
        {
            return Commit("Boot images of 4.9", commit.CommittedAt, [], Unchanging(), documents);
        }

        var parent = _landed[commit.Parents[0]];
        if (commit.Parents.Length > 1)
        {
            var side = _landed[commit.Parents[1]];
            return Commit("Merge a side branch", commit.CommittedAt, [parent, side], Noted(parent, "side branch"), documents);
        }

        var subject = Subject(_table.Commits[commit.Parents[0]], commit);
        var number = 5200 + (7 * commit.Number);
        var unrelated = Unrelated(parent with { At = Later(parent.At, commit.CommittedAt.AddHours(-2)) }, "docs: note a change");
        var own = Commit(subject, commit.CommittedAt, [parent], parent.Others, documents);
        _import.Reset($"refs/pull/{number}/head", own.Mark);
        var branch = Distance(_table.Branches["master"], commit.Number) < int.MaxValue
            ? "master"
            : _table.Branches.MinBy(candidate => Distance(candidate.Value, commit.Number)).Key;
        _pulls.Add(new SeedPull(number, "merged", subject, "", branch, Changed(parent.Documents, documents), commit.CommittedAt));
        return Commit($"Merge pull request #{number} from contributor/boot-images", commit.CommittedAt.AddMinutes(1), [unrelated, own], unrelated.Others, documents);
    }

    /// <summary>How many steps lie between a branch's newest commit and an older one of its first-parent line; a large number when it is not on it.</summary>
    private int Distance(int tip, int commit)
    {
        var steps = 0;
        for (var at = tip; at != commit; at = _table.Commits[at].Parents[0], steps++)
        {
            if (at < commit || _table.Commits[at].Parents.IsEmpty)
            {
                return int.MaxValue;
            }
        }

        return steps;
    }

    private void Propose()
    {
        var release = _table.Branches["release-4.10"];
        var newest = _table.Commits[release];
        var older = _table.Commits[newest.Parents[0]];

        var open = newest with { Builds = newest.Builds.SetItem("x86_64", Proposals.OpenBuild), LastModified = "2022-10-20T10:00:00Z" };
        Propose(
            7001, "open", "WIP: try a newer boot image for 4.10", "Not to be merged before the tests are through.", "release-4.10", newest.CommittedAt.AddDays(16), _landed[release],
            MetadataDocuments.Stream(open, _ => [KeyValuePair.Create(Proposals.Region, ImageId(Proposals.OpenBuild))]));

        var replaced = _table.Images[older.Builds["x86_64"]][Proposals.Region];
        var malformed = MetadataDocuments.Of(older, _table)["data/data/coreos/rhcos.json"].Replace(replaced, ImageId(Proposals.MalformedBuild), StringComparison.Ordinal);
        Propose(
            7002, "closed", "Try a rebuilt image in us-east-1", "", "release-4.10", older.CommittedAt.AddDays(40), _landed[older.Number],
            malformed.TrimEnd()[..^1].TrimEnd() + ",\n}\n");

        var touched = newest with { LastModified = "2022-11-01T09:30:00Z" };
        Propose(
            7003, "closed", $"Go back to {Proposals.NamedBuild}?", $"4.10 clusters install with {Proposals.NamedBuild}; some still boot from it.", "release-4.10",
            newest.CommittedAt.AddDays(28), _landed[release], MetadataDocuments.Stream(touched, build => _table.Images[build]));

        var real = _table.Proposal;
        var basis = _table.Commits[real.BaseCommit];
        var proposed = basis with { Builds = basis.Builds.SetItem("x86_64", real.Build), LastModified = "2022-05-05T12:00:00Z" };
        var text = MetadataDocuments.Stream(proposed, _ => [KeyValuePair.Create(real.Region, real.ImageId)]);
        Propose(
            7004, "open", "This is just to test the bootimage", "", "master", real.CommittedAt, _landed[real.BaseCommit],
            // The real proposal wrote the release of two clouds with dashes.
            text.Replace($"\"release\": \"{real.Build}\",\n          \"project\": \"rhcos-cloud\"", $"\"release\": \"{real.Build.Replace('.', '-')}\",\n          \"project\": \"openshift-rhcos-devel\"", StringComparison.Ordinal));
    }

    private void Propose(int number, string state, string title, string body, string branch, DateTimeOffset at, State basis, string document)
    {
        var documents = new SortedDictionary<string, string>(basis.Documents, StringComparer.Ordinal) { ["data/data/coreos/rhcos.json"] = document };
        var head = Commit(title, at, [basis], basis.Others, documents);
        _import.Reset($"refs/pull/{number}/head", head.Mark);
        _pulls.Add(new SeedPull(number, state, title, body, branch, Changed(basis.Documents, documents), at));
    }

    private string ImageId(string build) => MadeUp.ImageId(_table.CodeOf(Proposals.Region), $"{build}/{Proposals.Region}");

    private State Unrelated(State parent, string subject) =>
        Commit(subject, parent.At, [parent], Noted(parent, subject), parent.Documents);

    private SortedDictionary<string, string> Noted(State parent, string note) =>
        new(parent.Others, StringComparer.Ordinal)
        {
            [ChangesFile] = parent.Others[ChangesFile] + string.Create(CultureInfo.InvariantCulture, $"- {++_unrelated}: {note}\n"),
        };

    private State Commit(
        string subject, DateTimeOffset at, IReadOnlyList<State> parents, SortedDictionary<string, string> others, SortedDictionary<string, string> documents)
    {
        var files = new Dictionary<string, string>(others, StringComparer.Ordinal);
        foreach (var (path, text) in documents)
        {
            files[path] = text;
        }

        return new State(_import.Commit(subject, at, [.. parents.Select(parent => parent.Mark)], files), at, others, documents);
    }

    private static SortedDictionary<string, string> Unchanging() => new(StringComparer.Ordinal)
    {
        ["README.md"] = "# Installer\n\nA made-up repository with the boot image history of a real one.\n",
        [ChangesFile] = "# Changes\n",
        ["data/data/manifests/README.md"] = "Manifests, none of which names a boot image.\n",
        ["data/data/install.openshift.io_installconfigs.yaml"] = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n",
        ["cmd/openshift-install/main.go"] = "package main\n\nfunc main() {}\n",
    };

    private static string Subject(PinningCommit before, PinningCommit after) => (before, after) switch
    {
        _ when before.Layout != after.Layout => after.Layout == MetadataLayout.CoreOS ? "Move the stream metadata to data/data/coreos" : "Remove the legacy boot image metadata",
        _ when before.Builds["x86_64"] != after.Builds["x86_64"] => $"bump RHCOS 4.{after.Builds["x86_64"][1..3]} boot image metadata",
        _ when before.FedoraRelease != after.FedoraRelease => $"Bump Fedora CoreOS to {after.FedoraRelease}",
        _ when before.Stream != after.Stream => $"Change the stream to {after.Stream}",
        _ when before.Urls != after.Urls => "rhcos: move to the mirror",
        _ => "rhcos: refresh the boot image metadata",
    };

    private static ImmutableArray<string> Changed(SortedDictionary<string, string> before, SortedDictionary<string, string> after) =>
        [.. before.Keys.Union(after.Keys, StringComparer.Ordinal)
            .Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path))
            .Order(StringComparer.Ordinal)];

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>What a commit holds, for its children to build on.</summary>
    private sealed record State(int Mark, DateTimeOffset At, SortedDictionary<string, string> Others, SortedDictionary<string, string> Documents);
}
