namespace Pruner.Core;

/// <summary>Why something is not done, in the three sentences every message of ours has.</summary>
/// <param name="What">What happened: names the file, image, flag or service. No secrets.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Remedy">What to do next.</param>
public sealed record Refusal(string What, string Why, string Remedy)
{
    /// <inheritdoc />
    public override string ToString() => $"{What} {Why} {Remedy}";
}
