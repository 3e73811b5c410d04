namespace Pruner.Peers.Tests.Table;

/// <content>Tools for Alibaba Cloud and for CoreOS.</content>
internal static partial class PeerTable
{
    private static IEnumerable<Defect> P08ToP16 =>
    [
        new(
            "P08",
            "ore aliyun delete-image",
            "Only images in the state Available are asked for, the region is ignored, Force is always set, and nothing is verified.",
            "All six states, the region in every call, Force=false, and a look at what became of it.")
        {
            Mutants =
            [
                new(
                    "only images in the default state are asked for",
                    "src/Pruner.Aliyun/Operations/DescribeImages.cs",
                    """new("Status", AllStates),""",
                    "",
                    "Aliyun: ListingTests.All_regions_are_listed_with_all_six_states_and_all_pages"),
                new(
                    "deletions are forced",
                    "src/Pruner.Aliyun/Operations/DeleteImage.cs",
                    """new("Force", "false")""",
                    """new("Force", "true")""",
                    "Aliyun: ChangeTests.An_image_is_deleted_without_force_and_its_snapshots_stay"),
                new(
                    "the region is left to the endpoint",
                    "src/Pruner.Aliyun/Operations/DeleteImage.cs",
                    """new("RegionId", region.Id), """,
                    "",
                    "Aliyun: ChangeTests.An_image_is_deleted_without_force_and_its_snapshots_stay"),
                new(
                    "another region's answer is taken for the one that was asked",
                    "src/Pruner.Aliyun/Images/ImageRows.cs",
                    """answer.RegionId is { Length: > 0 } answered && !string.Equals(answered, region.Id, StringComparison.Ordinal)""",
                    """answer.RegionId is { Length: 0 }""",
                    "Aliyun: DescribeTests.An_answer_that_is_not_whole_is_refused"),
                new(
                    "an answer of OK is a deletion",
                    "src/Pruner/Applying/RegionWork.cs",
                    """target.Fresh is null && (isAnchored || IsAnswered(target))""",
                    """IsAnswered(target) || (target.Fresh is null && isAnchored)""",
                    "Pruner: AbsenceTests.A_deletion_that_is_answered_OK_is_not_believed_while_the_image_is_shown"),
            ],
        },
        new(
            "P09",
            "packer-plugin-alicloud",
            "Images are chosen by a fuzzy name, an error of the listing is overlooked, and 10 rows are read.",
            "Ids only, and of an answer only what was asked for; an error is no empty list.")
        {
            Mutants =
            [
                new(
                    "a region that answers with an error is one without images",
                    "src/Pruner.Aliyun/Images/RegionListing.cs",
                    """
                    catch (AcsException failure)
                            {
                                return Nothing(location, ListingStatus.Unreadable, failure.Message);
                    """,
                    """
                    catch (AcsException failure)
                            {
                                return Nothing(location, ListingStatus.Complete, failure.Message);
                    """,
                    "Aliyun: ListingTests.A_region_that_answers_with_an_error_is_unreadable_and_the_others_go_on"),
                new(
                    "what an answer shows besides is taken",
                    "src/Pruner.Aliyun/Images/ImagesById.cs",
                    """if (!asked.Contains(row.ImageId, StringComparer.Ordinal) || !shown.TryAdd(row.ImageId!, row))""",
                    """if (!shown.TryAdd(row.ImageId!, row))""",
                    "Aliyun: DescribeTests.An_answer_that_is_not_whole_is_refused"),
                new(
                    "an image is confirmed whatever its id",
                    "src/Pruner.Core/Applying/Confirmation.cs",
                    """
                    _ when planned.ArtifactId() != fresh.Id => "it is another artifact",
                            _ when OtherArtifact(planned, fresh) is { } other => other,
                    """,
                    """
                    _ when OtherArtifact(planned, fresh) is { } other => other,
                    """,
                    "Core: ConfirmationTests.A_fact_that_differs_spares_the_image"),
            ],
        },
        new(
            "P10",
            "packer-plugin-alicloud",
            "The first page of 10 accounts is unshared, more than 10 in one call are ignored, and snapshots go even when the image could not be deleted.",
            "All pages of accounts, ten to a call; snapshots only after the image is proven gone.")
        {
            Mutants =
            [
                new(
                    "the first page of accounts is all",
                    "src/Pruner.Aliyun/Images/AliyunImageStore.cs",
                    """if (rows.Count < ImageSharePermission.PageSize)""",
                    """if (rows.Count <= ImageSharePermission.PageSize)""",
                    "Aliyun: DescribeTests.All_accounts_of_an_image_are_listed"),
                new(
                    "the count of accounts says nothing",
                    "src/Pruner.Aliyun/Images/AliyunImageStore.cs",
                    """return total == accounts.Count || total == accounts.Count + groups.Count ? [.. accounts] : null;""",
                    """return [.. accounts];""",
                    "Aliyun: DescribeTests.A_list_of_accounts_that_is_not_whole_is_refused"),
                new(
                    "a hundred accounts go into one call",
                    "src/Pruner.Aliyun/Operations/ImageSharePermission.cs",
                    """AccountsPerCall = 10;""",
                    """AccountsPerCall = 100;""",
                    "Aliyun: ChangeTests.Accounts_are_removed_and_added_by_tens"),
                new(
                    "snapshots go before the image is proven gone",
                    "src/Pruner/Applying/RegionWork.cs",
                    """gone.AddRange(settled.Gone);""",
                    """gone.AddRange(open);""",
                    "Pruner: OneOfSeveralTests.An_image_that_the_store_will_not_delete_is_as_it_was_and_the_others_go"),
            ],
        },
        new(
            "P11",
            "alicloud-nuke",
            "Force, no unpublishing and unsharing, and a loop over pages that never ends on an empty page.",
            "There is no force; public images are made private first; every loop has a bound, and a list that reaches it is no list.")
        {
            Mutants =
            [
                new(
                    "a public image is deleted as it is",
                    "src/Pruner/Applying/RegionWork.cs",
                    """doomed = await UnpublishAsync(doomed, stop);""",
                    "",
                    "Pruner: SharingTests.Where_shared_images_may_go_the_accounts_of_the_plan_are_taken_off_and_the_image_goes"),
                new(
                    "a list that does not end is one as far as it was read",
                    "src/Pruner.Aliyun/Images/SnapshotSweep.cs",
                    """throw ImageRows.Odd($"The list of snapshots does not end after {MostPages} pages.");""",
                    """return [.. snapshots.Values];""",
                    "Aliyun: SnapshotListingTests.A_list_that_does_not_end_is_refused"),
            ],
        },
        new(
            "P12",
            "ART",
            "Two paths are known, others are missed; one set of visited commits for both skips the second path of a commit that touches both.",
            "Every place in which boot images were ever named, every file of every commit, and a file of unknown form is a refusal.")
        {
            Mutants =
            [
                new(
                    "two paths are read",
                    "src/Pruner.Core/Policies/PinSource.cs",
                    """[Pattern("data/data/*cos*.json"), Pattern("data/data/coreos/**/*.json")];""",
                    """[Pattern("data/data/rhcos.json"), Pattern("data/data/coreos/rhcos.json")];""",
                    "Core: DocumentPathsTests.Files_where_the_installer_named_boot_images_or_may_must_be_understood"),
                new(
                    "of a commit one file is read",
                    "src/Pruner.Core/Pins/DocumentScan.cs",
                    """history.Folders.GetValueOrDefault(pair.Folder, []).Select(file""",
                    """history.Folders.GetValueOrDefault(pair.Folder, []).Take(1).Select(file""",
                    "Core: PinHistoryTests.Every_document_of_a_commit_is_read"),
                new(
                    "a document of unknown form names nothing",
                    "src/Pruner.CoreOS/InstallerMetadataReader.cs",
                    """
                    throw root.Refuse(
                                "stream metadata (\"architectures\"), a legacy file (\"buildid\") or marketplace offers (architecture, then \"azure\")",
                                $"an object with {NamesOf(root)}");
                    """,
                    """return new DocumentReading(NamesOf(root), [], []);""",
                    "CoreOS: MalformedDocumentTests.A_document_that_no_reader_knows_is_refused"),
                new(
                    "what only one of two readers sees is overlooked",
                    "src/Pruner.Core/Pins/TwoReaders.cs",
                    """[.. mentions.ImageIds.Where(id => !pinned.Contains(id))];""",
                    """[.. mentions.ImageIds.Where(id => !pinned.Contains(id) && id.Length == 0)];""",
                    "Core: PinHistoryTests.A_document_with_an_id_that_its_reader_does_not_report_is_refused"),
            ],
        },
        new(
            "P13",
            "coreos-prune",
            "A builds.json that others changed is merged by one of its keys: tombstones are lost, and deleted builds return.",
            "Catalogs are only read. What runs write besides, they merge whole: a ledger carries on all pins of the one before, the original's record all of its images.")
        {
            Mutants =
            [
                new(
                    "pins of the last ledger that no source holds are forgotten",
                    "src/Pruner.Core/Pins/PinHistory.cs",
                    """[.. collected, .. known, .. lost],""",
                    """[.. collected, .. known],""",
                    "Core: PinHistoryTests.Pins_survive_a_ledger_and_the_loss_of_their_branch"),
                new(
                    "the record of the original keeps the images of the last run only",
                    "src/Pruner.Core/Records/OriginalRecord.cs",
                    """.Where(entry => !known.Contains((entry.Region, entry.Image)))""",
                    """.Where(entry => known.Contains((entry.Region, entry.Image)))""",
                    "Core: OriginalRecordTests.A_run_replaces_what_was_said_of_its_images_and_leaves_all_else"),
                new(
                    "a ledger remembers the pins of one store",
                    "src/Pruner.Core/Records/LedgerFold.cs",
                    """pin.ImageId.Length > 0 || pin.Build is not null""",
                    """pin.ImageId.Length > 0""",
                    "Core: PinHistoryTests.A_ledger_remembers_the_images_of_every_store_and_of_other_clouds_the_builds"),
            ],
        },
        new(
            "P14",
            "coreos-prune",
            "One page of a listing is read, and the errors of single items in the answer to a deletion of many are not.",
            "All pages; an answer with any error in it is an error; of several, each has its own outcome.")
        {
            Mutants =
            [
                new(
                    "the first page of snapshots is all",
                    "src/Pruner.Aliyun/Images/SnapshotSweep.cs",
                    """next = answer.NextToken;""",
                    """next = null;""",
                    "Aliyun: SnapshotListingTests.All_pages_of_one_region_are_read"),
                new(
                    "one unknown id of fifty is no matter",
                    "src/Pruner.Aliyun/Images/AliyunImageStore.cs",
                    """reply.Outcome == StoreOutcome.AlreadySo && ids > 1 ? reply with { Outcome = StoreOutcome.Unknown } : reply;""",
                    """ids > 1 ? reply with { Outcome = StoreOutcome.Done } : reply;""",
                    "Aliyun: ChangeTests.One_unknown_id_among_several_makes_tagging_unknown"),
                new(
                    "a good status hides an error in the body",
                    "src/Pruner.Aliyun/Calling/AcsClient.cs",
                    """if (!reply.IsSuccess || !envelope.IsGood)""",
                    """if (!reply.IsSuccess)""",
                    "Aliyun: DescribeTests.A_good_status_with_an_error_in_the_body_is_an_error"),
                new(
                    "data beside errors is used",
                    "src/Pruner.GitHub/Api/GraphQLAnswer.cs",
                    """if (root.Optional("errors") is { } errors)""",
                    """if (root.Optional("data") is null && root.Optional("errors") is { } errors)""",
                    "GitHub: WeatherTests.An_answer_with_errors_is_never_used"),
            ],
        },
        new(
            "P15",
            "coreos-prune, ore aws",
            "A dry run changes the local builds.json; a time stamp changes with every run, so that \"nothing changed\" is never seen.",
            "A dry run goes the same way to the same seam, where another store stands; what says the same is not written again.")
        {
            Mutants =
            [
                new(
                    "a dry run deletes",
                    "src/Pruner/Applying/DryRunStore.cs",
                    """
                    _deleted.TryAdd(doomed.Id, 0);
                            return Task.FromResult(Done);
                    """,
                    """return store.DeleteAsync(doomed, cancellationToken);""",
                    "Stores: DirectoryContract.A_dry_run_takes_every_step_and_changes_nothing"),
                new(
                    "a comment is written again though it says the same",
                    "src/Pruner.GitHub/Comments/StickyComments.cs",
                    """if (found is not null && string.Equals(Normal(found.Body), Normal(body), StringComparison.Ordinal))""",
                    """if (found is not null && string.Equals(found.Url, body, StringComparison.Ordinal))""",
                    "GitHub: StickyCommentsTests.A_comment_is_created_once_left_alone_while_it_says_the_same_and_updated_in_its_place"),
            ],
        },
        new(
            "P16",
            "coreos-prune, ore aws",
            "The image is deleted first and its snapshot then looked for by name: what is not found is left, and called a success.",
            "Snapshots are noted before the image goes, and looked for after; what is left fails the run.")
        {
            Mutants =
            [
                new(
                    "the snapshots of an image are not noted before it goes",
                    "src/Pruner/Applying/RegionWork.cs",
                    """target.Take(doomed.Artifact.Snapshots ?? []);""",
                    "",
                    "Pruner: SnapshotTests.A_snapshot_that_is_gone_is_looked_for_once"),
                new(
                    "a snapshot that is left is a success",
                    "src/Pruner/Applying/SnapshotWork.cs",
                    """left.Count + echoes.Count > 0 ? ArtifactOutcome.PrunedSnapshotsLeft : ArtifactOutcome.Pruned""",
                    """ArtifactOutcome.Pruned""",
                    "Pruner: SnapshotTests.A_snapshot_whose_deletion_was_answered_OK_but_that_is_still_shown_is_left_and_reported"),
            ],
        },
    ];
}
