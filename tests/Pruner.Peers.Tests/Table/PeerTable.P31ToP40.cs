namespace Pruner.Peers.Tests.Table;

/// <content>Cleaners of container registries, of which the general lesson holds here, and saved plans.</content>
internal static partial class PeerTable
{
    private static IEnumerable<Defect> P31ToP40 =>
    [
        new(
            "P31",
            "delete-package-versions, snok, vlaurin, acr-cli",
            "\"Delete what has no tag\" removes the parts of images for several architectures.",
            "There is no store of container images yet, and so no manifest. What rests on something else here are images on snapshots: see P18. A build is kept in all of its architectures.")
        {
            Mutants =
            [
                new(
                    "a pin of one architecture keeps that one only",
                    "src/Pruner.Core/Planning/Rules.cs",
                    """subject.Pins.OfBuilds(subject.PossibleBuilds) is { } pin && origins.Contains(pin.Origin) ? pin : null;""",
                    """subject.Pins.OfBuilds(subject.PossibleBuilds) is { } pin && origins.Contains(pin.Origin) && (pin.Architecture.Length == 0 || pin.Architecture == subject.Build?.Architecture) ? pin : null;""",
                    "Core: RulesTests.A_pinned_build_is_kept_in_every_region_and_architecture"),
            ],
        },
        new(
            "P32",
            "dataaxiom, snok",
            "\"Keep the newest N\" counts tags, or what another filter has left: too many go.",
            "Builds are counted, of each stream and architecture, before any other rule; and both over all that were built and over those that still have an image.")
        {
            Mutants =
            [
                new(
                    "the newest are counted over all that were ever built",
                    "src/Pruner.Core/Planning/NewestBuilds.cs",
                    """isPresent ? ofPresent++ : ofAll;""",
                    """ofAll;""",
                    "Core: NewestTests.Builds_whose_images_are_gone_take_no_place_of_those_that_have_one"),
                new(
                    "the newest are counted over what no tag keeps",
                    "src/Pruner.Core/Planning/NewestBuilds.cs",
                    """
                    var groups = catalog.Builds
                                .Select(entry => entry.Build)
                    """,
                    """
                    var groups = catalog.Builds
                                .Where(entry => !inventory.Artifacts.Any(artifact => BootImageTag.IsTrue(artifact) && entry.Artifacts.Contains(artifact.Id)))
                                .Select(entry => entry.Build)
                    """,
                    "Core: NewestTests.The_newest_are_counted_before_any_other_rule"),
                new(
                    "the newest are counted over all architectures together",
                    "src/Pruner.Core/Planning/NewestBuilds.cs",
                    """.GroupBy(build => (build.Stream, build.Architecture))""",
                    """.GroupBy(build => build.Stream, StringComparer.Ordinal)""",
                    "Core: NewestTests.Each_stream_and_architecture_has_its_own_newest"),
            ],
        },
        new("P33", "dataaxiom, acr-cli", "Signatures and attestations are deleted while what they vouch for lives.", "There is no store of container images yet: nothing here refers to another but images to snapshots, see P18."),
        new(
            "P34",
            "rsp-reaper",
            "An image is judged by the best of its other tags: one that protects does not, and its alias dies with it.",
            "Every name of an image is asked, in the catalogs and in its own; whichever is pinned keeps it.")
        {
            Mutants =
            [
                new(
                    "an image is of the build that a catalog says, whatever its name says",
                    "src/Pruner.Core/Planning/Subject.cs",
                    """[.. Places.Select(place => place.Entry.Build.Id).Concat(NamedBuilds).Distinct()];""",
                    """[.. Places.Select(place => place.Entry.Build.Id).Distinct()];""",
                    "Core: RulesTests.A_pinned_build_in_the_name_alone_is_enough"),
                new(
                    "an image is pinned in the very region that a document says",
                    "src/Pruner.Core/Pins/PinIndex.cs",
                    """_byId.GetValueOrDefault(image.Id);""",
                    """_byId.GetValueOrDefault(image.Id) is { } pin && pin.Location == image.Location ? pin : null;""",
                    "Core: RulesTests.An_image_named_under_another_region_is_kept_by_its_id_alone"),
            ],
        },
        new(
            "P35",
            "rsp-reaper",
            "rc9 comes after rc10; what has no number is sorted by name, and \"number N\" keeps the last of the alphabet.",
            "Numbers are compared as numbers; what has no date is not ranked at all, and kept.")
        {
            Mutants =
            [
                new(
                    "counters are compared as text",
                    "src/Pruner.Core/Planning/NewestBuilds.cs",
                    """.ThenByDescending(build => build.Id.Counter)""",
                    """.ThenByDescending(build => build.Id.Text, StringComparer.Ordinal)""",
                    "Core: NewestTests.Builds_of_one_minute_are_told_apart_by_their_counter_as_a_number"),
                new(
                    "releases are compared as text",
                    "src/Pruner.Core/Policies/ReleaseNumber.cs",
                    """Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);""",
                    """string.CompareOrdinal(ToString(), other.ToString());""",
                    "Core: ReleaseNumberTests.Ten_comes_after_nine"),
                new(
                    "a build without a date has a place among the newest",
                    "src/Pruner.Core/Planning/NewestBuilds.cs",
                    """
                    .Where(build => build.Id.Date <= now)
                                .Distinct()
                                .GroupBy(build => (build.Stream, build.Architecture))
                                .Select(group => group
                                    .OrderByDescending(build => build.Id.Date)
                    """,
                    """
                    .Distinct()
                                .GroupBy(build => (build.Stream, build.Architecture))
                                .Select(group => group
                                    .OrderByDescending(build => build.Id.Text, StringComparer.Ordinal)
                    """,
                    "Core: NewestTests.A_build_without_a_calendar_date_takes_no_place",
                    "Core: NewestTests.A_build_from_the_future_takes_no_place"),
            ],
        },
        new(
            "P36",
            "rsp-reaper",
            "An empty plan is an error; nothing is tried again; the first error ends all registries.",
            "A plan with nothing in it is a plan; reads are tried again, regions do not depend on each other (see P07).")
        {
            Mutants =
            [
                new(
                    "the share of nothing cannot be computed",
                    "src/Pruner.Core/Planning/PlanGuards.cs",
                    """doomed * 100 > (long)plan.Verdicts.Length * limit""",
                    """100m * doomed / plan.Verdicts.Length > limit""",
                    "Core: PlanGuardsTests.A_larger_share_than_the_limit_is_refused"),
                new(
                    "a read whose answer was lost is given up",
                    "src/Pruner.Http/HttpExchange.cs",
                    """new(null, Judgement.Failing(), call.MayRepeat, new""",
                    """new(null, Judgement.Failing(), MayRepeat: false, new""",
                    "Http: HttpExchangeTests.A_read_whose_answer_was_lost_is_made_again"),
            ],
        },
        new(
            "P37",
            "jobs for GitHub's registry",
            "What is known not to be deletable makes every run red.",
            "What is in use, of another account, or changed since the plan is kept, and no failure.")
        {
            Mutants =
            [
                new(
                    "what was spared is a failure",
                    "src/Pruner.Core/Records/LedgerFold.cs",
                    """entry.Outcome is ArtifactOutcome.Failed or ArtifactOutcome.PutBack""",
                    """entry.Outcome is ArtifactOutcome.Failed or ArtifactOutcome.Spared or ArtifactOutcome.PutBack""",
                    "Core: LedgerFoldTests.A_spared_image_is_kept_and_a_failed_one_is_counted"),
            ],
        },
        new(
            "P38",
            "Terraform",
            "Without an earlier state a saved plan can be applied many times.",
            "A plan is carried out once: its journal says that it is finished, also after it was put aside.")
        {
            Mutants =
            [
                new(
                    "a finished journal is gone on with",
                    "src/Pruner/Applying/Run.cs",
                    """if (journal.Read(progress => progress.IsFinished))""",
                    """if (journal.Read(progress => progress.Plan.Length == 0 && progress.IsFinished))""",
                    "Pruner: SeededWorldTests.A_plan_that_was_read_is_applied_by_its_digest_and_only_once"),
                new(
                    "a journal that was put aside is forgotten",
                    "src/Pruner/Applying/Run.cs",
                    """if (File.Exists(session.State.HistoryFile(digest)))""",
                    """if (Directory.Exists(session.State.HistoryFile(digest)))""",
                    "Pruner: EndingTests.A_plan_that_was_carried_out_before_another_one_is_refused"),
            ],
        },
        new(
            "P39",
            "delete-package-versions",
            "A hundred deletions at once, of which the first error stops the rest; what is to be ignored is matched against digests, so that no name protects.",
            "Each image has its own outcome, and those that can be tagged or deleted are, whatever became of the others; patterns match the ids of builds.")
        {
            Mutants =
            [
                new(
                    "one image that cannot be deleted stops the rest of its chunk",
                    "src/Pruner/Applying/RegionWork.cs",
                    """
                    await _putBack.RefusedAsync(target, "the store refused", reply);
                    """,
                    """
                    await _putBack.RefusedAsync(target, "the store refused", reply);
                                    break;
                    """,
                    "Pruner: OneOfSeveralTests.An_image_that_the_store_will_not_delete_is_as_it_was_and_the_others_go"),
                new(
                    "one image that cannot be tagged stops the rest of its chunk",
                    "src/Pruner/Applying/Tagging.cs",
                    """|| (replies.Count == 1 && !isUnknown))""",
                    """|| !isUnknown)""",
                    "Pruner: OneOfSeveralTests.An_image_that_the_store_will_not_tag_is_left_and_the_others_go"),
                new(
                    "patterns match a build as it is spelt",
                    "src/Pruner.Core/Policies/KeepRule.cs",
                    """_normalised?.Matches(Normalise(build.Text)) == true;""",
                    """Builds?.Matches(build.Text) == true;""",
                    "Core: RetentionTests.Builds_are_kept_by_a_pattern"),
            ],
        },
        new(
            "P40",
            "acr-cli, Harbor, snok",
            "An option unlocks what is protected; a \"dry run\" deletes, or prints what it would do before what is to be skipped is known.",
            "No option goes past a rule; a dry run is the same run on another store, chosen in one place, and the default of the action.")
        {
            Mutants =
            [
                new(
                    "a dry run works on the real store",
                    "src/Pruner/Applying/Run.cs",
                    """var store = mode == RunMode.DryRun ? new DryRunStore(session.Store) : session.Store;""",
                    """var store = session.Store;""",
                    "Pruner: SeededWorldTests.A_dry_run_makes_no_changing_call_and_its_plan_is_the_real_runs_byte_for_byte"),
                new(
                    "a step that says nothing is a real run",
                    "src/Pruner/OnRunner/InputMap.cs",
                    """inputs.Truth("dry-run") ?? true;""",
                    """inputs.Truth("dry-run") ?? false;""",
                    "Pruner: InputMapTests.Only_an_explicit_word_lets_a_step_change_anything"),
            ],
            Scenarios = ["Pruner: OptionTests.No_option_of_any_command_goes_past_a_rule"],
        },
    ];
}
