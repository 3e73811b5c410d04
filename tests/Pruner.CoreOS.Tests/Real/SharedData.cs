namespace Pruner.CoreOS.Tests.Real;

/// <summary>The folder of real documents beside the project, where there is one.</summary>
internal static class SharedData
{
    public static string? Folder { get; } = Find();

    public static string Require()
    {
        Assert.SkipWhen(Folder is null, "skipped: ../shared/data not found");
        return Folder!;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pruner.sln")))
            {
                var data = Path.GetFullPath(Path.Combine(folder.FullName, "../shared/data"));
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }
}
