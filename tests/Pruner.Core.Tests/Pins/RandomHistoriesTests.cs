using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;
using Pruner.CoreOS;

namespace Pruner.Core.Tests.Pins;

/// <summary>Histories by chance, each named by its seed: what is added to one keeps more, and what is missing of one is refused.</summary>
public sealed class RandomHistoriesTests
{
    private const int Histories = 150;

    private static readonly PinSource Source = new("openshift/installer", null, []);

    [Fact]
    public void One_more_branch_tag_or_proposal_never_dooms_an_image()
    {
        var fewer = 0;
        for (var seed = 0; seed < Histories; seed++)
        {
            var history = new RandomHistory(seed);
            var before = Pruned(history.Read());
            for (var more = 1; more <= 4; more++)
            {
                history.AddRef();

                var after = Pruned(history.Read());

                Assert.True(after.IsSubsetOf(before), $"seed {seed}, addition {more}: {string.Join(", ", after.Except(before))} became doomed");
                fewer += after.Count < before.Count ? 1 : 0;
                before = after;
            }
        }

        Assert.True(fewer > Histories / 2, $"only {fewer} additions kept anything: that proves little");
    }

    [Fact]
    public void Whatever_is_missing_of_what_refs_and_proposals_reach_the_history_is_refused()
    {
        var missing = 0;
        for (var seed = 0; seed < Histories / 4; seed++)
        {
            var whole = new RandomHistory(seed).Read();
            Assert.NotEmpty(Pruned(whole));
            foreach (var (what, cut) in Cuts(whole))
            {
                var refused = Record.Exception(() => Read(cut));

                Assert.True(refused is EvidenceException, $"seed {seed}: {what} was missing, and the history was believed");
                missing++;
            }
        }

        Assert.True(missing > Histories, $"only {missing} cuts");
    }

    [Fact]
    public void The_order_of_branches_and_tags_does_not_matter()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var history = new RandomHistory(seed).Read();
            var turned = history with { Refs = [.. history.Refs.Reverse()] };

            Assert.Equal(Read(history).Pins, Read(turned).Pins);
            Assert.Equal(PlanOn(history), PlanOn(turned));
        }
    }

    private static IEnumerable<(string What, MetadataHistory Cut)> Cuts(MetadataHistory whole)
    {
        var reached = RandomHistory.Reached(whole).ToList();
        foreach (var commit in reached)
        {
            yield return ($"commit {commit}", whole with { Commits = whole.Commits.Remove(commit) });
        }

        foreach (var folder in reached.Select(commit => whole.Commits[commit].Folder).OfType<ObjectId>().Distinct())
        {
            yield return ($"folder {folder}", whole with { Folders = whole.Folders.Remove(folder) });
            foreach (var blob in whole.Folders[folder].Select(file => file.Blob).Distinct())
            {
                yield return ($"file {blob}", whole with { Blobs = whole.Blobs.Remove(blob) });
            }
        }

        foreach (var reference in whole.Refs)
        {
            yield return (reference.Name, whole with { Refs = whole.Refs.Remove(reference) });
        }
    }

    private static ImmutableSortedSet<string> Pruned(MetadataHistory history) => RandomHistory.WorldWith(Read(history).Pins).Pruned();

    private static byte[] PlanOn(MetadataHistory history)
    {
        var pins = Read(history);
        var verdicts = RandomHistory.WorldWith(pins.Pins).Decide();
        return Document.Write(Document.Seal(Plans.From([.. verdicts.Select(PlannedVerdict.From)]) with { Certificates = pins.Certificates }));
    }

    private static PinHistory Read(MetadataHistory history) => PinHistory.From([SourcePins.From(history, new InstallerMetadataReader(), Source)], []);
}
