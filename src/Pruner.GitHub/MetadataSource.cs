using Pruner.Core;

namespace Pruner.GitHub;

/// <summary>Which repository pins boot images, and where in it.</summary>
public sealed record MetadataSource
{
    /// <summary>Owner of the repository: <c>openshift</c>.</summary>
    public required string Owner { get; init; }

    /// <summary>Name of the repository: <c>installer</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The metadata folder: <c>data/data</c>. Its own files are read; of its folders only <see cref="Subfolder"/>.</summary>
    public string Folder { get; init; } = "data/data";

    /// <summary>The folder below <see cref="Folder"/> that is read with everything below it: <c>coreos</c>.</summary>
    public string Subfolder { get; init; } = "coreos";

    /// <summary>
    /// The folder that <see cref="Folder"/> lies in: where it is something else, a link say, the metadata may lie elsewhere. The folder itself when it lies in none.
    /// </summary>
    internal string Above => Folder.LastIndexOf('/') is var end and > 0 ? Folder[..end] : Folder;

    /// <summary><c>owner/name</c>.</summary>
    public string FullName => $"{Owner}/{Name}";

    /// <summary>Path of the repository in the REST API, escaped.</summary>
    internal string RestPath => $"repos/{Uri.EscapeDataString(Owner)}/{Uri.EscapeDataString(Name)}";

    /// <summary>Reads <c>owner/name</c>.</summary>
    /// <exception cref="SetupException">Not of that form.</exception>
    public static MetadataSource Parse(string fullName)
    {
        var parts = fullName.Split('/');
        return parts.Length == 2 && parts.All(part => part.Length > 0 && part.All(IsNameCharacter))
            ? new MetadataSource { Owner = parts[0], Name = parts[1] }
            : throw new SetupException(new Refusal(
                $"'{fullName}' is not the name of a repository.",
                "The history of boot images is read from it.",
                "Name it as owner/name, for example openshift/installer."));
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
