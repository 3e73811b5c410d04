using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.Core.Policies;

namespace Pruner.Configuration;

/// <summary>Reads <c>pins</c>: one source, or a list of them.</summary>
internal static partial class PinEntries
{
    private const string ReferenceForm = "a pattern that begins with refs/heads/ or refs/tags/, such as refs/heads/release-*";

    // '**' below the root would have every folder of every commit read.
    private const string PathForm = "JSON files of the repository, such as data/data/coreos/**/*.json; a pattern with ** begins with a folder that is written out";

    /// <summary>The sources; null when nothing is said.</summary>
    /// <exception cref="SetupException">No source, one twice, a value of another form, or less than everything of the public installer.</exception>
    public static ImmutableArray<PinSource>? Read(Section root)
    {
        if (!root.Has("pins"))
        {
            return null;
        }

        ImmutableArray<(Section Entry, PinSource Source, bool IsLeftOut)> entries = [.. root.OneOrMore("pins").Select(ReadOne)];
        Section.RefuseTwice("repository", entries.Select(entry => (entry.Entry, entry.Source.Repository)));
        ImmutableArray<PinSource> named = [.. entries.Where(entry => !entry.IsLeftOut).Select(entry => entry.Source)];
        if (named.IsEmpty)
        {
            throw entries[0].Entry.Wrong("pins leaves out the only source; without any, every image looks like garbage");
        }

        // A further source is added to the installer and never takes its place: leaving that out needs a word of its own.
        return entries.Any(entry => IsInstaller(entry.Source.Repository)) ? named : [.. named, PinSource.OpenShiftInstaller];
    }

    private static (Section Entry, PinSource Source, bool IsLeftOut) ReadOne(Section section)
    {
        var installer = PinSource.OpenShiftInstaller;
        var repository = section.Text("repository", text => text.Split('/') is [{ Length: > 0 }, { Length: > 0 }], "owner/name") ?? installer.Repository;
        var isInstaller = IsInstaller(repository);
        if (section.Text("left-out", text => text.Length > 0, "a sentence that says why") is not null)
        {
            section.RefuseUnknownKeys();
            return isInstaller
                ? (section, installer, true)
                : throw section.Wrong($"pins.left-out is for {installer.Repository} only; a source that is not named is not read", section.At("left-out"));
        }

        var first = section.Value("first-release", isInstaller ? installer.FirstRelease : null, ReleaseNumber.TryParse, "a release such as \"4.10\" (quoted), or none");
        ImmutableArray<BuildId>? known = section.Has("known-builds")
            ? [.. section.Texts("known-builds").Select(pair => BuildId.TryParse(pair.Text) ?? throw section.Wrong($"'{pair.Text}' is no build id", pair.At))]
            : null;
        var source = new PinSource(repository, first, known ?? (isInstaller ? installer.KnownBuilds : []))
        {
            References = section.Values("refs", text => Reference().IsMatch(text) ? Glob.TryParse(text) : null, ReferenceForm) ?? PinSource.AllReferences,
            Paths = section.Values("paths", text => Glob.TryParse(text) is { } pattern && Path().IsMatch(text) ? pattern : null, PathForm) ?? PinSource.InstallerPaths,
            ReadsPullRequests = section.Boolean("pull-requests", usual: true),
        };
        section.RefuseUnknownKeys();
        if (isInstaller)
        {
            RefuseLess(section, "refs", PinSource.AllReferences, source.References);
            RefuseLess(section, "paths", PinSource.InstallerPaths, source.Paths);
            if (!source.ReadsPullRequests)
            {
                throw section.Wrong($"pins.pull-requests is 'false', but pull requests of {installer.Repository} always count; leave it out", section.At("pull-requests"));
            }
        }

        return (section, source, false);
    }

    private static bool IsInstaller(string repository) => string.Equals(repository, PinSource.OpenShiftInstaller.Repository, StringComparison.OrdinalIgnoreCase);

    private static void RefuseLess(Section section, string key, ImmutableArray<Glob> all, ImmutableArray<Glob> read)
    {
        foreach (var missing in all.Except(read))
        {
            throw section.Wrong($"pins.{key} lacks '{missing}', which always counts for {PinSource.OpenShiftInstaller.Repository}; add it, or leave {key} out", section.At(key));
        }
    }

    [GeneratedRegex(@"\Arefs/(heads|tags)/\S+\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Reference();

    // Parts between slashes, none of them empty, '.' or '..'; either nowhere '**', or a first part without wildcards.
    [GeneratedRegex(
        @"\A(?=\S+\.json\z)(?!.*\\)(?!(.*/)?\.{0,2}/)((?!.*\*\*)[^/]+|[^/*?]+/[^/]+)(/[^/]+)*\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Path();
}
