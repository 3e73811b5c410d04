using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.CoreOS.Json;

namespace Pruner.CoreOS.Catalogs;

/// <summary>
/// Reads a stream's builds.json. Forms, from the source of coreos-assembler: 0.0.1 (or no version at all, 2018) lists ids as plain strings;
/// 1.x lists objects with <c>id</c> and <c>arches</c>, which pruning marks with <c>policy-cleanup</c>, a list at first and a map now, without another version.
/// </summary>
public static class BuildsJsonReader
{
    private const string FlatVersion = "0.0.1";
    private const string CloudUploads = "cloud-uploads";

    /// <summary>Reads an index.</summary>
    /// <param name="source">Where it was read, for messages.</param>
    /// <param name="text">The whole document.</param>
    /// <exception cref="EvidenceException">Malformed, of another major version, or a build is listed twice; names source, position and expectation.</exception>
    public static BuildsIndex Read(string source, string text)
    {
        var root = JsonText.Parse(DocumentSource.OfCatalog(source), text);
        var isFlat = IsFlat(root);
        var builds = root.Require("builds", "a list").Items("a list of builds");
        RequireUnique(builds, isFlat);
        return new BuildsIndex(
            [.. builds.Select(build => isFlat ? ReadFlat(build) : ReadBuild(build))],
            [.. (root.Find("tombstone-builds")?.Items("a list of builds") ?? []).Select(build => IdOf(build, isFlat))]);
    }

    private static bool IsFlat(JsonNode root)
    {
        if (root.Find("schema-version") is not { } version)
        {
            return true;
        }

        var text = version.String("a version");
        if (text == FlatVersion)
        {
            return true;
        }

        return text.StartsWith("1.", StringComparison.Ordinal)
            ? false
            : throw version.Refuse($"schema version 1.x or {FlatVersion}", $"\"{Printable.Of(text)}\"");
    }

    private static void RequireUnique(IReadOnlyList<JsonNode> builds, bool isFlat)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var parsed = new HashSet<BuildId>();
        foreach (var build in builds)
        {
            var id = IdOf(build, isFlat);
            if (!texts.Add(id) || (BuildId.TryParse(id) is { } known && !parsed.Add(known)))
            {
                throw build.Refuse("every build once", $"{id} a second time");
            }
        }
    }

    private static IndexedBuild ReadFlat(JsonNode build)
    {
        var id = IdOf(build, isFlat: true);
        return new IndexedBuild(id, BuildId.TryParse(id), [], CloudUploadsPruned: false);
    }

    private static IndexedBuild ReadBuild(JsonNode build)
    {
        var id = IdOf(build, isFlat: false);
        var arches = build.Require("arches", "a list of architectures").Items("a list of architectures");
        var architectures = ImmutableArray.CreateBuilder<string>(arches.Count);
        foreach (var arch in arches)
        {
            var name = PathPart(arch, "an architecture");
            if (architectures.Contains(name))
            {
                throw arch.Refuse("every architecture once", $"{name} a second time");
            }

            architectures.Add(name);
        }

        return new IndexedBuild(id, BuildId.TryParse(id), architectures.ToImmutable(), IsPruned(build));
    }

    private static bool IsPruned(JsonNode build)
    {
        if (build.Find("policy-cleanup") is not { } cleanup)
        {
            return false;
        }

        if (cleanup.IsList)
        {
            return cleanup.Items("a list").Any(item => item.String("what was cleaned up") == CloudUploads);
        }

        return cleanup.IsObject
            ? cleanup.Find(CloudUploads) is { } uploads && (uploads.IsBoolean ? uploads.IsTrue : throw uploads.Refuse("true or false"))
            : throw cleanup.Refuse("a list or an object");
    }

    private static string IdOf(JsonNode build, bool isFlat) =>
        PathPart(isFlat ? build : build.Require("id", "a build id"), "a build id");

    // Ids and architectures become parts of addresses: nothing that could lead elsewhere is let through.
    private static string PathPart(JsonNode node, string expected)
    {
        var text = node.String(expected);
        return text.Length > 0 && !text.Contains("..", StringComparison.Ordinal) && text.All(IsPlain)
            ? text
            : throw node.Refuse($"{expected} (letters, digits, '.', '-', '_' and '+')", $"\"{Printable.Of(text)}\"");
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '+';
}
