using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.Core.Pins;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Tests.Given;
using Pruner.CoreOS;

namespace Pruner.Core.Tests.Pins;

/// <summary>From a history to pins and their certificate, with the real reader of the installer's documents.</summary>
public sealed class PinHistoryTests
{
    private const string First = "m-0xi00000000000000001";
    private const string Second = "m-0xi00000000000000002";
    private const string Third = "m-0xi00000000000000003";
    private const string FirstBuild = "410.84.202201010000-0";
    private const string SecondBuild = "410.84.202202020000-0";
    private const string ThirdBuild = "410.84.202203030000-0";

    private static readonly string[] Platforms = ["aliyun", "directory"];
    private static readonly PinSource Source = new("openshift/installer", null, []);

    [Fact]
    public void A_pin_of_any_commit_is_a_pin_though_the_next_commit_replaced_it()
    {
        var pins = Read(TwoCommits().Build());

        Assert.Equal(PinOrigin.Merged, pins.Index.OfImage(Some.Id(id: First))?.Origin);
        Assert.Equal(PinOrigin.Merged, pins.Index.OfBuilds([Some.Build(SecondBuild)])?.Origin);
        Assert.Null(pins.Index.OfImage(Some.Id(id: Third)));
    }

    [Fact]
    public void Every_document_of_a_commit_is_read()
    {
        const string fourth = "m-0xi00000000000000004";
        var history = TwoCommits();
        var both = history.Commit("both", [Tip(history)], [(Documents.RhcosPath, Documents.Stream(ThirdBuild, Third)), ("data/data/coreos/other.json", Documents.Stream(ThirdBuild, fourth))]);

        var pins = Read(history.Branch("side", both).Build());

        Assert.All([Third, fourth], image => Assert.NotNull(pins.Index.OfImage(Some.Id(id: image))));
    }

    [Fact]
    public void The_certificate_counts_what_was_read()
    {
        var history = TwoCommits();
        var proposal = history.Commit("proposal", [Tip(history)], Files(Documents.Stream(ThirdBuild, Third)));
        var certificate = Read(history.Pull(5, proposal).Tag("v1", Tip(history)).Build(), Source with { KnownBuilds = [Some.Build(FirstBuild)] }).Certificates[0];

        Assert.Equal((2, 1, 3, 2), (certificate.Commits, certificate.ProposedCommits, certificate.Folders, certificate.Documents));
        Assert.Equal((2, 1, 1), (certificate.PinnedBuilds, certificate.KnownAnswers, certificate.PullRequests));
        Assert.Equal([new("aliyun", 2)], certificate.Pins);
        Assert.Equal(["refs/heads/master", "refs/tags/v1"], certificate.Heads.Keys);
        Assert.Equal(("github.example.com", "openshift/installer", 130L), (certificate.Host, certificate.Repository, certificate.RepositoryId));
        Assert.Equal(["refs/heads/**", "refs/tags/**"], certificate.References);
        Assert.Equal(["data/data/*cos*.json", "data/data/coreos/**/*.json"], certificate.Paths);
        Assert.Equal((true, 0), (certificate.ReadsPullRequests, certificate.RefsLeftOut));
        Assert.Empty(certificate.UnreadProposals);
    }

    [Fact]
    public void A_hole_in_the_history_is_refused()
    {
        var history = TwoCommits().Build();

        Refused(history with { Commits = history.Commits.Remove(history.Commits.Values.First(commit => commit.Parents.IsEmpty).Id) });
    }

    [Theory]
    [InlineData("{ \"stream\": ")]
    [InlineData("")]
    [InlineData("{ \"something\": \"else\" }")]
    public void A_merged_document_that_is_not_understood_is_refused_with_its_commit_and_ref(string text)
    {
        var builder = TwoCommits();
        var broken = builder.Commit("broken", [Tip(builder)], Files(text));

        var refusal = Refused(builder.Branch("side", broken).Build());

        Assert.Contains(broken.Hex[..12], refusal.What, StringComparison.Ordinal);
        Assert.Contains("refs/heads/side", refusal.What, StringComparison.Ordinal);
        Assert.Contains(Documents.RhcosPath, refusal.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"stream\": ")]
    [InlineData("not json at all")]
    [InlineData("{ \"stream\": \"x\", \"architectures\": { \"x86_64\": { \"images\": { \"newcloud\": { \"places\": {} } } } } }")]
    public void A_proposal_that_is_not_understood_is_reported_and_every_id_in_it_protects(string text)
    {
        var builder = TwoCommits();
        var broken = builder.Commit("broken", [Tip(builder)], Files($"{text} {Third} and {ThirdBuild}"));

        var pins = Read(builder.Pull(9, broken).Build());

        Assert.Equal(PinOrigin.Text, pins.Index.OfImage(Some.Id(id: Third))?.Origin);
        Assert.Equal(PinOrigin.Text, pins.Index.OfBuilds([Some.Build(ThirdBuild)])?.Origin);
        var unread = Assert.Single(pins.Certificates[0].UnreadProposals);
        Assert.Contains("refs/pull/9/head", unread, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_with_an_id_that_its_reader_does_not_report_is_refused()
    {
        var builder = TwoCommits();
        var odd = builder.Commit("odd", [Tip(builder)], Files(WithNote(Third)));

        var refusal = Refused(builder.Branch("side", odd).Build());

        Assert.Contains(Third, refusal.What, StringComparison.Ordinal);
        Assert.Contains("did not find as a pin", refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proposal_whose_readers_disagree_is_reported_and_its_ids_protect()
    {
        var builder = TwoCommits();
        var odd = builder.Commit("odd", [Tip(builder)], Files(WithNote(Third)));

        var pins = Read(builder.Pull(9, odd).Build());

        Assert.Equal(PinOrigin.Text, pins.Index.OfImage(Some.Id(id: Third))?.Origin);
        Assert.Single(pins.Certificates[0].UnreadProposals);
    }

    [Fact]
    public void A_known_answer_that_only_a_proposal_holds_is_missing()
    {
        var builder = TwoCommits();
        var proposal = builder.Commit("proposal", [Tip(builder)], Files(Documents.Stream(ThirdBuild, Third)));
        var source = Source with { KnownBuilds = [Some.Build(FirstBuild), Some.Build(ThirdBuild)] };

        var refusal = Refused(builder.Pull(9, proposal).Build(), source);

        Assert.Contains($"1 of 2 builds that are known to be pinned there, {ThirdBuild}", refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Known_answers_that_are_found_protect_and_pass()
    {
        var pins = Read(TwoCommits().Build(), Source with { KnownBuilds = [Some.Build(FirstBuild), Some.Build(SecondBuild)] });

        Assert.Equal(
            KnownAnswers.OpenShiftInstaller.Union([Some.Build(FirstBuild), Some.Build(SecondBuild)]).Select(build => build.Text).Order(StringComparer.Ordinal),
            pins.Pins.Where(pin => pin.Origin == PinOrigin.Known).Select(pin => pin.Build!.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_installers_known_builds_protect_whatever_the_sources_are()
    {
        var pins = Read(TwoCommits().Build(), Source with { KnownBuilds = [] });

        Assert.All(KnownAnswers.OpenShiftInstaller, build => Assert.NotNull(pins.Index.OfBuilds([build])));
    }

    [Fact]
    public void A_tip_without_a_pin_is_refused()
    {
        var builder = TwoCommits();
        var moved = builder.Commit("moved away", [Tip(builder)], Files("""{ "stream": "rhcos-4.10", "architectures": {} }"""));

        Assert.Contains("refs/heads/master", Refused(Rebranched(builder, moved)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tip_without_the_folder_is_refused()
    {
        var builder = TwoCommits();
        var moved = builder.Commit("moved away", [Tip(builder)], files: ImmutableArray<(string, string)>.Empty);

        Assert.Contains("No boot image is pinned at the tip", Refused(Rebranched(builder, moved)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tip_of_every_release_branch_must_hold_a_pin_and_other_branches_need_none()
    {
        var builder = TwoCommits();
        var bare = builder.Commit("bare", [Tip(builder)], files: ImmutableArray<(string, string)>.Empty);
        var source = Source with { FirstRelease = new ReleaseNumber(4, 10) };

        Assert.NotNull(Read(builder.Branch("release-4.10", Tip(builder)).Branch("side", bare).Build(), source));
        Assert.Contains("release-4.11", Refused(builder.Branch("release-4.11", bare).Build(), source).What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tip_of_every_release_branch_of_a_later_major_must_hold_a_pin_too()
    {
        var builder = TwoCommits();
        var bare = builder.Commit("bare", [Tip(builder)], files: ImmutableArray<(string, string)>.Empty);
        var source = Source with { FirstRelease = new ReleaseNumber(4, 10) };

        // Between majors, and within later ones, nobody knows which minors there ought to be.
        builder.Branch("release-4.10", Tip(builder)).Branch("release-4.1", bare).Branch("release-3.11", bare).Branch("release-5.2", Tip(builder));
        Assert.NotNull(Read(builder.Build(), source));
        Assert.Contains("release-5.0", Refused(builder.Branch("release-5.0", bare).Build(), source).What, StringComparison.Ordinal);
        Assert.NotNull(Read(builder.Build()));
    }

    [Theory]
    [InlineData("refs/heads/release-*", false)] // the default branch names none, and is not asked
    [InlineData("refs/heads/release-1.?", false)] // one branch of several is enough
    [InlineData("refs/heads/**", true)] // it is read, so it is asked
    [InlineData("refs/heads/release-1.1", true)]
    [InlineData("refs/heads/release-2.*", true)] // fits nothing
    [InlineData("refs/tags/**", true)] // the tip of a tag never moves: new pins would be missed
    public void Where_no_branch_is_expected_any_that_is_read_must_hold_a_pin_at_its_tip(string pattern, bool isRefused)
    {
        var builder = new HistoryBuilder();
        var pinned = builder.Commit("pinned", [], Files(Documents.Stream(FirstBuild, First)));
        var bare = builder.Commit("bare", [pinned], files: ImmutableArray<(string, string)>.Empty);
        var whole = builder.Branch("master", bare).Branch("release-1.0", pinned).Branch("release-1.1", bare).Tag("v1", pinned).Build();
        var source = Source with { References = [Glob.TryParse(pattern)!] };
        var narrowed = whole with
        {
            Scope = source.Scope,
            Refs = [.. whole.Refs.Where(reference => source.Scope.Reads(reference.Name))],
            RefsLeftOut = [.. whole.Refs.Select(reference => reference.Name).Where(name => !source.Scope.Reads(name))],
        };

        if (isRefused)
        {
            Assert.Contains("No boot image is pinned at the tip of ", Refused(narrowed, source).What, StringComparison.Ordinal);
        }
        else
        {
            Assert.NotNull(Read(narrowed, source).Index.OfImage(Some.Id(id: First)));
        }
    }

    [Fact]
    public void A_pin_of_an_earlier_ledger_that_is_no_longer_found_protects_and_is_reported()
    {
        var pins = Read(TwoCommits().Build(), Source, Earlier(Third, ThirdBuild));

        Assert.Equal(PinOrigin.EarlierLedger, pins.Index.OfImage(Some.Id(id: Third))?.Origin);
        Assert.Equal(PinOrigin.EarlierLedger, pins.Index.OfBuilds([Some.Build(ThirdBuild)])?.Origin);
        Assert.Equal([$"{ThirdBuild} aliyun us-east-1 {Third}"], pins.LostPins);
    }

    [Fact]
    public void A_pin_of_any_source_protects_and_each_source_has_its_certificate()
    {
        var pins = PinHistory.From([Proven(TwoCommits().Build()), Proven(Other(ThirdBuild, Third))], []);

        Assert.Equal(["openshift/installer", "example/images"], pins.Certificates.Select(certificate => certificate.Repository));
        Assert.Equal("openshift/installer", pins.Index.OfImage(Some.Id(id: First))?.Witness.Repository);
        Assert.Equal("example/images", pins.Index.OfImage(Some.Id(id: Third))?.Witness.Repository);
        Assert.Equal(PinOrigin.Merged, pins.Index.OfBuilds([Some.Build(ThirdBuild)])?.Origin);
    }

    [Fact]
    public void A_build_that_two_sources_name_is_counted_once_of_all_and_in_each_certificate()
    {
        var pins = PinHistory.From([Proven(TwoCommits().Build()), Proven(Other(FirstBuild, Third))], []);

        Assert.Equal([2, 1], pins.Certificates.Select(certificate => certificate.PinnedBuilds));
        Assert.Equal(2, pins.PinnedBuilds);
    }

    [Fact]
    public void A_pin_of_an_earlier_ledger_is_lost_only_when_no_source_holds_it()
    {
        var earlier = Earlier(Third, ThirdBuild);

        Assert.Empty(PinHistory.From([Proven(TwoCommits().Build()), Proven(Other(ThirdBuild, Third))], earlier).LostPins);
        Assert.Single(PinHistory.From([Proven(TwoCommits().Build()), Proven(Other(SecondBuild, Second))], earlier).LostPins);
    }

    [Fact]
    public void The_merged_pin_of_one_source_is_stronger_than_the_proposal_of_the_one_before_it()
    {
        var first = TwoCommits();
        var proposal = first.Commit("proposal", [Tip(first)], Files(Documents.Stream(ThirdBuild, Third)));
        var pins = PinHistory.From([Proven(first.Pull(5, proposal).Build()), Proven(Other(ThirdBuild, Third))], []);

        Assert.Equal((PinOrigin.Merged, "example/images"), (pins.Index.OfImage(Some.Id(id: Third))!.Origin, pins.Index.OfImage(Some.Id(id: Third))!.Witness.Repository));
    }

    [Fact]
    public void Pins_of_no_source_at_all_are_no_evidence() => Assert.Throws<ArgumentException>(() => PinHistory.From([], Earlier(First, FirstBuild)));

    [Fact]
    public void The_certificate_tells_what_was_left_out()
    {
        var source = Source with { References = [Glob.TryParse("refs/heads/ma*")!], ReadsPullRequests = false };
        var history = TwoCommits().Build();
        var narrowed = history with { Scope = source.Scope, RefsLeftOut = ["refs/heads/side", "refs/tags/v1"], RefCounts = new RefCounts(2, 1, 2, 1) };
        var certificate = Assert.Single(Read(narrowed, source).Certificates);

        Assert.Equal(["refs/heads/ma*"], certificate.References);
        Assert.Equal((false, 2), (certificate.ReadsPullRequests, certificate.RefsLeftOut));
        Assert.False(Read(history with { Way = HistoryWay.Clone }).Certificates[0].ReadsPullRequests);
    }

    [Fact]
    public void A_pin_of_an_earlier_ledger_that_is_found_again_is_not_lost() =>
        Assert.Empty(Read(TwoCommits().Build(), Source, Earlier(First, FirstBuild)).LostPins);

    [Fact]
    public void A_merged_pin_that_only_a_pull_requests_text_still_names_is_lost_and_its_build_stays_kept()
    {
        var history = TwoCommits();
        var pins = Read(history.Pull(9, Tip(history), title: $"Please keep {Third}").Build(), Source, Earlier(Third, ThirdBuild));

        Assert.Single(pins.LostPins);
        Assert.Equal(PinOrigin.EarlierLedger, pins.Index.OfBuilds([Some.Build(ThirdBuild)])?.Origin);
    }

    [Fact]
    public void A_build_lost_from_an_image_that_is_still_pinned_stays_kept()
    {
        var pins = Read(TwoCommits().Build(), Source, Earlier(First, ThirdBuild));

        Assert.Equal(PinOrigin.EarlierLedger, pins.Index.OfBuilds([Some.Build(ThirdBuild)])?.Origin);
        Assert.Single(pins.LostPins);
    }

    [Fact]
    public void A_proposal_of_an_earlier_ledger_protects_on_and_is_not_reported_as_lost()
    {
        var pins = Read(TwoCommits().Build(), Source, [.. Earlier(Third, ThirdBuild).Select(pin => pin with { Origin = PinOrigin.PullRequest })]);

        Assert.Equal(PinOrigin.PullRequest, pins.Index.OfImage(Some.Id(id: Third))?.Origin);
        Assert.Empty(pins.LostPins);
    }

    [Fact]
    public void Pins_survive_a_ledger_and_the_loss_of_their_branch()
    {
        var builder = TwoCommits();
        var side = builder.Commit("side", [Tip(builder)], Files(Documents.Stream(ThirdBuild, Third)));
        var remembered = LedgerFold.Remember(Read(builder.Branch("side", side).Build()), Platforms);
        var ledger = LedgerFold.Fold(Plans.Empty(), Progress.Of([]), Journal.Genesis, remembered);
        var readBack = Document.ReadLedger("ledger.json", Document.Write(ledger));

        var later = Read(TwoCommits().Build(), Source, LedgerFold.Recall(readBack));

        Assert.Equal(PinOrigin.EarlierLedger, later.Index.OfImage(Some.Id(id: Third))?.Origin);
        Assert.Contains(later.LostPins, lost => lost.Contains(Third, StringComparison.Ordinal));
        Assert.DoesNotContain(later.LostPins, lost => lost.Contains(First, StringComparison.Ordinal));

        // And once more: what was lost before is remembered on.
        var again = Read(TwoCommits().Build(), Source, LedgerFold.Recall(ledger with { Pins = LedgerFold.Remember(later, Platforms) }));
        Assert.Equal(later.LostPins, again.LostPins);
    }

    [Fact]
    public void A_ledger_remembers_the_images_of_every_store_and_of_other_clouds_the_builds()
    {
        var builder = TwoCommits();
        var text = Documents.Stream(ThirdBuild, Third);
        var side = builder.Commit("side", [Tip(builder)], Files(text.Replace("\"aliyun\"", "\"aws\"", StringComparison.Ordinal)));
        var history = Read(builder.Branch("side", side).Build());

        var ofBoth = LedgerFold.Remember(history, ["directory", "aliyun"]);
        var ofOne = LedgerFold.Remember(history, ["directory"]);

        Assert.Contains(ofBoth, pin => (pin.Platform, pin.Id, pin.Build) == ("aliyun", First, FirstBuild));
        Assert.Contains(ofBoth, pin => (pin.Platform, pin.Id, pin.Build) == ("", "", ThirdBuild));
        Assert.DoesNotContain(ofBoth, pin => pin.Id == Third);
        Assert.All(ofOne, pin => Assert.Equal(("", "", ""), (pin.Platform, pin.Location, pin.Id)));
        Assert.Equal(new[] { FirstBuild, SecondBuild, ThirdBuild }.Order(StringComparer.Ordinal), ofOne.Select(pin => pin.Build).Distinct());
    }

    [Fact]
    public void Pins_are_remembered_once_each_the_strongest_and_in_order()
    {
        const string One = "410.84.202201030000-0";
        const string Other = "410.84.202201040000-0";
        ImmutableArray<Pin> earlier =
        [
            Some.BuildPin(Other, PinOrigin.EarlierLedger),
            Some.ImagePin("m-b", PinOrigin.EarlierLedger),
            Some.ImagePin("m-a", PinOrigin.EarlierLedger) with { Platform = "directory" },
            Some.ImagePin("m-a", PinOrigin.EarlierLedger),
            Some.ImagePin("m-c", PinOrigin.EarlierLedger, "cn-hangzhou"),
            Some.BuildPin(One, PinOrigin.Text),
            Some.BuildPin(One, PinOrigin.EarlierLedger),
            Some.BuildPin(One, PinOrigin.PullRequest),
            // Of a cloud without a store and without a build: nothing is left of it.
            Some.ImagePin("ami-0", PinOrigin.EarlierLedger) with { Platform = "aws" },
        ];

        var remembered = LedgerFold.Remember(Read(TwoCommits().Build(), earlier: earlier), Platforms);

        Assert.Equal(
            [" cn-hangzhou m-c aliyun", " us-east-1 m-a aliyun", " us-east-1 m-a directory", " us-east-1 m-b aliyun", $"{One}   ", $"{Other}   "],
            remembered.Where(pin => pin.Id is not (First or Second) && pin.Build is not (FirstBuild or SecondBuild)).Select(pin => $"{pin.Build} {pin.Location} {pin.Id} {pin.Platform}"));
        Assert.Equal(PinOrigin.EarlierLedger, remembered.Single(pin => pin.Build == One).Origin);
        Assert.All(remembered, pin => Assert.NotEqual("", pin.Id + pin.Build));
    }

    [Fact]
    public void The_witness_is_the_oldest_commit_and_the_most_telling_ref()
    {
        var builder = new HistoryBuilder();
        var older = builder.Commit("older", [], Files(Documents.Stream(FirstBuild, First)), day: 1);
        var newer = builder.Commit("newer", [older], Files(Documents.Stream(FirstBuild, First)), day: 2);
        var pins = Read(builder.Branch("aaa", newer).Branch("release-4.9", newer).Branch("release-4.10", newer).Branch("master", newer).Tag("v1", newer).Build());

        Assert.Equal(
            new Witness("openshift/installer", "refs/heads/master", older.Hex, Documents.RhcosPath, "/architectures/x86_64/images/aliyun/regions/us-east-1/image"),
            pins.Index.OfImage(Some.Id(id: First))?.Witness);
    }

    [Theory]
    [InlineData("refs/heads/release-4.9", "release-4.10", "release-4.9", "zzz")]
    [InlineData("refs/heads/release-4.10", "aaa", "release-4.10")]
    [InlineData("refs/heads/zzz", "zzz")]
    [InlineData("refs/heads/aaa", "zzz", "aaa")]
    [InlineData("refs/tags/v1")]
    public void Release_branches_tell_more_than_others_and_branches_more_than_tags(string expected, params string[] branches)
    {
        var builder = TwoCommits();
        var side = builder.Commit("side", [Tip(builder)], Files(Documents.Stream(ThirdBuild, Third)));
        builder.Tag("v1", side);
        var pins = Read(branches.Aggregate(builder, (all, branch) => all.Branch(branch, side)).Build());

        Assert.Equal(expected, pins.Index.OfImage(Some.Id(id: Third))?.Witness.Reference);
        Assert.Equal(PinOrigin.Merged, pins.Index.OfImage(Some.Id(id: Third))?.Origin);
    }

    [Fact]
    public void A_document_that_is_merged_and_proposed_is_witnessed_by_the_merged_commit()
    {
        var builder = new HistoryBuilder();
        var root = builder.Commit("root", [], Files(Documents.Stream(FirstBuild, First)), day: 5);
        var proposed = builder.Commit("proposed", [root], Files(Documents.Stream(SecondBuild, Second)), day: 1);
        var merged = builder.Commit("merged", [root], Files(Documents.Stream(SecondBuild, Second)), day: 9);
        var pin = Read(builder.Branch("master", merged).Pull(3, proposed).Build()).Index.OfImage(Some.Id(id: Second));

        Assert.Equal((PinOrigin.Merged, merged.Hex), (pin?.Origin, pin?.Witness.Commit));
    }

    [Fact]
    public void The_text_of_pull_requests_and_commit_messages_protects()
    {
        var builder = TwoCommits();
        var proposal = builder.Commit($"bump to {FirstBuild}\n\nfrom 410.84.202204040000-0", [Tip(builder)], Files(Documents.Stream(FirstBuild, First)));
        var pins = Read(builder.Pull(9, proposal, title: $"OCPBUGS-1: {ThirdBuild}", body: $"boots {Third}\r\n").Build());

        AssertText("title", pins.Index.OfBuilds([Some.Build(ThirdBuild)]));
        AssertText("body", pins.Index.OfImage(Some.Id(id: Third)));
        AssertText("message", pins.Index.OfBuilds([Some.Build("410.84.202204040000-0")]));
    }

    [Fact]
    public void A_commit_message_that_touches_no_metadata_says_nothing()
    {
        var builder = TwoCommits();
        var unrelated = builder.Commit($"docs: {ThirdBuild}", [Tip(builder)], Files(Documents.Stream(SecondBuild, Second)));

        Assert.Null(Read(builder.Pull(9, unrelated).Build()).Index.OfBuilds([Some.Build(ThirdBuild)]));
    }

    [Fact]
    public void Heads_that_a_force_push_replaced_protect_as_the_present_one()
    {
        var builder = TwoCommits();
        var replaced = builder.Commit("replaced", [Tip(builder)], Files(Documents.Stream(ThirdBuild, Third)));
        var gone = HistoryBuilder.IdOf("commit", "could not be read");
        var pin = Read(builder.Pull(9, Tip(builder), earlierHeads: [replaced, gone]).Build()).Index.OfImage(Some.Id(id: Third));

        Assert.Equal((PinOrigin.PullRequest, "refs/pull/9/head"), (pin?.Origin, pin?.Witness.Reference));
    }

    [Fact]
    public void A_commit_that_no_ref_reaches_any_more_still_protects()
    {
        var builder = TwoCommits();
        builder.Commit("left over", [Tip(builder)], Files(Documents.Stream(ThirdBuild, Third)));

        Assert.Equal(PinOrigin.PullRequest, Read(builder.Build()).Index.OfImage(Some.Id(id: Third))?.Origin);
    }

    [Fact]
    public void A_link_in_the_place_of_a_merged_document_is_refused_and_of_a_proposal_reported()
    {
        var builder = TwoCommits();
        ImmutableArray<MetadataFile>? link = [new MetadataFile(Documents.RhcosPath, HistoryBuilder.IdOf("blob", "elsewhere"), IsFile: false)];
        var linked = builder.Commit("linked", [Tip(builder)], link);

        Assert.Single(Read(builder.Pull(9, linked).Build()).Certificates[0].UnreadProposals);
        Assert.Contains("is a link or a submodule", Refused(builder.Branch("side", linked).Build()).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_refused_when_merged_and_reported_when_proposed()
    {
        var builder = TwoCommits();
        var text = $"\ufffd {Third}";
        var odd = builder.Commit("odd", [Tip(builder)], Files(text));
        var unreadable = ImmutableDictionary<ObjectId, string>.Empty.Add(HistoryBuilder.IdOf("blob", text), "it is not UTF-8");

        var pins = Read(builder.Pull(9, odd).Build() with { Unreadable = unreadable });

        Assert.Contains("not UTF-8", Assert.Single(pins.Certificates[0].UnreadProposals), StringComparison.Ordinal);
        Assert.Equal(PinOrigin.Text, pins.Index.OfImage(Some.Id(id: Third))?.Origin);
        Assert.Contains("not UTF-8", Refused(builder.Branch("side", odd).Build() with { Unreadable = unreadable }).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_any_text_is_reported_when_proposed()
    {
        var builder = TwoCommits();
        var odd = builder.Commit("odd", [Tip(builder)], Files("too large"));
        var blob = HistoryBuilder.IdOf("blob", "too large");
        var history = builder.Pull(9, odd).Build();

        var pins = Read(history with { Blobs = history.Blobs.Remove(blob), Unreadable = ImmutableDictionary<ObjectId, string>.Empty.Add(blob, "it is too large") });

        Assert.Contains("too large", Assert.Single(pins.Certificates[0].UnreadProposals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folder_that_cannot_be_read_is_refused_when_merged_and_reported_when_proposed(bool byCommit)
    {
        var builder = TwoCommits();
        var odd = builder.Commit("odd", [Tip(builder)], Files("x"));
        var history = builder.Pull(9, odd).Build();
        var folder = history.Commits[odd].Folder!.Value;
        history = history with
        {
            Folders = history.Folders.Remove(folder),
            Unreadable = ImmutableDictionary<ObjectId, string>.Empty.Add(byCommit ? odd : folder, "a file stands in its place"),
            Commits = byCommit ? history.Commits.SetItem(odd, history.Commits[odd] with { Folder = null }) : history.Commits,
        };

        Assert.Contains("a file stands in its place", Assert.Single(Read(history).Certificates[0].UnreadProposals), StringComparison.Ordinal);
        var merged = history with
        {
            Refs = [.. history.Refs, new GitRef("refs/tags/odd", odd, odd)],
            RefCounts = new RefCounts(1, 1, 1, 1),
        };
        Assert.Contains("a file stands in its place", Refused(merged).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_of_unknown_shape_keeps_the_image_and_what_looks_like_a_build_in_it()
    {
        var builder = new HistoryBuilder();
        var only = builder.Commit("only", [], Files(Documents.Stream($"build {FirstBuild} respun", First)));
        var pins = Read(builder.Branch("master", only).Build());

        Assert.NotNull(pins.Index.OfImage(Some.Id(id: First)));
        Assert.Equal(PinOrigin.Merged, pins.Index.OfBuilds([Some.Build(FirstBuild)])?.Origin);
    }

    [Fact]
    public void The_order_of_what_was_read_does_not_matter()
    {
        var builder = TwoCommits();
        var side = builder.Commit($"side {FirstBuild}", [Tip(builder)], Files(Documents.Stream(ThirdBuild, Third)));
        var history = builder.Branch("side", side).Tag("v1", side).Pull(9, side).Pull(3, side, body: Third).Build();
        var turned = history with { Refs = [.. history.Refs.Reverse()], PullRequests = [.. history.PullRequests.Reverse()] };

        Assert.Equal(
            LedgerFold.Remember(Read(history), Platforms),
            LedgerFold.Remember(Read(turned), Platforms));
    }

    [Fact]
    public void Of_two_pull_requests_with_one_head_the_older_is_the_witness()
    {
        var builder = TwoCommits();
        var proposed = builder.Commit("proposed", [Tip(builder)], Files(Documents.Stream(ThirdBuild, Third)));

        Assert.Equal("refs/pull/9/head", Read(builder.Pull(10, proposed).Pull(9, proposed).Build()).Index.OfImage(Some.Id(id: Third))?.Witness.Reference);
    }

    [Fact]
    public void Of_an_image_in_several_documents_the_oldest_then_the_first_commit_then_the_first_path_is_the_witness()
    {
        const string Fcos = "data/data/coreos/fcos.json";
        const string Scos = "data/data/coreos/scos.json";
        var text = Documents.Stream(ThirdBuild, Third);
        var builder = TwoCommits();
        var both = builder.Commit("both", [Tip(builder)], [(Scos, text), (Fcos, text)], day: 3);
        Assert.Equal((Fcos, both.Hex), WitnessOf(builder.Branch("both", both)));

        var other = builder.Commit("other", [Tip(builder)], [(Fcos, text)], day: 3);
        var early = builder.Commit("early", [Tip(builder)], [(Scos, text + " ")], day: 2);
        Assert.Equal((Fcos, new[] { both, other }.Min().Hex), WitnessOf(builder.Branch("other", other)));
        Assert.Equal((Scos, early.Hex), WitnessOf(builder.Branch("early", early)));

        static (string?, string?) WitnessOf(HistoryBuilder builder)
        {
            var witness = Read(builder.Build()).Index.OfImage(Some.Id(id: Third))?.Witness;
            return (witness?.Path, witness?.Commit);
        }
    }

    [Fact]
    public void Of_two_documents_and_two_commits_of_one_day_the_first_commit_by_id_is_the_witness()
    {
        var builder = TwoCommits();
        var text = Documents.Stream(ThirdBuild, Third);
        var one = builder.Commit($"one {FirstBuild}", [Tip(builder)], [(Documents.RhcosPath, text)], day: 3);
        var other = builder.Commit($"other {FirstBuild}", [Tip(builder)], [("data/data/coreos/fcos.json", text)], day: 3);
        var pins = Read(builder.Branch("one", one).Branch("other", other).Build());

        Assert.Equal(new[] { one, other }.Min().Hex, pins.Index.OfImage(Some.Id(id: Third))?.Witness.Commit);
        Assert.Equal(
            new[] { one, other }.Order().Select(commit => commit.Hex), pins.Pins.Where(pin => pin.Witness.Path == "message" && pin.Build?.Text == FirstBuild).Select(pin => pin.Witness.Commit));
    }

    [Fact]
    public void Stronger_pins_stand_before_weaker_ones()
    {
        var builder = TwoCommits();
        var proposed = builder.Commit("proposed", [Tip(builder)], Files(Documents.Stream(ThirdBuild, Third)));
        var history = builder.Pull(9, proposed, title: ThirdBuild).Build();
        var source = Proven(history);
        var both = PinHistory.From([source, Proven(Other(SecondBuild, Second))], []);

        Assert.Equal([PinOrigin.Merged, PinOrigin.PullRequest, PinOrigin.Text], source.Pins.Select(pin => pin.Origin).Distinct());
        Assert.Equal(source.Pins.Select(pin => pin.Origin).Order(), source.Pins.Select(pin => pin.Origin));
        var collected = both.Pins.Select(pin => pin.Origin).Where(origin => origin != PinOrigin.Known).ToList();
        Assert.Equal(collected.Order(), collected);
    }

    [Fact]
    public void The_first_of_several_unreadable_folders_is_told()
    {
        var history = TwoCommits().Build();
        var ids = history.Commits.Keys.Order().ToList();

        var refusal = Refused(history with { Unreadable = ids.ToImmutableDictionary(id => id, _ => "it is a link") });

        Assert.Contains(ids[0].Hex[..12], refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_of_a_proposal_to_a_document_brings_nothing_of_that_document()
    {
        var builder = TwoCommits();
        var blob = HistoryBuilder.IdOf("blob", Documents.Stream(SecondBuild, Second));
        var proposed = builder.Commit("proposed", [Tip(builder)], [new MetadataFile("data/data/coreos/link.json", blob, IsFile: false)]);

        Assert.DoesNotContain(Read(builder.Pull(9, proposed).Build()).Pins, pin => pin.Witness.Path == "data/data/coreos/link.json");
    }

    [Fact]
    public void Whatever_looks_like_a_build_in_a_release_of_unknown_shape_protects_and_so_does_a_build_that_a_document_names_alone()
    {
        var builder = new HistoryBuilder();
        var text = $"{First} version-{ThirdBuild}-final\n{Second} {SecondBuild}\n{FirstBuild}";
        var history = builder.Branch("master", builder.Commit("first", [], Files(text))).Build();

        var pins = SourcePins.From(history, new PlainReader(), Source).Pins;

        Assert.Equal(
            [$"{First} ", $" {ThirdBuild}", $"{Second} {SecondBuild}", $" {FirstBuild}"],
            pins.Select(pin => $"{pin.ImageId} {pin.Build}"));
    }

    [Fact]
    public void The_message_of_a_root_and_of_a_merge_protects_when_it_brings_metadata()
    {
        var builder = new HistoryBuilder();
        var root = builder.Commit($"root {FirstBuild}", [], Files(Documents.Stream(SecondBuild, Second)));
        var empty = builder.Commit("empty 410.84.202204040000-0", [], ImmutableArray<(string, string)>.Empty);
        var merge = builder.Commit($"merge {ThirdBuild}", [root, empty], Files(Documents.Stream(SecondBuild, Second)));
        var index = Read(builder.Branch("master", merge).Build()).Index;

        AssertText("message", index.OfBuilds([Some.Build(FirstBuild)]));
        AssertText("message", index.OfBuilds([Some.Build(ThirdBuild)]));
        Assert.Null(index.OfBuilds([Some.Build("410.84.202204040000-0")]));
    }

    [Fact]
    public void A_pin_of_an_earlier_ledger_that_is_found_on_ground_as_strong_is_not_added_again()
    {
        var builder = TwoCommits();
        var proposed = builder.Commit("proposed", [Tip(builder)], Files(Documents.Stream(ThirdBuild, Third)));
        var image = Some.ImagePin(Third, PinOrigin.PullRequest) with { Witness = Some.Witness("earlier") };
        var build = Some.BuildPin(FirstBuild, PinOrigin.EarlierLedger) with { Witness = Some.Witness("earlier") };

        var pins = Read(builder.Pull(9, proposed).Build(), earlier: [image, build]);

        Assert.DoesNotContain(pins.Pins, pin => pin.Witness.Reference == "earlier");
        Assert.Empty(pins.LostPins);
    }

    [Fact]
    public void Lost_pins_are_told_in_order() =>
        Assert.Equal(
            [" us-east-1 m-lost1", " us-east-1 m-lost2"],
            Read(TwoCommits().Build(), earlier: [Some.ImagePin("m-lost2", PinOrigin.EarlierLedger), Some.ImagePin("m-lost1", PinOrigin.EarlierLedger)]).LostPins.Select(lost => lost["aliyun".Length..]));

    [Fact]
    public void A_tip_may_hold_documents_without_pins_besides_and_the_certificate_names_the_commit_of_a_tag()
    {
        var builder = new HistoryBuilder();
        var tip = builder.Commit("tip", [], [("data/data/coreos/fcos.json", Documents.Stream()), (Documents.RhcosPath, Documents.Stream(FirstBuild, First))]);
        var tag = HistoryBuilder.IdOf("tag", "annotated");
        var history = builder.Branch("master", tip).Tag("v1", tip).Build();
        var certificate = Read(history with { Refs = [history.Refs[0], history.Refs[1] with { Target = tag }] }).Certificates[0];

        Assert.Equal([new("refs/heads/master", tip.Hex), new("refs/tags/v1", tip.Hex)], certificate.Heads);
    }

    [Fact]
    public void Proposals_that_could_not_be_read_are_told_in_order()
    {
        var builder = TwoCommits();
        var tip = Tip(builder);
        foreach (var number in new[] { 3, 1, 2 })
        {
            builder.Pull(number, builder.Commit($"proposal {number}", [tip], Files($"broken {number}"), day: 9 - number));
        }

        var unread = Read(builder.Build()).Certificates[0].UnreadProposals;

        Assert.Equal(["refs/pull/1/head", "refs/pull/2/head", "refs/pull/3/head"], unread.Select(told => told.Split(' ')[0]));
    }

    private static string WithNote(string note) =>
        Documents.Stream(SecondBuild, Second).Replace("\"stream\"", $"\"note\": \"{note}\", \"stream\"", StringComparison.Ordinal);

    private static ImmutableArray<(string Path, string Text)> Files(string text) => [(Documents.RhcosPath, text)];

    private static HistoryBuilder TwoCommits()
    {
        var builder = new HistoryBuilder();
        var first = builder.Commit("first", [], Files(Documents.Stream(FirstBuild, First)));
        return builder.Branch("master", builder.Commit("second", [first], Files(Documents.Stream(SecondBuild, Second))));
    }

    private static ObjectId Tip(HistoryBuilder builder) =>
        builder.Build().Refs.First(reference => reference.Name == "refs/heads/master").Target;

    private static MetadataHistory Rebranched(HistoryBuilder builder, ObjectId master)
    {
        var history = builder.Build();
        return history with { Refs = [new GitRef("refs/heads/master", master, master)] };
    }

    private static ImmutableArray<Pin> Earlier(string image, string build) =>
        [new Pin("aliyun", "x86_64", "us-east-1", image, Some.Build(build), PinOrigin.EarlierLedger, Some.Witness())];

    /// <summary>The history of another repository, with one pin.</summary>
    private static MetadataHistory Other(string build, string image)
    {
        var builder = new HistoryBuilder();
        var history = builder.Branch("master", builder.Commit("first", [], Files(Documents.Stream(build, image)))).Build();
        return history with { Repository = new RepositoryIdentity(history.Repository.Host, "example/images", 7) };
    }

    private static SourcePins Proven(MetadataHistory history) => SourcePins.From(history, new InstallerMetadataReader(), Source with { Repository = history.Repository.Name });

    private static PinHistory Read(MetadataHistory history, PinSource? source = null, ImmutableArray<Pin>? earlier = null) =>
        PinHistory.From([SourcePins.From(history, new InstallerMetadataReader(), source ?? Source)], earlier ?? []);

    private static Refusal Refused(MetadataHistory history, PinSource? source = null) =>
        Assert.Throws<EvidenceException>(() => Read(history, source)).Refusal;

    private static void AssertText(string path, Pin? pin) => Assert.Equal((PinOrigin.Text, path), (pin?.Origin, pin?.Witness.Path));
}
