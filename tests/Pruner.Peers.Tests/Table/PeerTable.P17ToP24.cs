namespace Pruner.Peers.Tests.Table;

/// <content>Scripts of releases, and cleaners of accounts.</content>
internal static partial class PeerTable
{
    private static IEnumerable<Defect> P17ToP24 =>
    [
        new(
            "P17",
            "ART",
            "An exit(0) left from debugging makes a part unreachable and ends as success.",
            "One switch says how the process ends, and success is said of a finished run only.")
        {
            Mutants =
            [
                new(
                    "a run that came to no end is a success",
                    "src/Pruner/Output/Results.cs",
                    """ledger is { IsFinished: true, Totals""",
                    """ledger is { Totals""",
                    "Pruner: OneOfSeveralTests.A_region_in_which_only_boot_images_were_to_be_tagged_is_no_success_when_it_fails"),
                new(
                    "a refusal is a success",
                    "src/Pruner/Commands/CommandLine.cs",
                    """return refused.ExitCode;""",
                    """return ExitCode.Done;""",
                    "Pruner: MessageTests.A_plan_that_is_expired"),
                new(
                    "a plan in which a region is missing is a success",
                    "src/Pruner/Commands/PlanCommand.cs",
                    """(int)(IsWhole(decided.Plan) ? ExitCode.Done : ExitCode.Incomplete)""",
                    """(int)ExitCode.Done""",
                    "Pruner: AliyunTests.Regions_of_which_each_answers_wrongly_in_its_own_way"),
            ],
        },
        new(
            "P18",
            "ART",
            "Tags written by an earlier run are believed without another look at git; snapshots that others rest on are not thought of.",
            "Evidence is never older than ten minutes; a mark counts only with a ledger that says the same; a snapshot that another image rests on stays.")
        {
            Mutants =
            [
                new(
                    "evidence never grows old",
                    "src/Pruner/Applying/FreshVerdicts.cs",
                    """age >= TimeSpan.Zero && age < OldestAccepted;""",
                    """age != TimeSpan.MinValue;""",
                    "Pruner: EvidenceAgeTests.Evidence_is_renewed_after_eight_minutes_and_when_the_clock_was_set_back"),
                new(
                    "a mark counts on the word of its tag",
                    "src/Pruner.Core/Planning/Grace.cs",
                    """
                    && remembered is { } mark
                            && mark.At == tagged
                            && mark.Created == artifact.CreatedAt
                            && string.Equals(mark.Name, artifact.Name, StringComparison.Ordinal)
                    """,
                    "",
                    "Core: GraceTests.A_mark_of_which_anything_is_missing_or_differs_does_not_count_and_is_set_anew"),
                new(
                    "a snapshot goes though another image rests on it",
                    "src/Pruner.Core/Applying/Confirmation.cs",
                    """noted.Snapshots.Where(snapshot => !isUsedByOthers(snapshot))""",
                    """noted.Snapshots""",
                    "Core: ConfirmationTests.Only_noted_snapshots_that_nothing_else_rests_on_are_deleted"),
                new(
                    "the cloud is told that such a snapshot may go",
                    "src/Pruner.Core/Applying/ChangeScopes.cs",
                    """Snapshots = artifact.Snapshots.RemoveAll(snapshot => needed.Contains((artifact.Id.Location, snapshot))),""",
                    "",
                    "Core: ChangeScopesTests.A_snapshot_that_a_kept_image_rests_on_too_is_left_out"),
            ],
        },
        new(
            "P19",
            "coreos-prune",
            "What is exempt is exempt in one of four steps; unknown keys are ignored, and a missing stream ends with success.",
            "A build that is pinned anywhere is kept whole; a stream that is not there, or lists nothing, is a refusal.")
        {
            Mutants =
            [
                new(
                    "a pin keeps its image, and not its build",
                    "src/Pruner.Core/Planning/Planner.cs",
                    """var allPins = WithBuildsOfPinnedImages(pins, catalog, named);""",
                    """var allPins = pins;""",
                    "Core: RulesTests.A_build_with_one_pinned_image_is_kept_whole_though_the_pin_names_no_build"),
                new(
                    "a release that nobody knows chooses nothing",
                    "src/Pruner.Core/Policies/StreamTable.cs",
                    """return !found.IsEmpty ? found : throw""",
                    """return word.Length > 0 ? found : throw""",
                    "Core: StreamTableTests.A_word_that_is_not_in_the_table_is_refused_with_what_is"),
                new(
                    "a list without any build is one",
                    "src/Pruner/Evidence/BuildsClient.cs",
                    """pair => pair.Value.Builds.IsEmpty)""",
                    """pair => pair.Value.Builds.IsDefault)""",
                    "Pruner: BuildsTests.A_list_without_any_build"),
            ],
        },
        new(
            "P20",
            "aws-nuke",
            "A property that a resource does not have skips the filter, and the resource is deleted.",
            "What is absent or not understood is a value of its own, and keeps.")
        {
            Mutants =
            [
                new(
                    "a use that is not known is none",
                    "src/Pruner.Core/Planning/Rules.cs",
                    """_ => "whether instances use it is not known",""",
                    """_ => null,""",
                    "Core: RulesTests.An_unknown_fact_keeps_the_image"),
                new(
                    "a word that is not known means unused",
                    "src/Pruner.Aliyun/Images/ImageMapping.cs",
                    """instance" => Usage.InUse, _ => Usage.Unknown }""",
                    """instance" => Usage.InUse, _ => Usage.Unused }""",
                    "Aliyun: ImageMappingTests.Usage_is_a_word_we_know"),
                new(
                    "tags that are absent are none",
                    "src/Pruner.Aliyun/Images/ImageMapping.cs",
                    """
                    if (tags is null || tags.Exists(tag => tag?.TagKey is null))
                            {
                                return null;
                            }
                    """,
                    """tags = tags?.FindAll(tag => tag?.TagKey is not null) ?? [];""",
                    "Aliyun: ImageMappingTests.What_is_absent_is_unknown"),
            ],
        },
        new(
            "P21",
            "aws-nuke",
            "A misspelt key is ignored, and with it the protection that it named.",
            "Unknown keys are refused with the nearest known one, in the configuration as in every record.")
        {
            Mutants =
            [
                new(
                    "keys that nobody knows are passed over",
                    "src/Pruner/Configuration/Section.cs",
                    """!_known.Contains(name, StringComparer.Ordinal))""",
                    """name.Length == 0)""",
                    "Pruner: MessageTests.A_malformed_pruner_yml"),
                new(
                    "a rule for a stream that nobody knows is a rule",
                    "src/Pruner/Configuration/RuleEntries.cs",
                    """RefuseUnknownStreams(section, known);""",
                    "",
                    "Pruner: PolicyTests.A_bad_policy"),
                new(
                    "members of a plan that nobody knows are passed over",
                    "src/Pruner.Core/Records/RecordsJson.cs",
                    """UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,""",
                    "",
                    "Core: PlanTests.An_unknown_member_is_refused"),
            ],
        },
        new(
            "P22",
            "cloud-nuke",
            "Exclusion by tag is missing for some types; a forgotten --config excludes nothing; a snapshot that cannot be read is leaked.",
            "Protection does not depend on type, store or flag: what is known to be pinned is built in; snapshots that are not known keep the image.")
        {
            Mutants =
            [
                new(
                    "without the right configuration nothing is known to be pinned",
                    "src/Pruner.Core/Pins/PinHistory.cs",
                    """.Concat(Policies.KnownAnswers.OpenShiftInstaller)""",
                    "",
                    "Core: PinHistoryTests.The_installers_known_builds_protect_whatever_the_sources_are"),
                new(
                    "the keep list counts for what a catalog names",
                    "src/Pruner.Core/Planning/Subject.cs",
                    """Places.IsEmpty ? [Retention.OfUnknown(Policy)] :""",
                    """Places.IsEmpty ? [] :""",
                    "Core: RetentionTests.A_kept_build_is_kept_though_no_catalog_names_it"),
                new(
                    "snapshots that cannot be read are none",
                    "src/Pruner.Aliyun/Images/ImageMapping.cs",
                    """
                    if (disks is null || disks.Exists(disk => disk?.SnapshotId is null))
                            {
                                return null;
                            }
                    """,
                    """disks = disks?.FindAll(disk => disk?.SnapshotId is not null) ?? [];""",
                    "Aliyun: ImageMappingTests.Disks_tell_encryption_and_snapshots"),
            ],
        },
        new(
            "P23",
            "Cloud Custodian",
            "A limit of 0 stops nothing; limits are not asked for what comes from a cache, on other clouds, or count something else.",
            "0 means zero; the limits are asked at the last gate, of the very images of the plan that is carried out.")
        {
            Mutants =
            [
                new(
                    "a limit of 0 deletions stops nothing",
                    "src/Pruner.Core/Planning/PlanGuards.cs",
                    """policy.MaxDeletions is { } limit && doomed > limit""",
                    """policy.MaxDeletions is { } limit and > 0 && doomed > limit""",
                    "Core: PlanGuardsTests.More_deletions_than_the_limit_are_refused"),
                new(
                    "a limit of 0 percent stops nothing",
                    "src/Pruner.Core/Planning/PlanGuards.cs",
                    """policy.MaxDeletionsPercent is { } limit && doomed""",
                    """policy.MaxDeletionsPercent is { } limit and > 0 && doomed""",
                    "Core: PlanGuardsTests.A_larger_share_than_the_limit_is_refused"),
                new(
                    "builds are counted instead of images",
                    "src/Pruner.Core/Planning/PlanGuards.cs",
                    """plan.Verdicts.Count(verdict => verdict.Verdict == Decision.Prune);""",
                    """plan.Verdicts.Where(verdict => verdict.Verdict == Decision.Prune).Select(verdict => verdict.Build).Distinct().Count();""",
                    "Core: PlanGuardsTests.More_deletions_than_the_limit_are_refused"),
                new(
                    "limits are asked when it is planned, and not when it is done",
                    "src/Pruner/Applying/Run.cs",
                    """EvidenceException.ThrowIf(PlanGuards.TooManyDeletions(approved, session.Policy) ?? PlanGuards.TooLargeAShare(approved, session.Policy));""",
                    "",
                    "Pruner: MessageTests.More_deletions_than_allowed"),
            ],
        },
        new(
            "P24",
            "Cloud Custodian",
            "\"Unused\" did not look at launch templates: production went down.",
            "What instances use is kept, and so is what is in a family, by which a launch template or a scaling group can find its image. One that names an image by its id is not seen: no answer that is read here tells of it. For those there are `bootimage=true`, the keep list, the ages and a time of grace.")
        {
            Mutants =
            [
                new(
                    "an image in use may go",
                    "src/Pruner.Core/Planning/Rules.cs",
                    """Usage.InUse => "instances use it",""",
                    """Usage.InUse => null,""",
                    "Core: RulesTests.An_image_in_use_is_kept"),
                new(
                    "an image in a family may go",
                    "src/Pruner.Core/Planning/Rules.cs",
                    """{ Family: Membership.Member } => "in an image family",""",
                    "",
                    "Core: RulesTests.An_image_in_a_family_or_encrypted_is_kept"),
                new(
                    "the last look does not ask who uses it",
                    "src/Pruner.Core/Applying/Confirmation.cs",
                    """{ Usage: not Usage.Unused } => "instances use it now",""",
                    "",
                    "Core: ConfirmationTests.A_fact_that_differs_spares_the_image"),
            ],
        },
    ];
}
