namespace Pruner.Peers.Tests.Table;

/// <content>Accidents that such programs caused.</content>
internal static partial class PeerTable
{
    private static IEnumerable<Defect> Accidents =>
    [
        new(
            "A01",
            "Google Diskerase",
            "An empty set was read as \"everything\".",
            "Empty evidence is a refusal: no source of pins, no pin, no branch, no build. No call is made with an empty list of ids.")
        {
            Mutants =
            [
                new(
                    "no pin at all is enough where the configuration says nothing",
                    "src/Pruner.Core/Policies/Policy.cs",
                    """public int? MinPinnedBuilds { get; init; } = 1;""",
                    """public int? MinPinnedBuilds { get; init; }""",
                    "Core: PlanGuardsTests.Without_a_word_in_the_configuration_no_pin_at_all_and_one_lost_pin_are_refused"),
                new(
                    "pins of no source are pins",
                    "src/Pruner.Core/Pins/PinHistory.cs",
                    """if (sources.IsEmpty)""",
                    """if (sources.IsDefault)""",
                    "Core: PinHistoryTests.Pins_of_no_source_at_all_are_no_evidence"),
                new(
                    "a repository without a branch is whole",
                    "src/Pruner.Core/History/HistoryProof.cs",
                    """counts.TagsAgain == tags && branches > 0""",
                    """counts.TagsAgain == tags""",
                    "Core: HistoryProofTests.A_repository_without_a_branch_is_refused"),
                new(
                    "a change is asked for with an empty list of ids",
                    "src/Pruner.Aliyun/Images/AliyunImageStore.cs",
                    """.SelectMany(group => group.Chunk(TagResources.IdsPerCall).Select(part => (_client.SignedWith(group.Key), part)));""",
                    """.SelectMany(group => group.Chunk(TagResources.IdsPerCall).Select(part => (_client.SignedWith(group.Key), part))).DefaultIfEmpty((_client, []));""",
                    "Aliyun: ChangeTests.Nothing_to_change_is_done_without_a_call"),
            ],
        },
        new(
            "A02",
            "Atlassian, April 2022",
            "A deletion took ids of two kinds; marking and deleting for good were one script.",
            "Ids have types, and a place besides; with a grace the run that finds an image useless only marks it, and deciding and deleting are two commands with an approval between them.")
        {
            Mutants =
            [
                new(
                    "what is not marked yet goes at once",
                    "src/Pruner.Core/Planning/Grace.cs",
                    """return string.Create(CultureInfo.InvariantCulture, $"not marked yet; kept until it has been for {grace.TotalDays:0.#} days");""",
                    """return null;""",
                    "Core: GraceTests.What_is_not_marked_is_kept_and_is_to_be_marked"),
                new(
                    "another plan than the approved one is carried out",
                    "src/Pruner/Commands/ApplyCommand.cs",
                    """EvidenceException.ThrowIf(PlanGuards.NotTheApproved(plan, digest));""",
                    "",
                    "Pruner: MessageTests.A_plan_that_was_edited_and_given_a_new_digest_is_not_the_approved_one"),
                new(
                    "an id is one image, wherever it lies",
                    "src/Pruner.Core/Records/Progress.cs",
                    """
                    if (!_artifacts.TryGetValue((location, id), out var artifact))
                                {
                                    _artifacts[(location, id)] = artifact = new ArtifactProgress(location, id);
                    """,
                    """
                    if (_artifacts.Values.FirstOrDefault(known => known.Id == id) is not { } artifact)
                                {
                                    _artifacts[(location, id)] = artifact = new ArtifactProgress(location, id);
                    """,
                    "Core: ProgressTests.Images_of_one_id_in_two_regions_are_two"),
            ],
        },
        new(
            "A03",
            "coreos/bugs 1509 and 2600",
            "Published images were deleted and made again under new ids and dates: whoever took the newest got an ancient one.",
            "Nothing is made again. What was made again by others since the plan is not what the plan means, and the age of a build is not that of its images alone.")
        {
            Mutants =
            [
                new(
                    "what was made anew under its id is what the plan means",
                    "src/Pruner.Core/Applying/Confirmation.cs",
                    """_ when fresh.CreatedAt is null || fresh.CreatedAt != planned.Created => "its creation time changed: it was made anew",""",
                    "",
                    "Core: ConfirmationTests.A_fact_that_differs_spares_the_image"),
                new(
                    "a build is as old as the image at hand",
                    "src/Pruner.Core/Planning/Rules.cs",
                    """[subject.Build?.Id.Date, subject.BuiltAt, subject.Siblings?.YoungestImage, subject.Artifact.CreatedAt];""",
                    """[subject.Artifact.CreatedAt];""",
                    "Core: AgeTests.Age_counts_from_the_youngest_image_of_the_build",
                    "Core: AgeTests.Age_counts_from_the_builds_timestamp_when_that_is_later"),
            ],
        },
        new(
            "A04",
            "va.gov, zalando, CAPA, cqlite",
            "Images were pinned where the cleaner could not look.",
            "What is shared with an account is kept unless the configuration says otherwise; pull requests and their texts count; a grace gives time to object.")
        {
            Mutants =
            [
                new(
                    "what is shared may go",
                    "src/Pruner.Core/Planning/Rules.cs",
                    """
                    Sharing.Shared when subject.Policy.IncludeShared => null,
                            Sharing.Shared => "shared with at least one account",
                    """,
                    """Sharing.Shared => null,""",
                    "Core: RulesTests.A_shared_image_is_kept_unless_the_policy_includes_it"),
                new(
                    "what is only proposed may go",
                    "src/Pruner.Core/Planning/Rules.cs",
                    """(Reason.PinnedInPullRequest, PinnedInPullRequest),""",
                    "",
                    "Core: RulesTests.An_image_that_a_pull_request_names_is_kept_but_is_no_boot_image"),
                new(
                    "ids in the texts of pull requests mean nothing",
                    "src/Pruner.Core/Pins/DocumentScan.cs",
                    """AddMentions(pull.Body, new Witness(""",
                    """AddMentions("", new Witness(""",
                    "Core: PinHistoryTests.The_text_of_pull_requests_and_commit_messages_protects"),
            ],
        },
        new(
            "A05",
            "modernisation-platform, 2026",
            "Images went with their snapshots, and nothing was left to make them from.",
            "Snapshots go last, after the image is proven gone (see P10), and only those that its plan names.")
        {
            Mutants =
            [
                new(
                    "an image goes though its snapshots are others by now",
                    "src/Pruner.Core/Applying/Confirmation.cs",
                    """_ when !SameSnapshots(planned.Snapshots, fresh.Snapshots) => "its snapshots changed",""",
                    "",
                    "Core: ConfirmationTests.A_fact_that_differs_spares_the_image"),
            ],
        },
        new(
            "A06",
            "guardian/amigo 300",
            "A deletion \"gone rogue\" that nobody could stop.",
            "An interruption begins no further change and waits for the one under way; limits hold every run.")
        {
            Mutants =
            [
                new(
                    "an interrupted run goes on to its end",
                    "src/Pruner/Applying/ChangeDesk.cs",
                    """_stop.ThrowIfCancellationRequested();""",
                    "",
                    "Pruner: EndingTests.An_interruption_begins_no_further_change"),
            ],
        },
        new(
            "A07",
            "restic 1141, 2452, 3182, 3486",
            "What was written while it was pruned was lost.",
            "Two runs on one state exclude each other; what is pinned while a run goes on is seen before the next change.")
        {
            Mutants =
            [
                new(
                    "two runs share a state",
                    "src/Pruner/State/StateFolder.cs",
                    """return new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);""",
                    """return new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);""",
                    "Pruner: MessageTests.A_state_folder_that_another_pruner_holds"),
                new(
                    "evidence is renewed, and the verdicts stay",
                    "src/Pruner/Evidence/Decider.cs",
                    """return decided with { Evidence = evidence, Verdicts = verdicts };""",
                    """return decided with { Evidence = evidence };""",
                    "Pruner: FreshnessTests.A_pull_request_opened_during_a_long_prune_saves_the_images_that_are_still_there"),
            ],
        },
        new(
            "A08",
            "rclone, Android",
            "Nothing asked whether half of everything was really meant.",
            "2,000 deletions a run unless the reviewed configuration says otherwise; in a workflow no option raises that.")
        {
            Mutants =
            [
                new(
                    "there is no limit where the configuration says nothing",
                    "src/Pruner.Core/Policies/Policy.cs",
                    """public int? MaxDeletions { get; init; } = 2000;""",
                    """public int? MaxDeletions { get; init; }""",
                    "Core: PlanGuardsTests.The_default_limit_is_two_thousand_deletions"),
            ],
            Scenarios = ["Pruner: InputTests.In_Actions_a_flag_does_not_raise_the_limit_of_deletions"],
        },
        new(
            "A09",
            "tj-actions, trivy-action",
            "Tags of an action were moved to another commit.",
            "Whatever our workflows and examples use is named by its commit; what strangers can start changes nothing.")
        {
            Mutants =
            [
                new(
                    "a pull request may start a real run",
                    "src/Pruner.Actions/Events/EventGate.cs",
                    """schedule", "workflow_dispatch", "repository_dispatch", "push");""",
                    """schedule", "workflow_dispatch", "repository_dispatch", "push", "pull_request_target");""",
                    "Actions: EventGateTests.What_strangers_or_anything_unknown_can_start_changes_nothing"),
            ],
            Scenarios = ["Container: WorkflowTests.Every_action_of_others_is_pinned_by_commit_and_says_its_version"],
        },
        new(
            "A10",
            "rsp-reaper, gcr-cleaner, acr-cli",
            "One name that is no version ends the run; a dry run shows what would not go.",
            "A build of unknown shape is kept, and the rest goes on; what a plan shows is what it holds.")
        {
            Mutants =
            [
                new(
                    "a build of unknown shape ends the run",
                    "src/Pruner/Evidence/BuildsClient.cs",
                    """
                    // A build id of unknown shape: its images stay uncatalogued, and what is not in the catalog is kept.
                                return null;
                    """,
                    """throw NotThere(stream);""",
                    "Pruner: BuildsTests.A_build_whose_id_has_an_unknown_shape_is_left_out"),
            ],
        },
    ];
}
