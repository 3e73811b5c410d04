using System.Text;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>A plan file, or its digest, that is not the one that was approved.</summary>
public sealed class PlanFileTests : IAsyncLifetime
{
    private const string NotUsable = "‹file› is not a ‹kind› that can be used: ‹why›.";
    private const string BadDigest = "--digest is '‹value›', expected the 64 hex digits of a plan's SHA-256.";

    private readonly MovableClock _clock = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await Stage.SetAsync(_clock);
        Assert.Equal(ExitCode.Done, (await _stage.CallAsync("plan", "4.10")).ExitCode);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Half_a_plan()
    {
        var whole = await File.ReadAllBytesAsync(Plan, Stage.Token);
        await IsNotUsableAsync(whole[..(whole.Length / 2)], Told.Anything);
    }

    [Fact]
    public Task A_page_in_the_place_of_a_downloaded_plan() =>
        IsNotUsableAsync("<!DOCTYPE html>"u8.ToArray(), "line 1, $: '<' is an invalid start of a value");

    [Fact]
    public Task An_artifact_that_was_not_unpacked() => IsNotUsableAsync([0x50, 0x4B, 3, 4, 0, 0, 0xFF], "line 1, $: 'P' is an invalid start of a value");

    [Fact]
    public Task An_empty_file() => IsNotUsableAsync([], "line 1, $: The input does not contain any JSON tokens");

    [Fact]
    public async Task A_plan_that_an_editor_saved_in_UTF_16() =>
        await IsNotUsableAsync([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(await File.ReadAllTextAsync(Plan, Stage.Token))], Told.Anything);

    [Fact]
    public async Task The_evidence_in_the_place_of_the_plan() =>
        await IsNotUsableAsync(await File.ReadAllBytesAsync(Path.Combine(_stage.State, "evidence.json"), Stage.Token), Told.Anything);

    [Fact]
    public Task A_folder_in_the_place_of_the_plan() =>
        ApplyAsync(_stage.State, Digest, ExitCode.Refused, "‹file› cannot be read: ‹why›.", _stage.State, $"Access to the path '{_stage.State}' is denied");

    [Fact]
    public Task A_plan_that_is_not_there() =>
        ApplyAsync("/no/plan.json", Digest, ExitCode.Setup, "The plan ‹file› is not there.", "/no/plan.json");

    [Theory]
    [InlineData("")]
    [InlineData("0123456789ab")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g")]
    public Task A_digest_that_is_none(string digest) => ApplyAsync(Plan, digest, ExitCode.Setup, BadDigest, digest);

    [Fact]
    public async Task A_plan_of_another_version()
    {
        var read = Document.ReadPlan(Plan, await File.ReadAllBytesAsync(Plan, Stage.Token));
        var other = Document.Seal(read with { ToolVersion = "0.0.9" });
        var file = await WriteAsync(Document.Write(other));
        await ApplyAsync(file, other.Digest!, ExitCode.Refused, "The plan was made by version ‹version›, this is ‹version›.", "0.0.9", ProgramHost.Version);
    }

    [Fact]
    public async Task A_plan_of_the_future()
    {
        _clock.Now = _clock.Now.AddHours(-3);
        await ApplyAsync(
            Plan,
            Digest,
            ExitCode.Refused,
            "The plan was made ‹time› and could be applied until ‹time›; now it is ‹time›.",
            "2026-03-04 05:06 UTC",
            "2026-03-05 05:06 UTC",
            "2026-03-04 02:06 UTC");
    }

    private string Plan => Path.Combine(_stage.State, "plan.json");

    private string Digest => Proofs.SeededWorldTests.DigestOf(Plan);

    private async Task IsNotUsableAsync(byte[] content, string why)
    {
        var file = await WriteAsync(content);
        await ApplyAsync(file, Digest, ExitCode.Refused, NotUsable, file, "plan", why);
    }

    private Task<Invocation> ApplyAsync(string file, string digest, ExitCode code, string row, params string[] values) =>
        Told.ByAsync(_stage, ["apply", file, "--digest", digest], code, row, values);

    private async Task<string> WriteAsync(byte[] content)
    {
        var file = Path.Combine(_stage.Servers.Folder, "downloaded-plan.json");
        await File.WriteAllBytesAsync(file, content, Stage.Token);
        return file;
    }
}
