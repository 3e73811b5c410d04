namespace Pruner.GitHub.Tests.Infrastructure;

/// <summary>Real data beside the project, where there is any.</summary>
internal static class SharedData
{
    public static string InstallerHistory()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pruner.sln")))
            {
                var data = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", "installer-history"));
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
