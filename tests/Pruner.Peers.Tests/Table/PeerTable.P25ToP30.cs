namespace Pruner.Peers.Tests.Table;

/// <content>Programs that mark first, and cleaners of images.</content>
internal static partial class PeerTable
{
    private static IEnumerable<Defect> P25ToP30 =>
    [
        new(
            "P25",
            "swabbie",
            "A cap whose condition is never true; a second one that nobody asks; what has expired goes past the opt-out; a deletion is told as soon as it is asked for.",
            "Every guard has a test in which it fires; no age goes past a rule that keeps; done is what was looked for and is gone.")
        {
            Mutants =
            [
                new(
                    "the floor under the number of pins is never reached",
                    "src/Pruner.Core/Planning/PlanGuards.cs",
                    """policy.MinPinnedBuilds is { } floor && plan.PinnedBuilds < floor""",
                    """policy.MinPinnedBuilds is { } floor && plan.PinnedBuilds < Math.Min(floor, 0)""",
                    "Core: PlanGuardsTests.Fewer_pinned_builds_than_the_floor_are_refused"),
                new(
                    "nobody asks whether pins were lost",
                    "src/Pruner/Evidence/Decider.cs",
                    """PlanGuards.TooFewPins(plan, policy) ?? PlanGuards.PinsLost(plan, policy)""",
                    """PlanGuards.TooFewPins(plan, policy)""",
                    "Pruner: SourcesTests.A_pin_that_the_second_repository_lost_goes_on_protecting_and_refuses_the_run"),
                new(
                    "a mark that is ripe goes past every other rule",
                    "src/Pruner.Core/Planning/Planner.cs",
                    """reasons.IsEmpty ? Decision.Prune : Decision.Keep,""",
                    """reasons.IsEmpty || (subject.MarkedAt is not null && reasons.All(given => given.Reason != Reason.InGrace)) ? Decision.Prune : Decision.Keep,""",
                    "Core: GraceTests.A_pin_keeps_what_is_ripe_and_takes_the_mark_off"),
                new(
                    "an unknown outcome is a good one",
                    "src/Pruner.Core/Records/Progress.cs",
                    """_changes.GetValueOrDefault(change) is StoreOutcome.Done;""",
                    """_changes.GetValueOrDefault(change) is StoreOutcome.Done or StoreOutcome.Unknown;""",
                    "Core: ProgressTests.An_unknown_answer_is_not_done_until_it_is_settled"),
            ],
        },
        new(
            "P26",
            "aws-amicleaner",
            "A list of two values or more excludes nothing; a tag matches by a part of it; local time is compared with UTC; one page is read.",
            "Every entry of a list counts; names match whole; all times are UTC; all pages.")
        {
            Mutants =
            [
                new(
                    "of a keep list the first entry counts",
                    "src/Pruner.Core/Planning/Rules.cs",
                    """.SelectMany(retention => retention.Keep)""",
                    """.SelectMany(retention => retention.Keep.Take(1))""",
                    "Core: RulesTests.Every_entry_of_the_keep_list_counts"),
                new(
                    "a tag matches by a part of its key",
                    "src/Pruner.Core/Policies/KeepRule.cs",
                    """string.Equals(key.Trim(), Key, StringComparison.OrdinalIgnoreCase)""",
                    """key.Contains(Key, StringComparison.OrdinalIgnoreCase)""",
                    "Core: TagPatternTests.Neither_case_nor_white_space_around_counts"),
                new(
                    "the date in a build id is local time",
                    "src/Pruner.Core/Builds/BuildId.cs",
                    """DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal""",
                    """DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal""",
                    "Core: BuildIdTests.Every_shape_seen_is_read_with_its_date_and_counter"),
                new(
                    "the time of an image is local time",
                    "src/Pruner.Aliyun/Images/ImageMapping.cs",
                    """DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal""",
                    """DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal""",
                    "Aliyun: ImageMappingTests.Times_are_read_strictly"),
            ],
        },
        new(
            "P27",
            "Flatcar mantle",
            "A date that cannot be read is the zero date, so the image is the oldest and goes; images are removed by name; an error of the listing is a warning.",
            "A date that cannot be read is unknown and keeps, wherever it stands.")
        {
            Mutants =
            [
                new(
                    "the creation of an image that cannot be read is the zero date",
                    "src/Pruner.Aliyun/Images/ImageMapping.cs",
                    """out var time) ? time : null;""",
                    """out var time) ? time : DateTimeOffset.MinValue;""",
                    "Aliyun: ImageMappingTests.Times_are_read_strictly"),
                new(
                    "the date in a build id that no calendar has is the zero date",
                    "src/Pruner.Core/Builds/BuildId.cs",
                    """
                    ? date
                                : null;
                    """,
                    """
                    ? date
                                : DateTimeOffset.MinValue;
                    """,
                    "Core: BuildIdTests.A_date_that_no_calendar_has_is_unknown"),
                new(
                    "a build of which one catalog knows no time is as old as the other says",
                    "src/Pruner.Core/Planning/Subject.cs",
                    """Places.Any(place => place.Entry.BuiltAt is null) ? null : Places.Max""",
                    """Places.Max""",
                    "Core: RetentionTests.A_shared_build_of_which_one_catalog_knows_no_time_is_kept"),
                new(
                    "of a build the siblings without a date do not count",
                    "src/Pruner.Core/Planning/Planner.cs",
                    """images[build].Any(image => image.CreatedAt is null) ? null : images[build].Max""",
                    """images[build].Max""",
                    "Core: RulesTests.An_image_whose_sibling_has_no_creation_time_is_kept"),
            ],
        },
        new(
            "P28",
            "ec2imgutils",
            "An image is deregistered before its snapshot is read; the removal date is not looked at; an empty answer means yes.",
            "All reads come before the first change; a plan expires; everything but a whole \"yes\" is no.")
        {
            Mutants =
            [
                new(
                    "an empty answer means yes",
                    "src/Pruner/Output/Prompt.cs",
                    """if (!string.Equals(answer?.Trim(), "yes", StringComparison.Ordinal))""",
                    """if (answer?.Trim() is not ("yes" or ""))""",
                    "Pruner: EndingTests.Whatever_is_not_a_whole_yes_is_no"),
                new(
                    "a plan does not expire",
                    "src/Pruner/Commands/ApplyCommand.cs",
                    """ ?? PlanGuards.Expired(plan, run.Decided.Plan.Created)""",
                    "",
                    "Pruner: MessageTests.A_plan_that_is_expired"),
            ],
        },
        new(
            "P29",
            "automation_images",
            "A failed look at when an image was last used counts as \"never\".",
            "A look that failed keeps: of an image, of its shares, and of a build in a region that could not be read.")
        {
            Mutants =
            [
                new(
                    "whether an image is shared need not be known",
                    "src/Pruner.Aliyun/Images/ImageMapping.cs",
                    """true => Sharing.Shared, false => Sharing.NotShared, null => Sharing.Unknown }""",
                    """true => Sharing.Shared, false or null => Sharing.NotShared }""",
                    "Aliyun: ImageMappingTests.What_is_absent_is_unknown"),
                new(
                    "in a region that could not be read there is nothing younger",
                    "src/Pruner.Core/Planning/Rules.cs",
                    """if (subject.Siblings?.Unread is { } unread && (required > TimeSpan.Zero || unread.Status == ListingStatus.Unreadable))""",
                    """if (subject.Siblings?.Unread is { FoundById: < 0 } unread)""",
                    "Core: RetentionTests.A_build_with_an_image_where_nobody_looked_may_be_younger"),
            ],
        },
        new(
            "P30",
            "boskos aws-janitor",
            "Deletions are not held to the right account; a time to live of 0 deletes at once.",
            "Whose credentials these are is asked first, and compared with configuration and plan; of an image its owner is asked; a grace of 0 marks first all the same.")
        {
            Mutants =
            [
                new(
                    "nobody asks whether it is the configured account",
                    "src/Pruner/Evidence/EvidenceGatherer.cs",
                    """EvidenceException.ThrowIf(PlanGuards.WrongAccount(account, policy));""",
                    "",
                    "Pruner: MessageTests.Credentials_of_another_account_than_the_configured_one"),
                new(
                    "a plan is good for any account",
                    "src/Pruner.Core/Planning/PlanGuards.cs",
                    """?? OtherAccount(plan, fresh.Account)""",
                    "",
                    "Pruner: MessageTests.A_plan_for_another_account"),
                new(
                    "whatever is listed is ours",
                    "src/Pruner.Aliyun/Images/ImageMapping.cs",
                    """string.Equals(owner, account, StringComparison.Ordinal) ? Ownership.Own : Ownership.Foreign,""",
                    """account.Length > 0 ? Ownership.Own : Ownership.Foreign,""",
                    "Aliyun: ImageMappingTests.The_owner_is_compared_by_digits"),
                new(
                    "a grace of 0 deletes at once",
                    "src/Pruner.Core/Planning/Grace.cs",
                    """if (subject.Policy.Grace is not { } grace)""",
                    """if (subject.Policy.Grace is not { } grace || grace == TimeSpan.Zero)""",
                    "Core: GraceTests.A_grace_of_nothing_marks_first_all_the_same"),
            ],
        },
    ];
}
