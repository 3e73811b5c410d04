using System.Collections.Immutable;
using System.Globalization;

namespace Pruner.Sandbox.Seed;

/// <summary>
/// The boot image facts of 4.10 and 4.11 as the embedded table <c>boot-images.tsv</c> holds them: which commit of
/// openshift/installer pinned which build, and the Alibaba Cloud image of each build in each region.
/// </summary>
public sealed class BootImageTable
{
    private static readonly string[] _architectures = ["x86_64", "aarch64", "ppc64le", "s390x"];

    private BootImageTable(
        ImmutableArray<PinningCommit> commits,
        ImmutableSortedDictionary<string, int> branches,
        OffBranchPin proposal,
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> images) =>
        (Commits, Branches, Proposal, Images) = (commits, branches, proposal, images);

    /// <summary>The commits, parents before children; a commit's position is its number.</summary>
    public ImmutableArray<PinningCommit> Commits { get; }

    /// <summary>Each branch with the number of its newest commit.</summary>
    public ImmutableSortedDictionary<string, int> Branches { get; }

    /// <summary>The one image that was proposed and never reached a branch.</summary>
    public OffBranchPin Proposal { get; }

    /// <summary>For each pinned build with Alibaba Cloud images: region to image id.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Images { get; }

    /// <summary>Every region that any pin names, sorted.</summary>
    public ImmutableArray<string> Regions =>
        [.. Images.Values.SelectMany(regions => regions.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The three characters that follow <c>m-</c> in every image id of a region.</summary>
    /// <exception cref="ArgumentException">No pin names the region.</exception>
    public string CodeOf(string region) =>
        Images.Values.Select(regions => regions.GetValueOrDefault(region)).FirstOrDefault(id => id is not null)?[2..5]
            ?? throw new ArgumentException($"No pin names the region {region}.", nameof(region));

    /// <summary>Reads the table that is built into this assembly.</summary>
    /// <exception cref="FormatException">A line of it is of no known kind.</exception>
    public static BootImageTable Load()
    {
        using var stream = typeof(BootImageTable).Assembly.GetManifestResourceStream("boot-images.tsv")
            ?? throw new FormatException("The table boot-images.tsv is not built into the sandbox.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    internal static BootImageTable Parse(string text)
    {
        var commits = ImmutableArray.CreateBuilder<PinningCommit>();
        var branches = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var images = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);
        OffBranchPin? proposal = null;
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            var cells = line.Split('\t');
            switch (cells[0])
            {
                case "commit":
                    commits.Add(ReadCommit(cells, commits.Count));
                    break;
                case "branch":
                    branches.Add(cells[1], Number(cells[2]));
                    break;
                case "pull":
                    var pin = cells[4].Split('=');
                    proposal = new OffBranchPin(Number(cells[1]), Date(cells[2]), cells[3], pin[0], pin[1]);
                    break;
                case "images":
                    images.Add(cells[1], cells.Skip(2).Select(cell => cell.Split('=')).ToImmutableSortedDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));
                    break;
                default:
                    throw new FormatException($"boot-images.tsv: '{cells[0]}' is no known kind of line.");
            }
        }

        return new BootImageTable(
            commits.ToImmutable(), branches.ToImmutable(), proposal ?? throw new FormatException("boot-images.tsv: no line 'pull'."), images.ToImmutable());
    }

    private static PinningCommit ReadCommit(string[] cells, int expected)
    {
        var number = Number(cells[1]);
        ImmutableArray<int> parents = cells[3] == "-" ? [] : [.. cells[3].Split(',').Select(Number)];
        if (number != expected || parents.Any(parent => parent >= number))
        {
            throw new FormatException($"boot-images.tsv: commit {number} is out of order.");
        }

        var builds = _architectures
            .Zip(cells.Skip(8).Take(4))
            .ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return new PinningCommit(number, Date(cells[2]), parents, Enum.Parse<MetadataLayout>(cells[4], ignoreCase: true), cells[5], cells[6], cells[7], builds, cells[12]);
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateTimeOffset Date(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>Where the metadata documents lie in the tree of a commit.</summary>
public enum MetadataLayout
{
    /// <summary>The legacy documents, one an architecture, beside <c>data/data/rhcos-stream.json</c>.</summary>
    Legacy,

    /// <summary><c>data/data/rhcos-stream.json</c> alone.</summary>
    Stream,

    /// <summary><c>data/data/coreos/rhcos.json</c>.</summary>
    CoreOS,
}

/// <summary>One commit of the installer's history that changed a metadata document.</summary>
/// <param name="Number">Its position in the table.</param>
/// <param name="CommittedAt">Its commit date, UTC.</param>
/// <param name="Parents">Numbers of its parents in the history of the metadata documents alone.</param>
/// <param name="Layout">Where the documents lie.</param>
/// <param name="Stream">What the document calls its stream; it lags at times.</param>
/// <param name="LastModified">The document's own date, as written.</param>
/// <param name="Urls"><c>redirector</c> or <c>mirror</c>: the host that locations name.</param>
/// <param name="Builds">Architecture to build id.</param>
/// <param name="FedoraRelease">The Fedora CoreOS release pinned beside it.</param>
public sealed record PinningCommit(
    int Number,
    DateTimeOffset CommittedAt,
    ImmutableArray<int> Parents,
    MetadataLayout Layout,
    string Stream,
    string LastModified,
    string Urls,
    ImmutableSortedDictionary<string, string> Builds,
    string FedoraRelease);

/// <summary>A pin that only a proposal names.</summary>
/// <param name="BaseCommit">The number of the commit it was proposed on.</param>
/// <param name="CommittedAt">Its date, UTC.</param>
/// <param name="Build">The build.</param>
/// <param name="Region">The region.</param>
/// <param name="ImageId">The image.</param>
public sealed record OffBranchPin(int BaseCommit, DateTimeOffset CommittedAt, string Build, string Region, string ImageId);
