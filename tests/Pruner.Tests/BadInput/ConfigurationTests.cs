using System.Text;
using Pruner.Core;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.BadInput;

/// <summary>A pruner.yml that is not what it should be.</summary>
public sealed class ConfigurationTests(QuietStage quiet) : IClassFixture<QuietStage>
{
    private const string Wrong = "‹file›, line ‹number›, column ‹number›: ‹key› is '‹value›', expected ‹form›.";
    private const string NoYaml = "‹file›, line ‹number›, column ‹number›: it is no YAML: ‹why›.";
    private const string Unreadable = "The configuration ‹file› cannot be read: ‹why›.";
    private const string Anchors = "‹file›, line ‹number›, column ‹number›: anchors (&) and aliases (*) are not read here: write every value out.";

    [Theory]
    [InlineData("account:\n", "1", "9", "account", "", "an account id: digits")]
    [InlineData("max-deletions: \"\"\n", "1", "16", "max-deletions", "", "a whole number from 0 to 10000000, or none")]
    [InlineData("max-deletions: 99999999999\n", "1", "16", "max-deletions", "99999999999", "a whole number from 0 to 10000000, or none")]
    [InlineData("max-deletions: 2_000\n", "1", "16", "max-deletions", "2_000", "a whole number from 0 to 10000000, or none")]
    [InlineData("keep-newest: off\n", "1", "14", "keep-newest", "off", "a whole number from 0 to 100000, or none")]
    [InlineData("account: 1234-5678\n", "1", "10", "account", "1234-5678", "an account id: digits")]
    public Task A_value_of_another_form(string text, string line, string column, string key, string value, string form) =>
        IsToldAsync(text, Wrong, line, column, key, value, form);

    [Fact]
    public Task A_tab_in_the_place_of_spaces() =>
        IsToldAsync("pins:\n\trepository: openshift/installer\n", NoYaml, "1", "1", "While scanning a mapping, found invalid tab as indentation");

    [Fact]
    public Task Two_documents_in_one_file() =>
        IsToldAsync("min-age: 90d\n---\nmin-age: none\n", "‹file›, line ‹number›, column ‹number›: it holds more than one document.", "3", "1");

    [Theory]
    [InlineData("min-age: &age 90d\nkeep-newest: *age\n", "1", "10")]
    [InlineData("keep-newest: *age\n", "1", "14")]
    public Task An_anchor_or_an_alias(string text, string line, string column) => IsToldAsync(text, Anchors, line, column);

    [Fact]
    public Task Aliases_that_would_grow_to_gigabytes()
    {
        var text = new StringBuilder("a0: &a0 {k: v}\n");
        for (var i = 1; i <= 30; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i}\n  l{i}:\n    <<: *a{i - 1}\n  r{i}:\n    <<: *a{i - 1}\n");
        }

        return IsToldAsync(text.ToString(), Anchors, "1", "5");
    }

    [Fact]
    public Task Values_nested_deeper_than_any_stack() =>
        IsToldAsync("keep: " + new string('[', 200_000), "‹file›, line ‹number›, column ‹number›: values are nested more than ‹number› deep.", "1", "22", "16");

    [Fact]
    public Task A_file_in_UTF_16_with_its_mark() =>
        IsToldAsync([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("min-age: 90d\n")], Unreadable, "it is not UTF-8");

    [Fact]
    public Task A_file_in_UTF_16_without_its_mark() =>
        IsToldAsync(Encoding.Unicode.GetBytes("min-age: 90d\n"), Unreadable, "it holds a NUL character: it is not UTF-8, or damaged");

    [Fact]
    public Task A_file_in_Latin_1() =>
        IsToldAsync(Encoding.Latin1.GetBytes("keep:\n  - build: 410.84.202201251210-0\n    reason: für Müller\n"), Unreadable, "it is not UTF-8");

    [Fact]
    public Task A_file_of_more_than_a_mebibyte() =>
        IsToldAsync(new string('#', 1024 * 1024) + "\n", Unreadable, "it is larger than 1 MiB");

    [Fact]
    public Task A_device_that_never_ends() => IsRefusedAsync("/dev/zero", Unreadable, "/dev/zero", "it is larger than 1 MiB");

    [Fact]
    public Task A_folder_in_the_place_of_the_file() =>
        IsRefusedAsync(quiet.Stage.Servers.Folder, Unreadable, quiet.Stage.Servers.Folder, "it is a folder");

    [Fact]
    public Task A_file_that_is_not_there() =>
        IsRefusedAsync("/no/pruner.yml", "The configuration ‹file› is not there.", "/no/pruner.yml");

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_the_first_key()
    {
        var file = await WriteAsync([0xEF, 0xBB, 0xBF, .. "max-deletions: 7\n"u8]);
        Assert.Equal(7, Pruner.Configuration.ConfigurationFile.Read(file).MaxDeletions);
    }

    private Task IsToldAsync(string text, string row, params string[] values) => IsToldAsync(Encoding.UTF8.GetBytes(text), row, values);

    private async Task IsToldAsync(byte[] content, string row, params string[] values)
    {
        var file = await WriteAsync(content);
        await IsRefusedAsync(file, row, [file, .. values]);
    }

    private Task<Invocation> IsRefusedAsync(string file, string row, params string[] values) =>
        Told.ByAsync(quiet.Stage, ["prune", "4.10", "--yes", "--config", file], ExitCode.Setup, row, values);

    private async Task<string> WriteAsync(byte[] content)
    {
        var file = Path.Combine(quiet.Stage.Servers.Folder, "bad.yml");
        await File.WriteAllBytesAsync(file, content, Stage.Token);
        return file;
    }
}
