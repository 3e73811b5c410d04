using Pruner.Core.History;

namespace Pruner.GitHub.History;

/// <summary>A pull request as a list shows it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="State">open, closed or merged.</param>
/// <param name="Title">Its title; empty when it does not touch metadata.</param>
/// <param name="Body">Its text; likewise.</param>
/// <param name="Head">Its head commit.</param>
/// <param name="UpdatedAt">Its last update.</param>
/// <param name="Touches">True when it touches a metadata file, or when that cannot be told.</param>
internal sealed record PullFacts(int Number, string State, string Title, string Body, ObjectId Head, DateTimeOffset UpdatedAt, bool Touches);

/// <summary>One page of a list of pull requests.</summary>
/// <param name="Total">How many the whole list has.</param>
/// <param name="Pulls">Those of this page, in order.</param>
/// <param name="EndCursor">Where the next page starts; null on the last.</param>
internal sealed record PullPage(int Total, IReadOnlyList<PullFacts> Pulls, string? EndCursor);
