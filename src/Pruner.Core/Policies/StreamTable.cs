using System.Collections.Immutable;

namespace Pruner.Core.Policies;

/// <summary>Chooses streams by what people name: a release, a stream, or all of them.</summary>
public static class StreamTable
{
    /// <summary>The word for every release of the table.</summary>
    public const string All = "all";

    /// <summary>The releases that streams of the table serve, oldest first.</summary>
    public static ImmutableArray<ReleaseNumber> ReleasesOf(ImmutableArray<StreamSource> table) =>
        [.. table.SelectMany(stream => stream.Releases).Distinct().Order()];

    /// <summary>Chooses. A release stands for all streams that serve it.</summary>
    /// <param name="words">Releases such as <c>4.10</c>, names of streams, or <c>all</c>.</param>
    /// <param name="table">The known streams.</param>
    /// <param name="architectures">The chosen architectures, empty for all: streams that list none of them are left out.</param>
    /// <exception cref="SetupException">A word that names nothing in the table, or only streams of other architectures.</exception>
    public static ChosenStreams Choose(IEnumerable<string> words, ImmutableArray<StreamSource> table, ImmutableArray<string> architectures)
    {
        var choices = words
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(word => new NamedStreams(word, ForArchitectures(word, Find(word, table), architectures)))
            .ToImmutableArray();
        return new ChosenStreams(choices, [.. choices.SelectMany(choice => choice.Streams).Distinct().OrderBy(stream => stream.Name, StringComparer.Ordinal)]);
    }

    private static ImmutableArray<StreamSource> ForArchitectures(string word, ImmutableArray<StreamSource> streams, ImmutableArray<string> architectures)
    {
        ImmutableArray<StreamSource> fitting = [.. streams.Where(stream => stream.Lists(architectures))];
        return !fitting.IsEmpty ? fitting : throw new SetupException(new Refusal(
            $"'{word}' lists builds for {string.Join(", ", streams.SelectMany(stream => stream.Architectures).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))} only, chosen is {string.Join(", ", architectures)}.",
            "Nothing of it could be decided on, and the run would look done.",
            "Choose its architecture with --arch, or leave it out."));
    }

    private static ImmutableArray<StreamSource> Find(string word, ImmutableArray<StreamSource> table)
    {
        ImmutableArray<StreamSource> found = string.Equals(word, All, StringComparison.Ordinal) ? [.. table.Where(stream => !stream.Releases.IsEmpty)]
            : ReleaseNumber.TryParse(word) is { } release && table.Any(stream => stream.Releases.Contains(release)) ? [.. table.Where(stream => stream.Releases.Contains(release))]
            : [.. table.Where(stream => string.Equals(stream.Name, word, StringComparison.Ordinal))];
        return !found.IsEmpty ? found : throw new SetupException(new Refusal(
            $"Release '{word}' is not known.",
            "Where its builds are listed is not in the table of streams, so nothing could be decided about them.",
            $"Known releases: {string.Join(", ", ReleasesOf(table))}; known streams: {string.Join(", ", table.Select(stream => stream.Name).Order(StringComparer.Ordinal))}. A further one is written under streams in pruner.yml, with its name, releases and base."));
    }
}

/// <summary>What one word chose.</summary>
/// <param name="Word">The release, the stream, or <c>all</c>.</param>
/// <param name="Streams">Its streams. One of them at least must be there: releases moved from one to another, and what no catalog names is kept.</param>
public sealed record NamedStreams(string Word, ImmutableArray<StreamSource> Streams);

/// <summary>All that was chosen.</summary>
/// <param name="Choices">By word.</param>
/// <param name="Streams">The streams, each once, sorted by name.</param>
public sealed record ChosenStreams(ImmutableArray<NamedStreams> Choices, ImmutableArray<StreamSource> Streams);
