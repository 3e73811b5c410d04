using Pruner.Core;

namespace Pruner.GitHub;

/// <summary>Which repository pins boot images.</summary>
public sealed record MetadataSource
{
    /// <summary>Owner of the repository: <c>openshift</c>.</summary>
    public required string Owner { get; init; }

    /// <summary>Name of the repository: <c>installer</c>.</summary>
    public required string Name { get; init; }

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
