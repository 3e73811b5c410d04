using System.Text;
using Pruner.Core;
using Pruner.Sandbox.Hosting;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>A builds server that answers with something else than its documents.</summary>
public sealed class BuildsTests
{
    private const string Index = "rhcos-4.10/builds.json";
    private const string Unreadable = "‹path› cannot be read from ‹address›: ‹why›.";
    private const string Malformed = "‹document› line ‹number›, column ‹number› (‹place›): expected ‹form›, found ‹found›.";
    private const string NotJson = "‹document› line ‹number›, column ‹number› (‹place›): expected well-formed JSON; the reader says: ‹why›.";

    [Theory]
    [InlineData("<!DOCTYPE html><title>Sign in to the guest network</title>", "'<' is an invalid start of a value")]
    [InlineData("<Error><Code>AccessDenied</Code></Error>", "'<' is an invalid start of a value")]
    [InlineData("", "The input does not contain any JSON tokens")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "'v' is an invalid start of a value")]
    public async Task A_page_with_status_200_in_the_place_of_the_list(string body, string why)
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.BuildsSite.Put("/" + Index, body);
        await IsToldAsync(stage, NotJson, Index, "1", "1", "top level", why);
    }

    [Theory]
    [InlineData("""{"schema-version":"1.0.0","builds":null}""", "36", "/builds", "a list of builds", "null")]
    [InlineData("""{"schema-version":"1.0.0","builds":{}}""", "36", "/builds", "a list of builds", "an object")]
    [InlineData("""{"schema-version":1e999,"builds":[]}""", "19", "/schema-version", "a version", "a number")]
    [InlineData("""{"schema-version":"1.0.0","builds":[{"id":"../../etc","arches":["x86_64"]}]}""", "43", "/builds/0/id", "a build id (letters, digits, '.', '-', '_' and '+')", "\"../../etc\"")]
    public async Task A_list_of_another_form(string text, string column, string place, string form, string found)
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.BuildsSite.Put("/" + Index, text);
        await IsToldAsync(stage, Malformed, Index, "1", column, place, form, found);
    }

    [Fact]
    public async Task A_build_that_is_listed_twice_in_two_spellings()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.BuildsSite.Put("/" + Index, """
            {"schema-version":"1.0.0","builds":[
            {"id":"410.84.202201251210-0","arches":["x86_64"]},
            {"id":"410-84-202201251210-0","arches":["x86_64"]}]}
            """);
        await IsToldAsync(stage, Malformed, Index, "3", "1", "/builds/1", "every build once", "410-84-202201251210-0 a second time");
    }

    [Fact]
    public async Task A_list_without_any_build()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.BuildsSite.Put("/" + Index, """{"schema-version":"1.0.0","builds":[]}""");
        await IsToldAsync(stage, "‹stream›/builds.json lists no build.", "rhcos-4.10");
    }

    [Fact]
    public async Task A_build_whose_id_has_an_unknown_shape_is_left_out()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.BuildsSite.Put("/" + Index, """{"schema-version":"1.0.0","builds":[{"id":"before-the-first","arches":["x86_64"]}]}""");

        var called = await stage.CallAsync("plan", "4.10");

        Assert.True(called.ExitCode == ExitCode.Done, called.Error);
    }

    [Fact]
    public async Task An_architecture_that_no_build_has()
    {
        await using var stage = await Stage.SetAsync();
        var called = await Told.ByAsync(
            stage,
            ["prune", "4.10", "--yes", "--arch", "amd64"],
            ExitCode.Setup,
            "No build of ‹stream› is for the architecture '‹name›'.",
            "rhcos-4.10",
            "amd64");
        Assert.Contains("x86_64", called.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    public async Task A_document_in_another_encoding(string encoding)
    {
        await using var stage = await Stage.SetAsync();
        var with = Encoding.GetEncoding(encoding);
        stage.Servers.BuildsSite.Put("/" + Index, [.. with.GetPreamble(), .. with.GetBytes("""{"schema-version":"1.0.0","builds":[],"note":"für später"}""")]);
        await IsToldAsync(stage, Unreadable, Index, stage.Servers.BuildsUrl, "it is not UTF-8");
    }

    [Theory]
    [InlineData(302, "HTTP 302")] // to a login, say; it is not followed
    [InlineData(401, "HTTP 401")]
    [InlineData(407, "HTTP 407")] // a proxy that wants a password
    [InlineData(403, "HTTP 403")] // an object store that may not say what is missing
    public async Task A_status_that_is_no_answer(int status, string why)
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always(FaultKind.Reply) with { Status = status, Body = "<html>", Headers = new Dictionary<string, string> { ["Location"] = "http://127.0.0.1:1/login" } });
        await IsToldAsync(stage, Unreadable, Index, stage.Servers.BuildsUrl, why);
    }

    [Fact]
    public async Task One_document_of_many_that_the_store_will_not_give()
    {
        await using var stage = await Stage.SetAsync();
        var path = stage.Servers.World.Documents.Keys.Last(path => path.StartsWith("/rhcos-4.10/", StringComparison.Ordinal) && path.EndsWith("x86_64/meta.json", StringComparison.Ordinal));
        stage.Servers.Traffic.Script(Always(FaultKind.Reply, path) with { Status = 403, Body = "<Error><Code>AccessDenied</Code></Error>" });
        await IsToldAsync(stage, Unreadable, path[1..], stage.Servers.BuildsUrl, "HTTP 403");
    }

    [Fact]
    public async Task Answers_that_are_always_cut_off()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always(FaultKind.Truncate));
        await IsToldAsync(stage, Unreadable, Index, stage.Servers.BuildsUrl, Told.Anything);
    }

    [Fact]
    public async Task A_limit_that_holds_for_an_hour()
    {
        await using var stage = await Stage.SetAsync();
        stage.Servers.Traffic.Script(Always(FaultKind.Reply) with { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" } });
        await IsToldAsync(stage, Unreadable, Index, stage.Servers.BuildsUrl, "builds goes on throttling (builds)");
    }

    private static Fault Always(FaultKind kind, string path = "/" + Index) => new(kind, request => request.Service == "builds" && request.Path == path) { Times = int.MaxValue };

    private static Task<Invocation> IsToldAsync(Stage stage, string row, params string[] values) =>
        Told.ByAsync(stage, ["prune", "4.10", "--yes"], ExitCode.Refused, row, values);
}
