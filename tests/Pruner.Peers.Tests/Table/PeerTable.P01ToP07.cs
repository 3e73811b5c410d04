namespace Pruner.Peers.Tests.Table;

/// <content>The original tool.</content>
internal static partial class PeerTable
{
    private static IEnumerable<Defect> P01ToP07 =>
    [
        new(
            "P01",
            "rhcos-aliyun-pruner",
            "The variable that says that a protecting tag was found is never set: the tag protects nothing.",
            "Tags are rules like any other, asked when it is decided and again in the last look before a deletion.")
        {
            Mutants =
            [
                new(
                    "bootimage=true is never seen",
                    "src/Pruner.Core/Artifacts/BootImageTag.cs",
                    """artifact.Tags is { } tags && tags.Any(tag =>""",
                    """artifact.Tags is { } tags && value != "true" && tags.Any(tag =>""",
                    "Core: RulesTests.The_tag_bootimage_keeps_only_when_true"),
                new(
                    "the last look does not look for bootimage=true",
                    "src/Pruner.Core/Applying/Confirmation.cs",
                    """_ when BootImageTag.IsTrue(fresh) => "it is now tagged bootimage=true",""",
                    "",
                    "Core: ConfirmationTests.A_fact_that_differs_spares_the_image"),
                new(
                    "tags of the keep list are read and not asked",
                    "src/Pruner.Core/Planning/Rules.cs",
                    """rule.IsCarriedBy(subject.Artifact) || subject.PossibleBuilds.Any(rule.Names)""",
                    """subject.PossibleBuilds.Any(rule.Names)""",
                    "Core: RetentionTests.An_image_is_kept_by_a_tag"),
                new(
                    "the last look does not look for tags of the keep list",
                    "src/Pruner.Core/Applying/Confirmation.cs",
                    """_ when keep.FirstOrDefault(rule => rule.IsCarriedBy(fresh)) is { Tag: { } tag } => $"it is now tagged {tag}, which the policy keeps",""",
                    "",
                    "Core: ConfirmationTests.A_tag_that_the_policy_keeps_and_that_was_set_since_spares"),
                new(
                    "the applier is not told of the keep list",
                    "src/Pruner/Applying/Run.cs",
                    """KeepByTag = [.. session.Policy.AllRules().SelectMany(rule => rule.Keep).Where(rule => rule.Tag is not null)],""",
                    "",
                    "Pruner: LastLookTests.A_keep_tag_that_is_set_after_the_listing_spares_the_image"),
            ],
        },
        new(
            "P02",
            "rhcos-aliyun-pruner",
            "State is saved at the very end. A crash loses it, and the next run stumbles over what is gone already.",
            "Intent on disk before each call, answer after it; what is not shown any more is a result.")
        {
            Mutants =
            [
                new(
                    "a call is made before its intent is on disk",
                    "src/Pruner/Applying/ChangeDesk.cs",
                    """
                    await _journal.AppendAsync([.. targets.Select(target => About(target, draft) with
                            {
                                Event = JournalEvent.Intent,
                    """,
                    """
                    _ = _journal.AppendAsync([.. targets.Select(target => About(target, draft) with
                            {
                                Event = JournalEvent.Intent,
                    """,
                    "Pruner: EndingTests.A_change_whose_intent_cannot_be_written_is_not_asked_for"),
                new(
                    "the journal is flushed at the end",
                    "src/Pruner/State/JournalWriter.cs",
                    """
                        public override async ValueTask DisposeAsync()
                        {
                            await _stream.DisposeAsync();
                            await base.DisposeAsync();
                        }

                        /// <inheritdoc />
                        protected override async Task PersistAsync(ReadOnlyMemory<byte> lines)
                        {
                            await _stream.WriteAsync(lines);
                            _stream.Flush(flushToDisk: true);
                        }
                    """,
                    """
                        private readonly MemoryStream _kept = new();

                        public override async ValueTask DisposeAsync()
                        {
                            await _stream.WriteAsync(_kept.ToArray());
                            await _stream.DisposeAsync();
                            await base.DisposeAsync();
                        }

                        /// <inheritdoc />
                        protected override async Task PersistAsync(ReadOnlyMemory<byte> lines) => await _kept.WriteAsync(lines);
                    """,
                    "Stores: DirectoryContract.A_run_that_was_cut_off_at_a_deletion_is_finished_by_the_next"),
                new(
                    "an image that an interrupted run deleted is a puzzle to the next",
                    "src/Pruner/Applying/RegionWork.cs",
                    """before?.HasBegun(ChangeKind.Delete) == true && (isAnchored || before.IsDone(ChangeKind.Delete))""",
                    """before is null""",
                    "Stores: DirectoryContract.A_run_that_was_cut_off_at_a_deletion_is_finished_by_the_next"),
                new(
                    "an image that is not there any more is an error",
                    "src/Pruner.Aliyun/Calling/AcsMeanings.cs",
                    """["InvalidImageId.NotFound"] = AcsMeaning.AlreadySo,""",
                    """["InvalidImageId.NotFound"] = AcsMeaning.Refused,""",
                    "Aliyun: AcsMeaningsTests.A_code_has_its_meaning_whatever_the_status"),
            ],
        },
        new(
            "P03",
            "rhcos-aliyun-pruner",
            "A dry run writes the list of deletions, and a later real run deletes every entry of it without reading git again.",
            "A dry run leaves nothing that another run goes by; apply derives everything again and carries out approved ∩ fresh.")
        {
            Mutants =
            [
                new(
                    "a dry run writes the journal of the real one",
                    "src/Pruner/Applying/Run.cs",
                    """await using var imagined = new MemoryJournal(approved.Digest!, session.Host.Time);""",
                    """await using var imagined = JournalFile.Open(session.State.JournalFile, approved.Digest!, session.Host.Time, session.Host.OpenJournal);""",
                    "Pruner: SeededWorldTests.A_dry_run_makes_no_changing_call_and_its_plan_is_the_real_runs_byte_for_byte"),
                new(
                    "a dry run writes the ledger of the real one",
                    "src/Pruner/State/StateFolder.cs",
                    """mode == RunMode.Apply ? LedgerFile : In("ledger-dry-run.json")""",
                    """LedgerFile""",
                    "Pruner: EndingTests.A_dry_run_leaves_the_ledger_of_the_last_run_as_it_is"),
                new(
                    "a dry run writes the original's list of deletions",
                    "src/Pruner/Applying/Run.cs",
                    """
                    if (mode == RunMode.Apply)
                            {
                                record?.Add(ledger);
                            }
                    """,
                    """record?.Add(ledger);""",
                    "Pruner: OriginalRecordTests.The_file_changes_no_verdict_and_a_dry_run_does_not_write_it"),
                new(
                    "what is approved is carried out whatever fresh evidence says",
                    "src/Pruner/Applying/ChangeDesk.cs",
                    """target.Planned.Verdict == Decision.Prune && verdicts.TryGetValue(target.Id, out var verdict) && verdict.Decision == Decision.Prune,""",
                    """target.Planned.Verdict == Decision.Prune,""",
                    "Pruner: SourcesTests.An_approved_plan_is_carried_out_but_for_what_either_repository_has_pinned_since"),
                new(
                    "apply believes the evidence that an earlier plan left",
                    "src/Pruner/State/EvidenceCache.cs",
                    """approved.StartedFromCache || places.FirstOrDefault(File.Exists)""",
                    """places.FirstOrDefault(File.Exists)""",
                    "Pruner: CacheTests.A_forged_cache_can_hide_a_pin_from_a_plan_but_not_from_apply"),
            ],
        },
        new(
            "P04",
            "rhcos-aliyun-pruner",
            "Only the first character of the first release is compared.",
            "Build ids are read by their shape and compared whole; releases are two numbers.")
        {
            Mutants =
            [
                new(
                    "builds are the same when they begin alike",
                    "src/Pruner.Core/Builds/BuildId.cs",
                    """
                    _key = text.Replace('-', '.');
                    """,
                    """
                    _key = text.Replace('-', '.')[..3];
                    """,
                    "Core: BuildIdTests.Builds_that_differ_in_any_part_are_different"),
                new(
                    "a release chooses streams by how their releases begin",
                    "src/Pruner.Core/Policies/StreamTable.cs",
                    """[.. table.Where(stream => stream.Releases.Contains(release))]""",
                    """[.. table.Where(stream => stream.Releases.Any(served => served.ToString()[0] == word[0]))]""",
                    "Core: StreamTableTests.Words_choose_streams"),
            ],
        },
        new(
            "P05",
            "rhcos-aliyun-pruner, ART",
            "One branch, or release branches only, and history as git simplifies it: pins on side branches and on main are lost.",
            "Every commit of every branch, tag and metadata pull request, and a proof that none is missing.")
        {
            Mutants =
            [
                new(
                    "of a merge only the first parent is followed",
                    "src/Pruner.GitHub/History/CommitWalker.cs",
                    """return new GitCommit(id, [.. parents], date""",
                    """return new GitCommit(id, [.. parents.Take(1)], date""",
                    "GitHub: CommitScanTests.A_merge_of_twelve_parents_is_read_whole"),
                new(
                    "of branches only those of releases are read",
                    "src/Pruner.Core/History/HistoryScope.cs",
                    """References.Any(pattern => pattern.Matches(reference));""",
                    """reference.Contains("release-", StringComparison.Ordinal) && References.Any(pattern => pattern.Matches(reference));""",
                    "Core: HistoryProofTests.A_whole_history_passes"),
                new(
                    "pins count at the tips of branches only",
                    "src/Pruner.Core/Pins/DocumentScan.cs",
                    """.Where(commit => commit.Folder is not null)""",
                    """.Where(commit => commit.Folder is not null && history.Refs.Any(reference => reference.Commit == commit.Id))""",
                    "Core: PinHistoryTests.A_pin_of_any_commit_is_a_pin_though_the_next_commit_replaced_it"),
                new(
                    "a parent that was not read is overlooked",
                    "src/Pruner.Core/History/HistoryProof.cs",
                    """?? ParentNotScanned(history)""",
                    "",
                    "Core: PinHistoryTests.A_hole_in_the_history_is_refused"),
                new(
                    "a shallow clone is taken for whole",
                    "src/Pruner.Git/CloneState.cs",
                    """["rev-parse", "--is-shallow-repository"], null, cancellationToken)).Output.Trim() != "false")""",
                    """["rev-parse", "--is-shallow-repository"], null, cancellationToken)).Output.Length == 0)""",
                    "Git: RefusalTests.A_shallow_clone_is_refused"),
                new(
                    "of a clone the first parents are read",
                    "src/Pruner.Git/GitDirHistoryReader.cs",
                    """["rev-list", "--stdin"]""",
                    """["rev-list", "--first-parent", "--stdin"]""",
                    "Git: ReadingTests.A_merge_is_read_on_both_sides_though_it_kept_nothing_of_the_one_whose_branch_is_gone"),
            ],
        },
        new(
            "P06",
            "rhcos-aliyun-pruner",
            "An image is made private before it is known whether it can be deleted, shares are never taken off, snapshots stay.",
            "Look first; then tag, make private, take shares off, delete, delete its snapshots; what cannot be deleted is put back as it was.")
        {
            Mutants =
            [
                new(
                    "the first look decides nothing",
                    "src/Pruner/Applying/RegionWork.cs",
                    """
                    if (await ConfirmAsync(target) is not null)
                                    {
                                        doomed.Add(target);
                                    }
                    """,
                    """doomed.Add(target);""",
                    "Pruner: LastLookTests.Of_what_changed_since_the_listing_nothing_is_touched"),
                new(
                    "shares are not taken off",
                    "src/Pruner/Applying/RegionWork.cs",
                    """doomed = await UnshareAsync(doomed, stop);""",
                    "",
                    "Pruner: SharingTests.Where_shared_images_may_go_the_accounts_of_the_plan_are_taken_off_and_the_image_goes"),
                new(
                    "snapshots stay",
                    "src/Pruner.Core/Applying/Confirmation.cs",
                    """[.. noted.Snapshots.Where(snapshot => !isUsedByOthers(snapshot)).Select(snapshot => new DoomedSnapshot(gone, snapshot))];""",
                    """[];""",
                    "Core: ConfirmationTests.Only_noted_snapshots_that_nothing_else_rests_on_are_deleted"),
                new(
                    "an image that cannot be deleted stays private",
                    "src/Pruner/Applying/PutBack.cs",
                    """if (target.MayBePublished(desk.Plan, before))""",
                    """if (target.MayBePublished(desk.Plan, before) && target.Fresh is null)""",
                    "Pruner: OneOfSeveralTests.An_image_that_the_store_will_not_delete_is_as_it_was_and_the_others_go"),
            ],
        },
        new(
            "P07",
            "rhcos-aliyun-pruner",
            "Page 1 only, changes are not tried again, the first error ends the run.",
            "All pages, held to the count; a throttled change is tried again; one failure hides nothing of the rest, and the exit code tells.")
        {
            Mutants =
            [
                new(
                    "page 1 is all",
                    "src/Pruner.Aliyun/Images/RegionSweep.cs",
                    """Enumerable.Range(2, Math.Max(0, pages - 1))""",
                    """Enumerable.Range(2, 0)""",
                    "Aliyun: ListingTests.All_regions_are_listed_with_all_six_states_and_all_pages"),
                new(
                    "the count of rows says nothing",
                    "src/Pruner.Aliyun/Images/RegionSweep.cs",
                    """return images.Count == first.TotalCount ? images : null;""",
                    """return images;""",
                    "Aliyun: ListingTests.Rows_that_move_between_pages_are_swept_again"),
                new(
                    "a throttled change is given up",
                    "src/Pruner.Aliyun/Calling/AcsClient.cs",
                    """AcsMeaning.Throttled => Judgement""",
                    """AcsMeaning.Throttled when !isChange => Judgement""",
                    "Aliyun: ChangeTests.A_throttled_change_was_not_made_and_is_tried_again"),
                new(
                    "a region that fails ends the others",
                    "src/Pruner/Applying/Applier.cs",
                    """
                    // One region that fails hides nothing of the others; what is open in it stays open in the journal.
                                return false;
                    """,
                    """throw;""",
                    "Pruner: OneOfSeveralTests.A_region_that_fails_in_the_middle_leaves_the_others_to_be_done"),
                new(
                    "failures end with success",
                    "src/Pruner/Output/Results.cs",
                    """Totals: { Failed: 0, Unknown: 0 } }""",
                    """Totals: not null }""",
                    "Pruner: OneOfSeveralTests.An_image_that_the_store_will_not_delete_is_as_it_was_and_the_others_go"),
            ],
        },
    ];
}
