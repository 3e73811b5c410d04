using System.Collections.Immutable;
using Pruner.Core.Builds;
using Pruner.Core.Pins;

namespace Pruner.Core.Tests.Given;

/// <summary>A form of documents of its own: on each line an image, its release and its region, or a build alone.</summary>
internal sealed class PlainReader : IMetadataReader
{
    public DocumentReading Read(string path, string text)
    {
        var lines = text.Split('\n').Select(line => line.Split(' ')).ToList();
        return new DocumentReading(
            "plain",
            [.. lines.Where(words => words.Length > 1).Select(words => new DocumentPin("aliyun", "x86_64", words.ElementAtOrDefault(2) ?? "us-east-1", words[0], words[1], ""))],
            [.. lines.Where(words => words.Length == 1).Select(words => Some.Build(words[0]))]);
    }

    public RawMentions FindMentions(string text) => new([], ImmutableArray<BuildId>.Empty);
}
