using System.Collections.Immutable;
using Pruner.Core.History;
using Pruner.Directories;
using Pruner.Fuzz.Tests.Harness;
using Pruner.Git;

namespace Pruner.Fuzz.Tests.Targets;

/// <summary>Objects of a local clone, and tags that lie beside images.</summary>
internal static class GitTargets
{
    private static readonly ObjectId Id = new(new string('1', 40));
    private static readonly string TaggedImage = Path.Combine(Directory.CreateTempSubdirectory("pruner-fuzz-").FullName, "image");

    /// <summary>All of them.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        new("git-commit", Form.Lines, input => !CommitText.Read(Id, input.Bytes).Parents.IsDefault),
        new("git-tree", Form.Bytes, input => TreeEntry.ReadAll(Id, input.Bytes).Count >= 0),
        new("remote-name", Form.Bytes, input => RemoteName.Of(Texts.Decode(input.Bytes)).Host.Length > 0),
        new("tag-file", Form.Json, ReadTags),
    ];

    private static bool ReadTags(Input input)
    {
        File.WriteAllBytes(TaggedImage + TagFile.Ending, input.Bytes);
        return TagFile.Read(TaggedImage) is not null;
    }
}
