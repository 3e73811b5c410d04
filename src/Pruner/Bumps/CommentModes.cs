using Pruner.Core.Bumps;

namespace Pruner.Bumps;

/// <summary>When a pull request gets a comment. One that is there is kept up to date in every mode but <c>off</c>.</summary>
internal static class CommentModes
{
    /// <summary>No comment is written or changed.</summary>
    public const string Off = "off";

    /// <summary>All modes.</summary>
    public static string[] All { get; } = ["always", "changes", "failures", Off];

    /// <summary>True when a first comment is to be written. Nobody decides on a closed pull request any more, so it gets none.</summary>
    public static bool MayCreate(string mode, BumpReport report) => report.Bump.Proposal.State == ProposalState.Open && mode switch
    {
        "always" => true,
        "changes" => report.ChangesImages,
        "failures" => report.IsWrong,
        _ => false,
    };
}
