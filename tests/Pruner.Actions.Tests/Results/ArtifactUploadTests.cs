using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pruner.Actions.Results;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Hosting;

namespace Pruner.Actions.Tests.Results;

public sealed class ArtifactUploadTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_becomes_an_artifact_and_comes_back(bool camelCase)
    {
        await using var stage = await Stage.StartAsync();
        stage.Results.AnswersInCamelCase = camelCase;
        var stored = await stage.UploadAsync();
        Assert.Equal("ledger", stored.Name);
        Assert.Empty(stored.Notes);
        Assert.Equal($"https://github.com/example/images/actions/runs/17/artifacts/{stored.Id}", stored.Url);

        var artifact = Assert.Single(stage.Results.Artifacts);
        var blob = stage.Results.Storage.Blobs[artifact.BlobName];
        Assert.Equal((stored.Id, stored.Size, stored.Digest), (artifact.Id, blob.Content.Length, blob.Digest));
        Assert.Equal(("application/zip", "application/zip", 1), (artifact.MimeType, blob.ContentType, blob.Blocks));
        Assert.Null(artifact.ExpiresAt);

        var listed = Assert.Single(await stage.ListAsync("ledger"));
        Assert.Equal((stored.Id, stored.Size, stored.Digest), (listed.Id, listed.Size, listed.Digest));
        Assert.Equal(Stage.Ledger, Encoding.UTF8.GetString(ZippedFile.Read(await stage.DownloadAsync(listed), "ledger.json", 1000)));
    }

    [Fact]
    public async Task Numbers_may_come_as_numbers()
    {
        await using var stage = await Stage.StartAsync();
        stage.On("FinalizeArtifact", FaultKind.Alter, static fault => fault with { Rewrite = Bare });
        stage.On("ListArtifacts", FaultKind.Alter, static fault => fault with { Rewrite = Bare });
        var stored = await stage.UploadAsync();
        Assert.Equal(stored.Id, Assert.Single(await stage.ListAsync()).Id);

        static string Bare(string json) => Regex.Replace(json, "\"(?<digits>[0-9]+)\"", "${digits}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Equal_files_give_equal_bytes()
    {
        await using var stage = await Stage.StartAsync();
        var first = await stage.UploadAsync();
        File.SetLastWriteTimeUtc(stage.LedgerPath, new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        stage.Variables["GITHUB_RUN_ATTEMPT"] = "3";
        Assert.Equal(first.Digest, (await stage.UploadAsync()).Digest);
        var blob = stage.Results.Storage.Blobs[stage.Results.Artifacts[0].BlobName];
        using var zip = new ZipArchive(new MemoryStream(blob.Content.ToArray()));
        Assert.Equal(new DateTime(1980, 1, 1), Assert.Single(zip.Entries).LastWriteTime.DateTime);
    }

    [Fact]
    public async Task A_long_file_goes_in_blocks_of_eight_mebibytes_one_after_the_other()
    {
        await using var stage = await Stage.StartAsync();
        var noise = stage.AddNoise((2 * BlockUpload.BlockBytes) + 1000);
        var stored = await stage.Client.UploadAsync(stage.Upload with { Files = [.. stage.Upload.Files, new ArtifactFile("deep/noise.bin", noise.Path)] }, TestContext.Current.CancellationToken);
        var blocks = stage.Traffic.Requests.Where(request => request.Operation == "PutBlock").Select(request => request.Content.Length).ToList();
        Assert.Equal([BlockUpload.BlockBytes, BlockUpload.BlockBytes], blocks[..2]);
        Assert.Equal(3, blocks.Count);
        var blob = stage.Results.Storage.Blobs[stage.Results.Artifacts[0].BlobName];
        Assert.Equal((stored.Size, stored.Digest), (blob.Content.Length, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(blob.Content.Span))));
        Assert.Equal(await File.ReadAllBytesAsync(noise.Path, TestContext.Current.CancellationToken), ZippedFile.Read(blob.Content, "deep/noise.bin", int.MaxValue));
    }

    [Fact]
    public async Task Neither_storage_nor_anyone_else_gets_the_token()
    {
        await using var stage = await Stage.StartAsync();
        await stage.UploadAsync();
        await stage.DownloadAsync(Assert.Single(await stage.ListAsync()));
        Assert.All(stage.Traffic.Requests.Where(request => request.Service == "storage"), request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
        Assert.All(stage.Traffic.Requests.Where(request => request.Service == "results"), request => Assert.Equal("Bearer " + stage.Results.RuntimeToken, request.Headers["Authorization"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_that_is_taken_gets_the_attempt_and_then_a_counter(bool answersFalse)
    {
        await using var stage = await Stage.StartAsync();
        stage.Results.AnswersClashesWithFalse = answersFalse;
        List<StoredArtifact> stored = [];
        for (var i = 0; i < 10; i++)
        {
            stored.Add(await stage.UploadAsync());
        }

        Assert.Equal(["ledger", "ledger-attempt-2", "ledger-attempt-2-2", "ledger-attempt-2-3"], stored.Take(4).Select(artifact => artifact.Name));
        Assert.Equal("The artifact is called ledger-attempt-2: this run has one called ledger already.", Assert.Single(stored[1].Notes));
        Assert.Equal(10, stored.Select(artifact => artifact.Name).Distinct().Count());
        var refusal = await Assert.ThrowsAsync<EvidenceException>(stage.UploadAsync);
        Assert.Contains("all that would be tried next", refusal.Refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_ok_is_no()
    {
        await using var stage = await Stage.StartAsync();
        await stage.UploadAsync();
        stage.Results.AnswersClashesWithFalse = true;
        stage.On("CreateArtifact", FaultKind.Alter, static fault => fault with { Rewrite = static _ => "{}" });
        Assert.Equal("ledger-attempt-2", (await stage.UploadAsync()).Name);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(30, 30)]
    [InlineData(90, 30)]
    public async Task Retention_is_cut_to_what_the_repository_allows(int asked, int expected)
    {
        await using var stage = await Stage.StartAsync();
        var before = TimeProvider.System.GetUtcNow();
        var stored = await stage.Client.UploadAsync(stage.Upload with { RetentionDays = asked }, TestContext.Current.CancellationToken);
        var kept = stage.Results.Artifacts[0].ExpiresAt - before;
        Assert.InRange(kept!.Value, TimeSpan.FromDays(expected) - TimeSpan.FromSeconds(1), TimeSpan.FromDays(expected) + TimeSpan.FromMinutes(5));
        Assert.Equal(asked == expected ? [] : ["The artifact is kept for 30 days instead of 90: this repository allows no more."], stored.Notes);
    }

    [Fact]
    public async Task Without_a_limit_of_the_repository_retention_is_as_asked()
    {
        await using var stage = await Stage.StartAsync();
        stage.Variables.Remove("GITHUB_RETENTION_DAYS");
        Assert.Empty((await stage.Client.UploadAsync(stage.Upload with { RetentionDays = 400 }, TestContext.Current.CancellationToken)).Notes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("a\nb")]
    [InlineData("what?")]
    public async Task A_name_that_cannot_be_one_is_refused_before_any_call(string name)
    {
        await using var stage = await Stage.StartAsync();
        await Assert.ThrowsAsync<SetupException>(() => stage.Client.UploadAsync(stage.Upload with { Name = name }, TestContext.Current.CancellationToken));
        Assert.Empty(stage.Traffic.Requests);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../ledger.json")]
    [InlineData("a\\b")]
    [InlineData("")]
    public async Task A_file_name_that_points_outside_is_a_defect(string name)
    {
        await using var stage = await Stage.StartAsync();
        var upload = stage.Upload with { Files = [new ArtifactFile(name, stage.LedgerPath)] };
        await Assert.ThrowsAsync<ArgumentException>(() => stage.Client.UploadAsync(upload, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_request_has_what_the_protocol_asks_for()
    {
        await using var stage = await Stage.StartAsync();
        var stored = await stage.UploadAsync();
        var create = JsonNode.Parse(stage.Traffic.Requests.Single(request => request.Operation == "CreateArtifact").Body)!.AsObject();
        Assert.Equal(["mime_type", "name", "version", "workflow_job_run_backend_id", "workflow_run_backend_id"], create.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        var finalize = JsonNode.Parse(stage.Traffic.Requests.Single(request => request.Operation == "FinalizeArtifact").Body)!.AsObject();
        Assert.Equal(stored.Size.ToString(), finalize["size"]!.GetValue<string>());
        Assert.Equal(stored.Digest, finalize["hash"]!.GetValue<string>());
    }
}
