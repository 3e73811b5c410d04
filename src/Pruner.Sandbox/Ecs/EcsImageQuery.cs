using System.Collections.Immutable;

namespace Pruner.Sandbox.Ecs;

/// <summary>What a DescribeImages asks for. Null stands for a filter that was not sent.</summary>
internal sealed record EcsImageQuery
{
    public required ImmutableHashSet<string> Ids { get; init; }

    public required ImmutableHashSet<string> Statuses { get; init; }

    public required string OwnerAlias { get; init; }

    public required bool IsPublic { get; init; }

    public required string? Name { get; init; }

    public required string? Family { get; init; }

    public required string? OwnerId { get; init; }

    public required string? SnapshotId { get; init; }

    public required string? Usage { get; init; }

    public required string? Architecture { get; init; }

    public required string? OsType { get; init; }

    public required ImmutableArray<(string Key, string? Value)> Tags { get; init; }

    public required (DateTimeOffset From, DateTimeOffset To) Created { get; init; }

    public required int PageNumber { get; init; }

    public required int PageSize { get; init; }
}
