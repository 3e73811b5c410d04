namespace Pruner.Peers.Tests.Harness;

/// <summary>Where sources and built files lie.</summary>
internal static class Layout
{
    /// <summary>The project's own folder.</summary>
    public static string Root { get; } = FindRoot();

    // "bin/Debug/net10.0": every project of the build has the same.
    private static string Output { get; } = Path.GetRelativePath(Path.Combine(Root, "tests", "Pruner.Peers.Tests"), AppContext.BaseDirectory).TrimEnd('/');

    /// <summary>What a test project built.</summary>
    public static string OutputOf(string testProject) => Path.Combine(Root, "tests", testProject, Output);

    /// <summary>Where the sources lie that the build itself wrote for a project.</summary>
    public static string IntermediateOf(string project) => Path.Combine(Root, "src", project, "obj", Output[(Output.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    /// <summary>A folder below the root, so that tests which look for the root find it. Made anew.</summary>
    public static string NewBench(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "benches", name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pruner.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("No folder above the tests holds Pruner.sln.");
    }
}
