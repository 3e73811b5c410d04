namespace Pruner.GitHub.Tests.Infrastructure;

/// <summary>Real data beside the project, where there is any.</summary>
internal static class SharedData
{
    public static string InstallerHistory() => Folder("installer-history");

    public static string FcosStreams() => Folder("fcos-streams");

    private static string Folder(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pruner.sln")))
            {
                var data = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", name));
                if (Directory.Exists(data))
                {
                    return data;
                }
            }
        }

        Assert.Skip("skipped: ../shared/data not found");
        return "";
    }
}
