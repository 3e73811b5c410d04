namespace Pruner.Sandbox.Ecs;

/// <summary>An image as one answer shows it, which may be older than the image is.</summary>
internal sealed record EcsView(EcsImage Image, bool IsPublic, IReadOnlyDictionary<string, string> Tags);
