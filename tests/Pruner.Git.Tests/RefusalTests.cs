using Pruner.Core;
using Pruner.Core.History;

namespace Pruner.Git.Tests;

public sealed class RefusalTests : IDisposable
{
    private readonly Workshop _workshop = new();

    [Fact]
    public async Task A_shallow_clone_is_refused() => await RefusedAsync(_workshop.Clone("--depth=1", "--no-single-branch"), "is shallow");

    [Fact]
    public async Task A_partial_clone_is_refused() => await RefusedAsync(_workshop.Clone("--filter=blob:none"), "is partial");

    [Fact]
    public async Task A_single_branch_clone_is_refused() => await RefusedAsync(_workshop.Clone("--single-branch"), "does not fetch all branches");

    [Fact]
    public async Task A_bare_single_branch_clone_is_refused() => await RefusedAsync(_workshop.Clone("--bare", "--single-branch"), "refs/heads/release-4.0");

    [Fact]
    public async Task A_clone_without_the_tags_is_refused() => await RefusedAsync(_workshop.Clone("--no-tags"), "refs/tags/v1");

    [Fact]
    public async Task A_clone_with_grafts_is_refused()
    {
        var clone = _workshop.Clone("--mirror");
        Directory.CreateDirectory(Path.Combine(clone, "info"));
        await File.WriteAllTextAsync(Path.Combine(clone, "info", "grafts"), Head(clone) + "\n", TestContext.Current.CancellationToken);
        await RefusedAsync(clone, "has grafts");
    }

    [Fact]
    public async Task A_clone_with_replace_refs_is_refused()
    {
        var clone = _workshop.Clone();
        Workshop.Git(clone, Workshop.Now, "replace", "HEAD", "HEAD~1");
        await RefusedAsync(clone, "has replace refs");
    }

    [Theory]
    [InlineData("--mirror")]
    [InlineData("--no-checkout")]
    public async Task A_clone_that_is_behind_its_remote_is_refused(string form)
    {
        var clone = _workshop.Clone(form);
        _workshop.Commit("{\"pin\": 3}", Workshop.Now.AddDays(-1));
        await RefusedAsync(clone, "refs/heads/master");
    }

    [Fact]
    public async Task A_clone_that_keeps_a_branch_its_remote_no_longer_has_is_refused()
    {
        var clone = _workshop.Clone();
        Workshop.Git(_workshop.Upstream, Workshop.Now, "branch", "-D", "release-4.0");
        await RefusedAsync(clone, "refs/heads/release-4.0");
    }

    [Fact]
    public async Task A_clone_whose_remote_does_not_answer_is_refused()
    {
        var clone = _workshop.Clone("--mirror");
        Directory.Move(_workshop.Upstream, _workshop.Upstream + "-gone");
        await RefusedAsync(clone, "ls-remote failed");
    }

    [Fact]
    public async Task A_clone_of_another_repository_is_refused()
    {
        var clone = _workshop.Clone("--mirror");
        Workshop.Git(clone, Workshop.Now, "remote", "set-url", "origin", "https://127.0.0.1:1/someone/installer.git");
        await RefusedAsync(clone, "is not openshift/installer");
    }

    [Fact]
    public async Task A_clone_with_two_remotes_is_refused()
    {
        var clone = _workshop.Clone();
        Workshop.Git(clone, Workshop.Now, "remote", "add", "fork", "file:///nowhere");
        await RefusedAsync(clone, "2 remotes");
    }

    [Theory]
    [InlineData("HEAD~1")]
    [InlineData("HEAD~1:")]
    [InlineData("HEAD~1:data/data")]
    [InlineData("HEAD~1:data/data/coreos")]
    [InlineData("HEAD~1:data/data/coreos/rhcos.json")]
    public async Task A_missing_object_of_any_kind_is_refused(string which)
    {
        File.Delete(ObjectFile(which));
        await Assert.ThrowsAsync<EvidenceException>(() => Workshop.ReadAsync(_workshop.Upstream));
    }

    [Theory]
    [InlineData("HEAD:data/data/coreos/rhcos.json", "HEAD~1:data/data/coreos/rhcos.json")]
    [InlineData("HEAD:data/data", "HEAD~1:data/data")]
    public async Task An_object_in_the_place_of_another_is_refused(string one, string other)
    {
        File.Copy(ObjectFile(one), ObjectFile(other), overwrite: true);
        await RefusedAsync(_workshop.Upstream, "is damaged");
    }

    [Fact]
    public async Task A_newest_commit_of_more_than_14_days_is_refused_and_of_14_days_is_not()
    {
        var clone = _workshop.Clone("--mirror");
        var last = Workshop.Now.AddDays(-2);
        Assert.Equal(2, (await Workshop.ReadAsync(clone, last.AddDays(14))).Commits.Count);
        await RefusedAsync(clone, "more than 14 days ago", last.AddDays(14).AddSeconds(1));
    }

    [Fact]
    public async Task A_commit_of_the_future_does_not_make_a_clone_fresh()
    {
        _workshop.Commit("{\"pin\": 3}", Workshop.Now.AddYears(5));
        await RefusedAsync(_workshop.Clone("--mirror"), "more than 14 days ago", Workshop.Now.AddDays(60));
    }

    [Fact]
    public async Task A_merged_file_in_the_folders_place_is_refused()
    {
        Directory.Delete(Path.Combine(_workshop.Upstream, "data", "data"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(_workshop.Upstream, "data", "data"), "x", TestContext.Current.CancellationToken);
        Workshop.Git(_workshop.Upstream, Workshop.Now, "add", "-A");
        Workshop.Git(_workshop.Upstream, Workshop.Now, "commit", "-q", "-m", "odd");
        await RefusedAsync(_workshop.Upstream, "is no folder");
    }

    [Fact]
    public async Task A_merged_file_that_is_not_UTF8_is_refused()
    {
        await File.WriteAllBytesAsync(Path.Combine(_workshop.Upstream, Workshop.File), [0x7B, 0xFF, 0x7D], TestContext.Current.CancellationToken);
        Workshop.Git(_workshop.Upstream, Workshop.Now, "commit", "-q", "-a", "-m", "odd");
        await RefusedAsync(_workshop.Upstream, "not UTF-8");
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("openshift")]
    public async Task A_path_without_a_repository_is_a_mistake_in_the_setup(string name) =>
        await Assert.ThrowsAsync<SetupException>(() => Workshop.ReadAsync(Path.Combine(_workshop.Root, name)));

    public void Dispose() => _workshop.Dispose();

    private static string Head(string folder) => Workshop.Git(folder, Workshop.Now, "rev-parse", "HEAD");

    private string ObjectFile(string which)
    {
        var id = new ObjectId(Workshop.Git(_workshop.Upstream, Workshop.Now, "rev-parse", which)).Hex;
        var file = Path.Combine(_workshop.Upstream, ".git", "objects", id[..2], id[2..]);
        File.SetAttributes(file, FileAttributes.Normal);
        return file;
    }

    private static async Task RefusedAsync(string path, string what, DateTimeOffset? now = null)
    {
        var refusal = (await Assert.ThrowsAsync<EvidenceException>(() => Workshop.ReadAsync(path, now))).Refusal;
        Assert.Contains(what, refusal.What, StringComparison.Ordinal);
        Assert.True(refusal.Why.Length > 0 && refusal.Remedy.Length > 0);
    }
}
