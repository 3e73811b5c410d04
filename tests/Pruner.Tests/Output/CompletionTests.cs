using System.Diagnostics;
using Pruner.Core.Inventories;
using Pruner.Core.Records;
using Pruner.State;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Output;

/// <summary>Completion in a real bash that has sourced the script of the real program.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("pruner-completion-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Theory]
    [InlineData("pruner pl", "plan")]
    [InlineData("pruner ledger sh", "show")]
    [InlineData("pruner ledger undo --dr", "--dry-run")]
    [InlineData("pruner plan 4.2", "4.2 4.20 4.21 4.22 4.23")]
    [InlineData("pruner explain m-1 --release 4.11", "4.11")]
    [InlineData("pruner plan 4.10 --inc", "--include-shared")]
    [InlineData("pruner plan 4.10 --format ", "json markdown text")]
    [InlineData("pruner plan 4.10 --format=m", "markdown")]
    [InlineData("pruner policy ch", "check")]
    [InlineData("pruner completion z", "zsh")]
    [InlineData("pruner apply some-fi", "")] // bash goes on with file names
    public async Task Bash_completes(string line, string expected) => Assert.Equal(expected, await CompleteAsync(line));

    [Fact]
    public async Task Regions_are_those_of_the_last_plan_and_nothing_of_it_is_ever_run()
    {
        var witness = Path.Combine(_state, "owned");
        var plan = Papers.Plan(3);
        string[] names = ["cn-hangzhou", "cn-hongkong", $"cn-$(touch {witness})", "cn-`id`", "us-east-1"];
        await WriteAsync(plan with { Locations = [.. names.Select(name => new LocationListing(name, ListingStatus.Complete, 1, 0, ""))] });
        Assert.Equal("cn-hangzhou cn-hongkong", await CompleteAsync($"pruner plan 4.10 --state {_state} --region cn-"));
        Assert.False(File.Exists(witness));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("""{"locations":7}""")]
    [InlineData("""{"locations":[{}]}""")]
    public async Task A_plan_that_cannot_be_read_gives_no_regions_and_no_noise(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(_state, "plan.json"), text, Stage.Token);
        Assert.Empty(PlannedRegions.In(_state));
        Assert.Empty(PlannedRegions.In(null));
    }

    private Task WriteAsync(Plan plan) => File.WriteAllBytesAsync(Path.Combine(_state, "plan.json"), Document.Write(Document.Seal(plan)), Stage.Token);

    private static async Task<string> CompleteAsync(string line)
    {
        // As bash breaks words: at blanks and at the sign of equality.
        const string Script = """
            pruner() { dotnet "$PRUNER" "$@"; }
            source <(pruner completion bash)
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<< "${1//=/ = }"
            [[ $1 == *" " ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _pruner pruner "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
            echo "${COMPREPLY[*]}"
            """;
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["--norc", "-c", Script, "bash", line])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PRUNER"] = Path.Combine(AppContext.BaseDirectory, "pruner.dll");
        using var bash = Process.Start(start)!;
        var error = bash.StandardError.ReadToEndAsync(Stage.Token);
        var output = await bash.StandardOutput.ReadToEndAsync(Stage.Token);
        Assert.Equal("", await error);
        return output.Trim();
    }
}
