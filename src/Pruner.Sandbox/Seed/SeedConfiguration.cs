using System.Text;

namespace Pruner.Sandbox.Seed;

/// <summary>Writes the <c>pruner.yml</c> of a world.</summary>
internal static class SeedConfiguration
{
    /// <summary>The file's text.</summary>
    /// <param name="knownBuilds">The builds that the repository pins.</param>
    /// <param name="keptBuilds">The builds of the keep list.</param>
    public static string Write(IEnumerable<string> knownBuilds, IEnumerable<string> keptBuilds)
    {
        var text = new StringBuilder();
        text.Append("# Made by the sandbox: its repository pins fewer builds than the real one.\n");
        text.Append("pins:\n  repository: openshift/installer\n  first-release: \"4.10\"\n  known-builds:\n");
        foreach (var build in knownBuilds)
        {
            text.Append($"    - \"{build}\"\n");
        }

        text.Append($"min-age: 90d\nkeep-newest: 3\nmax-deletions: 5000\naccount: \"{SeedWorld.AccountId}\"\nkeep:\n");
        foreach (var build in keptBuilds)
        {
            text.Append($"  - build: \"{build}\"\n    reason: a test suite boots from it\n");
        }

        return text.ToString();
    }
}
