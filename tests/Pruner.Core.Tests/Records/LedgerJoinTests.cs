using System.Collections.Immutable;
using Pruner.Core.Pins;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Records;

public sealed class LedgerJoinTests
{
    private static readonly LedgerMark _mark = new("aliyun", Some.Account, "", "us-east-1", Plans.Id(0), "name", Some.Now, Some.Now);

    [Fact]
    public void Jobs_on_different_regions_keep_the_marks_of_all_and_each_its_own_entries()
    {
        var (old, east, west) = (_mark with { Id = "m-old" }, _mark with { Id = "m-east" }, _mark with { Id = "m-west", Location = "us-west-1" });
        var (first, second) = (Remembering(old, east), Remembering(old, west) with { Entries = [] });

        var joined = LedgerJoin.Join([second, first]);

        Assert.Equal([east, old, west], joined.Marks!.Value);
        Assert.Equal(Document.Write(second with { Marks = joined.Marks }), Document.Write(joined));
        Assert.Equal(joined.Marks.Value, LedgerJoin.Join([first, second]).Marks!.Value);
    }

    [Fact]
    public void A_mark_that_one_of_them_took_off_or_began_to_is_not_remembered()
    {
        var others = Remembering(_mark);

        Assert.Null(LedgerJoin.Join([others, Changing()]).Marks);
        Assert.Null(LedgerJoin.Join([Changing(), others]).Marks);
        // Only what was changed, only by a run that changes anything, and only of its own account.
        Assert.Equal([_mark], LedgerJoin.Join([others, Remembering()]).Marks!.Value);
        Assert.Equal([_mark], LedgerJoin.Join([others, Changing() with { Mode = RunMode.DryRun }]).Marks!.Value);
        Assert.Equal([_mark], LedgerJoin.Join([others, Changing() with { Account = "6543210987654321" }]).Marks!.Value);
        Assert.Equal([_mark], LedgerJoin.Join([others, Changing() with { Marks = [_mark] }]).Marks!.Value);
    }

    [Fact]
    public void Of_two_marks_of_one_image_the_later_counts_and_those_of_two_accounts_are_two()
    {
        var later = _mark with { At = _mark.At.AddDays(1) };
        var foreign = _mark with { Account = "6543210987654321" };

        Assert.Equal([later], LedgerJoin.Join([Remembering(_mark), Remembering(later)]).Marks!.Value);
        Assert.Equal([later], LedgerJoin.Join([Remembering(later), Remembering(_mark)]).Marks!.Value);
        Assert.Equal([_mark, foreign], LedgerJoin.Join([Remembering(foreign), Remembering(_mark)]).Marks!.Value);
    }

    [Fact]
    public void Pins_of_all_are_remembered_once_on_their_strongest_ground()
    {
        LedgerPin proposed = new("", "", "", "", Some.BuildText, PinOrigin.PullRequest, Some.Witness()), other = proposed with { Build = Some.OtherBuildText };
        var merged = proposed with { Origin = PinOrigin.Merged };

        var joined = LedgerJoin.Join([Remembering() with { Pins = [proposed] }, Remembering() with { Pins = [merged, other] }]);

        Assert.Equal([.. new[] { merged, other }.OrderBy(pin => pin.Build, StringComparer.Ordinal)], joined.Pins);
    }

    [Fact]
    public void A_single_one_is_what_it_was()
    {
        var only = Remembering(_mark);
        Assert.Same(only, LedgerJoin.Join([only]));
    }

    private static Ledger Remembering(params ImmutableArray<LedgerMark> marks) =>
        LedgerFold.Fold(Plans.Of(doomed: 0, kept: 1), Progress.Of([Journals.Run()[0]]), Journal.Genesis, []) with { Marks = marks.IsEmpty ? null : marks };

    /// <summary>A run that began to change the image.</summary>
    private static Ledger Changing()
    {
        var ledger = Remembering();
        return ledger with { Entries = [ledger.Entries[0] with { Noted = Journals.Noted }] };
    }
}
