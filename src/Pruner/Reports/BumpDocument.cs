using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pruner.Core.Bumps;
using Pruner.GitHub.Comments;
using Pruner.Output;

namespace Pruner.Reports;

/// <summary>What a pull request changes, for scripts.</summary>
internal sealed record BumpDocument
{
    /// <summary>Version of this form.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of the form: <see cref="CurrentSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>The repository.</summary>
    public required string Repository { get; init; }

    /// <summary>The pull request's number.</summary>
    public required int PullRequest { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary><c>open</c>, <c>closed</c>, <c>merged</c>.</summary>
    public required string State { get; init; }

    /// <summary>True when it comes from another repository.</summary>
    public required bool FromFork { get; init; }

    /// <summary>The branch it goes to.</summary>
    public required string BaseBranch { get; init; }

    /// <summary>The commit it is compared with.</summary>
    public required string Base { get; init; }

    /// <summary>Its newest commit.</summary>
    public required string Head { get; init; }

    /// <summary>The metadata files that it touches.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>True when something looks wrong.</summary>
    public required bool Wrong { get; init; }

    /// <summary>What looks wrong, or is worth a look.</summary>
    public required ImmutableArray<FoundInBump> Findings { get; init; }

    /// <summary>Every image slot that changes.</summary>
    public required ImmutableArray<ChangedSlot> Changes { get; init; }

    /// <summary>The images that come, as their cloud shows them.</summary>
    public required ImmutableArray<LookedAtImage> Images { get; init; }

    /// <summary>The builds that come, as builds.json shows them.</summary>
    public required ImmutableArray<LookedUpBuild> Builds { get; init; }

    /// <summary>Every build that the files name, before or after: all of them stay protected.</summary>
    public required ImmutableArray<ProtectedBuild> Protected { get; init; }

    /// <summary>What became of the comment; absent when none was asked for.</summary>
    public WrittenComment? Comment { get; init; }

    /// <summary>Makes the document.</summary>
    public static BumpDocument Of(BumpReport report, CommentReply? comment) => new()
    {
        Schema = CurrentSchema,
        Repository = report.Bump.Proposal.Repository,
        PullRequest = report.Bump.Proposal.Number,
        Title = report.Bump.Proposal.Title,
        State = Words.Of(report.Bump.Proposal.State),
        FromFork = report.Bump.Proposal.IsFromFork,
        BaseBranch = report.Bump.Proposal.BaseBranch,
        Base = report.Bump.Proposal.Base.Hex,
        Head = report.Bump.Proposal.Head.Hex,
        Files = [.. report.Bump.Proposal.Documents.Select(document => document.Path)],
        Wrong = report.IsWrong,
        Findings = [.. report.Findings.Select(finding => new FoundInBump(Words.Of(finding.Kind), finding.IsWrong, finding.Where, finding.What))],
        Changes = [.. report.Bump.Slots.Select(slot => new ChangedSlot(
            slot.Path, slot.Architecture, slot.Platform, slot.Location, slot.Before?.Release, slot.Before?.ImageId, slot.After?.Release, slot.After?.ImageId))],
        Images = [.. report.Images.Select(LookedAtImage.Of)],
        Builds = [.. report.Builds.Select(look => new LookedUpBuild(look.Build, look.Architecture, Words.Of(look.Status), look.Note.Length > 0 ? look.Note : null))],
        Protected = [.. report.Bump.Builds.Select(build => new ProtectedBuild(build.Build.Text, build.IsBefore, build.IsAfter))],
        Comment = comment is null ? null : new WrittenComment(Words.Of(comment.Outcome), comment.Url, comment.Note.Length > 0 ? comment.Note : null),
    };

    /// <summary>As JSON, with a line end.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, BumpJson.Default.BumpDocument), (byte)'\n'];
}

/// <summary>One finding.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Wrong">True when it looks like a mistake.</param>
/// <param name="Where">Document, cloud, region or image.</param>
/// <param name="What">A sentence.</param>
internal sealed record FoundInBump(string Kind, bool Wrong, string Where, string What);

/// <summary>One image slot before and after; what is absent was or is not there.</summary>
/// <param name="Path">The file.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Platform">The cloud.</param>
/// <param name="Location">The region, or empty.</param>
/// <param name="FromRelease">The build before.</param>
/// <param name="FromImage">The image before.</param>
/// <param name="ToRelease">The build after.</param>
/// <param name="ToImage">The image after.</param>
internal sealed record ChangedSlot(
    string Path, string Architecture, string Platform, string Location, string? FromRelease, string? FromImage, string? ToRelease, string? ToImage);

/// <summary>One image as its cloud shows it.</summary>
internal sealed record LookedAtImage
{
    /// <summary>Region.</summary>
    public required string Location { get; init; }

    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>The build that the document says.</summary>
    public required string Release { get; init; }

    /// <summary><c>seen</c>, <c>not-shown</c>, <c>not-looked</c>, <c>unreadable</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Its name; absent when it was not seen.</summary>
    public string? Name { get; init; }

    /// <summary><c>public</c>, <c>private</c>, <c>unknown</c>; absent when it was not seen.</summary>
    public string? Visibility { get; init; }

    /// <summary>Whether it is tagged <c>bootimage=true</c>; absent when that is not known.</summary>
    public bool? BootImage { get; init; }

    /// <summary>Why it was not looked at; absent when it was.</summary>
    public string? Note { get; init; }

    /// <summary>Makes one.</summary>
    public static LookedAtImage Of(ImageLook look) => new()
    {
        Location = look.Pin.Location,
        Id = look.Pin.ImageId,
        Release = look.Pin.Release,
        Status = Words.Of(look.Status),
        Name = look.Artifact?.Name,
        Visibility = look.Artifact is { } image ? Words.Of(image.Visibility) : null,
        BootImage = look.Artifact is { Tags: not null } tagged ? Core.Artifacts.BootImageTag.IsTrue(tagged) : null,
        Note = look.Note.Length > 0 ? look.Note : null,
    };
}

/// <summary>One build as builds.json shows it.</summary>
/// <param name="Build">The build.</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Status"><c>seen</c>, <c>not-shown</c>, <c>not-looked</c>, <c>unreadable</c>.</param>
/// <param name="Note">Why; absent when it was seen.</param>
internal sealed record LookedUpBuild(string Build, string Architecture, string Status, string? Note);

/// <summary>A build that stays protected.</summary>
/// <param name="Build">The build.</param>
/// <param name="Before">Named before.</param>
/// <param name="After">Named after.</param>
internal sealed record ProtectedBuild(string Build, bool Before, bool After);

/// <summary>What became of the comment.</summary>
/// <param name="Outcome">The kind.</param>
/// <param name="Url">Where it is; absent when it is nowhere.</param>
/// <param name="Note">What stood in the way; absent when nothing did.</param>
internal sealed record WrittenComment(string Outcome, string? Url, string? Note);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(BumpDocument))]
internal sealed partial class BumpJson : JsonSerializerContext;
