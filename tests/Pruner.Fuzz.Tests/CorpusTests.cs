using Pruner.Fuzz.Tests.Harness;
using Pruner.Fuzz.Tests.Targets;

namespace Pruner.Fuzz.Tests;

/// <summary>The texts that damage begins with.</summary>
public sealed class CorpusTests
{
    /// <summary>Every reader.</summary>
    public static TheoryData<string> Readers { get; } = [.. AllTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Every_text_of_the_corpus_is_what_its_reader_takes_or_refuses(string reader)
    {
        var target = AllTargets.Named(reader);
        var verdicts = target.Examples.Select(example => (example.Name, Verdict: Judge.Of(target, new Input(example.Bytes, example)))).ToList();

        Assert.All(verdicts, given => Assert.Null(given.Verdict.Wrong));
        // With nothing to take, its damaged texts would all be refused at the same place.
        Assert.Contains(verdicts, given => given.Verdict.WasRead);
    }

    [Fact]
    public void Every_folder_of_the_corpus_has_its_reader()
    {
        var folders = Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "corpus")).Select(folder => Path.GetFileName(folder));

        Assert.Empty(folders.Except(AllTargets.All.Select(target => target.Name), StringComparer.Ordinal));
    }
}
