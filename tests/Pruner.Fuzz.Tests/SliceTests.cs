using Pruner.Fuzz.Tests.Harness;
using Pruner.Fuzz.Tests.Targets;

namespace Pruner.Fuzz.Tests;

/// <summary>A slice of the damaged texts for every reader; the same program gives as many as wanted, see docs/safety.md.</summary>
public sealed class SliceTests
{
    private const int Seed = 1_000_000;
    private const int Texts = 200;
    private const int MostCut = 150;

    [Theory]
    [MemberData(nameof(CorpusTests.Readers), MemberType = typeof(CorpusTests))]
    public void A_damaged_text_is_read_or_refused(string reader)
    {
        var target = AllTargets.Named(reader);
        var taken = 0;
        for (var number = 0; number < Texts; number++)
        {
            var verdict = Judge.Of(target, Mutants.Of(target, Seed, number));

            Assert.True(verdict.Wrong is null, $"--parser {reader} --seed {Seed} --from {number} --runs 1: {verdict.Wrong}");
            taken += verdict.WasRead ? 1 : 0;
        }

        Assert.InRange(taken, 1, Texts);
    }

    [Theory]
    [MemberData(nameof(CorpusTests.Readers), MemberType = typeof(CorpusTests))]
    public void A_text_that_is_cut_off_anywhere_is_read_or_refused(string reader)
    {
        var target = AllTargets.Named(reader);
        var all = Mutants.Whole(target).ToList();
        // Long ones at some of their bytes: the command line does it at all.
        foreach (var input in all.Where((_, number) => number % (1 + (all.Count / MostCut)) == 0))
        {
            Assert.True(Judge.Of(target, input).Wrong is null, $"{input.Original.Name} cut off after {input.Bytes.Length} bytes: {Judge.Of(target, input).Wrong}");
        }
    }
}
