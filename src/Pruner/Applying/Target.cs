using Pruner.Core.Artifacts;
using Pruner.Core.Records;

namespace Pruner.Applying;

/// <summary>One artifact of the approved plan on its way through the applier.</summary>
internal sealed class Target(PlannedVerdict planned)
{
    /// <summary>The approved verdict.</summary>
    public PlannedVerdict Planned { get; } = planned;

    /// <summary>Its identity.</summary>
    public ArtifactId Id { get; } = planned.ArtifactId();

    /// <summary>As last described; null when it was not shown.</summary>
    public Artifact? Fresh { get; set; }

    /// <summary>When it was last described.</summary>
    public DateTimeOffset DescribedAt { get; set; }
}
