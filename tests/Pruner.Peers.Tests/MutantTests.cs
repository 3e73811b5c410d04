using Pruner.Peers.Tests.Harness;
using Pruner.Peers.Tests.Table;

[assembly: AssemblyFixture(typeof(Trials))]

namespace Pruner.Peers.Tests;

/// <summary>Other programs' mistakes, made in our own code one at a time: each turns red the tests that the table names, and without it they are green.</summary>
public sealed class MutantTests(Trials trials)
{
    public static TheoryData<string> Mutants => [.. PeerTable.Mutants.Select(pair => pair.Name)];

    public static TheoryData<string> Projects => [.. Trials.Names.Except(PeerTable.Mutants.Select(pair => pair.Name), StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Mutants))]
    public async Task A_peers_mistake_in_our_code_turns_its_tests_red(string mutant) => await AssertAsync(mutant);

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Without_a_mistake_the_same_tests_are_green(string project) => await AssertAsync(project);

    private async Task AssertAsync(string name)
    {
        var trial = await trials.OfAsync(name);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name} took {trial.Took.TotalSeconds:0.0} s");
        Assert.True(trial.Wrong is null, trial.Wrong);
    }
}
