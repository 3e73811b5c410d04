namespace Pruner.Aliyun.Calling;

/// <summary>What every good answer has.</summary>
internal abstract class AcsAnswer
{
    /// <summary>For the vendor's support.</summary>
    public string? RequestId { get; init; }
}
