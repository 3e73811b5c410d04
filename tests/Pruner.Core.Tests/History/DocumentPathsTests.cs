using Pruner.Core.History;
using Pruner.Core.Policies;

namespace Pruner.Core.Tests.History;

public sealed class DocumentPathsTests
{
    private static DocumentPaths Installer => PinSource.OpenShiftInstaller.Scope.Paths;

    [Theory]
    [InlineData("data/data/rhcos.json")]
    [InlineData("data/data/rhcos-s390x.json")]
    [InlineData("data/data/fcos-stream.json")]
    [InlineData("data/data/rhcos-new.JSON")]
    [InlineData("data/data/coreos/rhcos.json")]
    [InlineData("data/data/coreos/anything.json")]
    [InlineData("data/data/coreos/marketplace/coreos-rhel-9.json")]
    [InlineData("data/data/coreos/a/b/c.Json")]
    public void Files_where_the_installer_named_boot_images_or_may_must_be_understood(string path) => Assert.True(Installer.IsDocument(path));

    [Theory]
    [InlineData("data/data/manifest.json")]
    [InlineData("data/data/aws/rhcos.json")]
    [InlineData("data/data/rhcos.yaml")]
    [InlineData("data/data/coreos/OWNERS")]
    [InlineData("data/rhcos.json")]
    [InlineData("docs/data/data/rhcos.json")]
    [InlineData("data/data/coreos.json/x")]
    [InlineData("rhcos.json")]
    [InlineData("")]
    public void Other_files_are_none_of_ours(string path) => Assert.False(Installer.IsDocument(path));

    [Theory]
    [InlineData("data/data", "data/data/*cos*.json", "data/data/coreos/**/*.json")]
    [InlineData("streams", "streams/*.json")]
    [InlineData("", "*.json")]
    [InlineData("", "old/*.json", "new/*.json")]
    [InlineData("", "**/boot.json")]
    [InlineData("a/b", "a/b/c/boot.json", "a/b/c.json")]
    [InlineData("a", "a/b*/c/boot.json", "a/b/c.json")]
    [InlineData("", "boot.json")]
    [InlineData("a", "a/boot.json")]
    [InlineData("", "/a/boot.json")]
    public void The_folder_asked_of_every_commit_is_the_deepest_that_all_patterns_name(string folder, params string[] patterns) =>
        Assert.Equal(folder, Paths(patterns).Folder);

    [Fact]
    public void The_folders_above_it_are_told_from_the_outside_in()
    {
        Assert.Equal(["a", "a/b"], Paths("a/b/c/boot.json").FoldersAbove);
        Assert.Equal(["data"], Installer.FoldersAbove);
        Assert.Empty(Paths("a/boot.json").FoldersAbove);
        Assert.Empty(Paths("boot.json").FoldersAbove);
    }

    [Theory]
    [InlineData(true, "data/data/coreos")]
    [InlineData(true, "data/data/coreos/a/b/c")]
    [InlineData(false, "data/data/aws")]
    [InlineData(false, "data/data/fcos.json")] // a folder with a document's name holds none
    public void Below_it_only_folders_are_looked_into_in_which_a_pattern_can_match(bool isLookedInto, string folder) =>
        Assert.Equal(isLookedInto, Reaches(Installer, folder));

    [Theory]
    [InlineData(true, "old/x", "old/*/boot.json", "new/boot.json")]
    [InlineData(false, "old/x/y", "old/*/boot.json", "new/boot.json")]
    [InlineData(false, "new/x", "old/*/boot.json", "new/boot.json")]
    [InlineData(false, "other", "old/*/boot.json", "new/boot.json")]
    [InlineData(true, "other/and/more", "old/boot.json", "**/stream.json")]
    [InlineData(true, "a1/x", "a?/x/boot.json", "b.json")]
    [InlineData(false, "a12/x", "a?/x/boot.json", "b.json")]
    [InlineData(true, "any", "a**z/boot.json", "b.json")] // a double star within a name spans folders
    public void Of_several_patterns_any_can_lead_on(bool isLookedInto, string folder, params string[] patterns) =>
        Assert.Equal(isLookedInto, Reaches(Paths(patterns), folder));

    [Fact]
    public void What_is_looked_into_is_never_less_than_what_is_a_document()
    {
        string[] names = ["a", "b", "ab", "coreos"];
        string[] patterns = ["a/b.json", "*/b/*.json", "**/coreos/*.json", "a/**/b/*.json", "a*/c**b/x.json", "?/*.json", "**"];
        var folders = names.Concat(names.SelectMany(one => names.Select(two => $"{one}/{two}"))).ToList();
        folders.AddRange(folders.SelectMany(folder => names.Select(name => $"{folder}/{name}")).ToList());
        var found = 0;
        foreach (var paths in patterns.SelectMany(one => patterns.Select(two => Paths(one, two))))
        {
            foreach (var folder in folders.Where(folder => paths.IsDocument(folder + "/b.json") || paths.IsDocument(folder + "/x.json")))
            {
                found++;
                Assert.True(folder == paths.Folder || Reaches(paths, folder), $"{folder} of {string.Join(' ', paths.Patterns)}");
            }
        }

        Assert.InRange(found, 1000, int.MaxValue);
    }

    [Fact]
    public void Only_a_folder_that_a_pattern_names_outright_must_be_a_folder()
    {
        Assert.True(Installer.InFolder.NamesFolder("coreos"));
        Assert.False(Installer.InFolder.NamesFolder("core"));
        Assert.False(Installer.Enter(Installer.InFolder, "coreos")!.Value.NamesFolder("marketplace"));
        var paths = Paths("streams/*/meta/boot.json");
        Assert.False(paths.InFolder.NamesFolder("rhcos"));
        Assert.True(paths.Enter(paths.InFolder, "rhcos")!.Value.NamesFolder("meta"));
    }

    [Theory]
    [InlineData(true, true, "data/data/coreos")] // named outright: not even a plain file may be there
    [InlineData(true, false, "data/data/coreos")]
    [InlineData(true, false, "data/data/coreos/next")]
    [InlineData(false, true, "data/data/coreos/OWNERS")] // a plain file leads nowhere
    [InlineData(false, false, "data/data/coreos/next.json")] // listed as a document, and refused as such
    [InlineData(false, false, "data/data/bootstrap")]
    [InlineData(true, false, "streams/next", "streams/*/boot.json")]
    [InlineData(true, false, "streams/boot.json", "streams/*/boot.json")]
    [InlineData(false, false, "streams/next", "streams/*.json")]
    [InlineData(true, false, "next", "**/boot.json")]
    public void What_is_no_folder_hides_documents_where_a_pattern_could_enter_one(bool hides, bool isFile, string path, params string[] patterns)
    {
        var paths = patterns.Length == 0 ? Installer : Paths(patterns);
        var here = paths.InFolder;
        foreach (var name in path[paths.Folder.Length..].Trim('/').Split('/')[..^1])
        {
            here = Assert.NotNull(paths.Enter(here, name));
        }

        Assert.Equal(hides, paths.Hides(here, path, isFile));
    }

    [Fact]
    public void Folders_in_which_the_same_can_match_are_told_alike()
    {
        var paths = Paths("*/boot.json", "deep/**/x.json");
        Assert.Equal(paths.Enter(paths.InFolder, "one"), paths.Enter(paths.InFolder, "other"));
        Assert.NotEqual(paths.Enter(paths.InFolder, "one"), paths.Enter(paths.InFolder, "deep"));
    }

    [Fact]
    public void What_can_match_is_told_in_order() =>
        Assert.Equal("a.json b.json", Paths("b.json", "a.json").InFolder.Text);

    [Fact]
    public void An_ending_in_capitals_is_one_too_though_nothing_stands_before_it()
    {
        Assert.True(Paths("*.json").IsDocument(".JSON"));
        Assert.False(Paths("*.json").IsDocument("JSON"));
    }

    [Fact]
    public void A_pattern_that_begins_with_a_slash_enters_no_folder_that_has_a_name()
    {
        var paths = Paths("/a.json", "b/c.json");

        Assert.Null(paths.Enter(paths.InFolder, "a"));
        Assert.Equal("c.json", paths.Enter(paths.InFolder, "b")?.Text);
    }

    [Fact]
    public void A_name_is_put_behind_its_folder()
    {
        Assert.Equal("a", DocumentPaths.Join("", "a"));
        Assert.Equal("a/b", DocumentPaths.Join("a", "b"));
    }

    private static bool Reaches(DocumentPaths paths, string folder)
    {
        var below = paths.Folder.Length == 0 ? folder : folder.StartsWith(paths.Folder + "/", StringComparison.Ordinal) ? folder[(paths.Folder.Length + 1)..] : null;
        RemainingPatterns? here = below is null ? null : paths.InFolder;
        foreach (var name in below?.Split('/') ?? [])
        {
            here = here is { } remaining ? paths.Enter(remaining, name) : null;
        }

        return here is not null;
    }

    private static DocumentPaths Paths(params string[] patterns) => new([.. patterns.Select(pattern => Glob.TryParse(pattern)!)]);
}
