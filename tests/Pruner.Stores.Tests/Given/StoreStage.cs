using Pruner.Core.Artifacts;
using Pruner.Core.Stores;

namespace Pruner.Stores.Tests.Given;

/// <summary>A store, and the place behind it: filled and looked at past the store, as others would.</summary>
public abstract class StoreStage : IAsyncDisposable
{
    public abstract IArtifactStore Store { get; }

    public abstract string Account { get; }

    /// <summary>Two locations that are there, sorted.</summary>
    public abstract string Here { get; }

    public abstract string There { get; }

    /// <summary>Puts an image of a build, whose name tells the build.</summary>
    public abstract ArtifactId Put(string location, string build, DateTimeOffset madeAt);

    /// <summary>Lets something use an image.</summary>
    public abstract void Use(ArtifactId image);

    /// <summary>Sets a tag as somebody else would.</summary>
    public abstract void Tag(ArtifactId image, string key, string value);

    /// <summary>Makes a fact of an image one that cannot be told.</summary>
    public abstract void Obscure(ArtifactId image);

    /// <summary>Makes a location one that cannot be read.</summary>
    public abstract void Lose(string location);

    /// <summary>Everything that is there, as text: equal worlds give equal text.</summary>
    public abstract string Describe();

    public bool IsThere(ArtifactId image) => Describe().Contains(image.Id, StringComparison.Ordinal);

    public abstract ValueTask DisposeAsync();
}
