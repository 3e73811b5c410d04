using Pruner.Core;
using Pruner.Sandbox.Hosting;

namespace Pruner.Actions.Tests.Results;

public sealed class ArtifactWeatherTests
{
    [Theory]
    [InlineData(FaultKind.Reply, 500)]
    [InlineData(FaultKind.Reply, 502)]
    [InlineData(FaultKind.Reply, 503)]
    [InlineData(FaultKind.Reply, 504)]
    [InlineData(FaultKind.Reply, 429)]
    [InlineData(FaultKind.ResetBefore, 0)]
    [InlineData(FaultKind.ResetAfter, 0)]
    [InlineData(FaultKind.Truncate, 0)]
    [InlineData(FaultKind.ReplyAfter, 500)]
    public async Task One_bad_answer_at_any_step_is_overcome(FaultKind kind, int status)
    {
        foreach (var step in (string[])["CreateArtifact", "PutBlock", "PutBlockList", "FinalizeArtifact"])
        {
            await using var stage = await Stage.StartAsync();
            stage.On(step, kind, fault => fault with { Status = status, Body = "not JSON" });
            var stored = await stage.UploadAsync();
            // What is final is one artifact, whatever was begun before.
            var artifact = Assert.Single(stage.Results.Artifacts, artifact => artifact.IsFinal);
            Assert.Equal((artifact.Id, artifact.Name, artifact.Digest), (stored.Id, stored.Name, stored.Digest));
        }
    }

    [Theory]
    [InlineData("CreateArtifact")]
    [InlineData("PutBlock")]
    [InlineData("PutBlockList")]
    [InlineData("FinalizeArtifact")]
    public async Task What_stays_broken_is_refused_and_says_where_the_file_lies(string step)
    {
        foreach (var kind in (FaultKind[])[FaultKind.Reply, FaultKind.ResetBefore])
        {
            await using var stage = await Stage.StartAsync();
            stage.On(step, kind, static fault => fault with { Status = 503, Body = "{\"code\":\"unavailable\",\"msg\":\"later\"}", Times = int.MaxValue });
            var refusal = (await Assert.ThrowsAsync<EvidenceException>(stage.UploadAsync)).Refusal;
            Assert.StartsWith("The artifact ledger was not uploaded: ", refusal.What, StringComparison.Ordinal);
            Assert.Contains(stage.LedgerPath, refusal.Remedy, StringComparison.Ordinal);
            Assert.Contains("actions/upload-artifact", refusal.Remedy, StringComparison.Ordinal);
            stage.AssertNoSecretIn(refusal.ToString());
            Assert.InRange(stage.Calls(step), 3, 5);
            Assert.DoesNotContain(stage.Results.Artifacts, artifact => artifact.IsFinal);
        }
    }

    [Fact]
    public async Task A_lost_answer_to_the_last_call_is_settled_by_the_list()
    {
        await using var stage = await Stage.StartAsync();
        stage.On("FinalizeArtifact", FaultKind.ResetAfter);
        var stored = await stage.UploadAsync();
        Assert.Equal((1, 1), (stage.Calls("FinalizeArtifact"), stage.Calls("ListArtifacts")));
        Assert.Equal(stage.Results.Artifacts[0].Id, stored.Id);
    }

    [Fact]
    public async Task A_last_call_that_never_arrived_is_made_again()
    {
        await using var stage = await Stage.StartAsync();
        stage.On("FinalizeArtifact", FaultKind.ResetBefore);
        var stored = await stage.UploadAsync();
        Assert.Equal((2, 1), (stage.Calls("FinalizeArtifact"), stage.Calls("ListArtifacts")));
        Assert.Equal(stage.Results.Artifacts[0].Id, stored.Id);
    }

    [Fact]
    public async Task Where_not_even_the_list_answers_it_is_said_that_nobody_knows()
    {
        await using var stage = await Stage.StartAsync();
        stage.On("FinalizeArtifact", FaultKind.ResetAfter);
        stage.On("ListArtifacts", FaultKind.ResetBefore, static fault => fault with { Times = int.MaxValue });
        var refusal = (await Assert.ThrowsAsync<EvidenceException>(stage.UploadAsync)).Refusal;
        Assert.Contains("It is not known whether it was stored.", refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_artifact_of_that_name_in_the_list_is_not_taken_for_ours()
    {
        await using var stage = await Stage.StartAsync();
        stage.On("FinalizeArtifact", FaultKind.ResetBefore, static fault => fault with { Times = int.MaxValue });
        stage.On("ListArtifacts", FaultKind.Reply, static fault => fault with
        {
            Status = 200,
            Times = int.MaxValue,
            Body = """{"artifacts":[{"workflow_run_backend_id":"a","workflow_job_run_backend_id":"b","database_id":"7","name":"ledger","size":"1","digest":"sha256:00"}]}""",
        });
        await Assert.ThrowsAsync<EvidenceException>(stage.UploadAsync);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Used_up_storage_is_said_at_once(int status)
    {
        await using var stage = await Stage.StartAsync();
        stage.On("CreateArtifact", FaultKind.Reply, fault => fault with { Status = status, Body = "{\"code\":\"resource_exhausted\",\"msg\":\"insufficient usage to create artifact\"}" });
        var refusal = (await Assert.ThrowsAsync<EvidenceException>(stage.UploadAsync)).Refusal;
        Assert.Contains("The storage for artifacts is used up", refusal.What, StringComparison.Ordinal);
        Assert.Equal(1, stage.Calls("CreateArtifact"));
    }

    [Fact]
    public async Task An_address_that_no_longer_serves_is_refused_without_showing_it()
    {
        await using var stage = await Stage.StartAsync();
        stage.Results.Storage.AddressLife = TimeSpan.FromMinutes(-1);
        var refusal = (await Assert.ThrowsAsync<EvidenceException>(stage.UploadAsync)).Refusal;
        Assert.Contains("HTTP 403, AuthenticationFailed", refusal.What, StringComparison.Ordinal);
        stage.AssertNoSecretIn(refusal.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/relative?sig=1")]
    [InlineData("ftp://127.0.0.1/a?sig=1")]
    [InlineData("http://127.0.0.1/unsigned")]
    public async Task An_address_that_is_none_is_refused(string address)
    {
        await using var stage = await Stage.StartAsync();
        stage.On("CreateArtifact", FaultKind.Reply, fault => fault with { Status = 200, Body = $$"""{"ok":true,"signed_upload_url":"{{address}}"}""" });
        var refusal = (await Assert.ThrowsAsync<EvidenceException>(stage.UploadAsync)).Refusal;
        Assert.Contains("no usable address", refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_service_it_is_refused()
    {
        await using var stage = await Stage.StartAsync();
        stage.Results.IsAbsent = true;
        var refusal = (await Assert.ThrowsAsync<EvidenceException>(stage.UploadAsync)).Refusal;
        Assert.Contains("HTTP 404", refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_refused()
    {
        await using var stage = await Stage.StartAsync();
        File.Delete(stage.LedgerPath);
        await Assert.ThrowsAsync<EvidenceException>(stage.UploadAsync);
        Assert.Equal(0, stage.Calls("FinalizeArtifact"));
    }

    [Fact]
    public async Task Bytes_that_are_not_those_that_were_stored_are_refused()
    {
        await using var stage = await Stage.StartAsync();
        await stage.UploadAsync();
        var listed = Assert.Single(await stage.ListAsync());
        stage.Results.Storage.Put(stage.Results.Artifacts[0].BlobName, "other"u8.ToArray(), "application/zip");
        var refusal = (await Assert.ThrowsAsync<EvidenceException>(() => stage.DownloadAsync(listed))).Refusal;
        Assert.Contains("SHA-256", refusal.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ListArtifacts", FaultKind.Reply)]
    [InlineData("GetSignedArtifactURL", FaultKind.Truncate)]
    [InlineData("GetBlob", FaultKind.Truncate)]
    [InlineData("GetBlob", FaultKind.ResetBefore)]
    public async Task Reading_overcomes_one_bad_answer_and_refuses_when_it_stays(string step, FaultKind kind)
    {
        await using var stage = await Stage.StartAsync();
        await stage.UploadAsync();
        stage.On(step, kind);
        await stage.DownloadAsync(Assert.Single(await stage.ListAsync()));
        stage.On(step, kind, static fault => fault with { Times = int.MaxValue });
        var refusal = (await Assert.ThrowsAsync<EvidenceException>(async () => await stage.DownloadAsync(Assert.Single(await stage.ListAsync())))).Refusal;
        stage.AssertNoSecretIn(refusal.ToString());
    }

    [Fact]
    public async Task What_another_job_of_the_run_cannot_name_is_refused()
    {
        await using var stage = await Stage.StartAsync();
        await stage.UploadAsync();
        var listed = Assert.Single(await stage.ListAsync());
        await Assert.ThrowsAsync<EvidenceException>(() => stage.DownloadAsync(listed with { Name = "other" }));
        Assert.Empty(await stage.ListAsync("other"));
    }
}
