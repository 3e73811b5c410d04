using System.Collections.Immutable;
using Pruner.Core;
using Pruner.CoreOS;

namespace Pruner.TwoReaders.Tests.Infrastructure;

/// <summary>What a metadata file pins, a line each; the reason where it cannot be read. Reads each text once.</summary>
internal sealed class PinReader
{
    public static readonly InstallerMetadataReader Documents = new();

    private readonly Dictionary<(string Path, string Text), ImmutableArray<string>> _read = [];

    public IEnumerable<string> Of(string path, string blob, string? text) => text is null
        ? [$"{path} {blob} is no file"]
        : (_read.TryGetValue((path, text), out var lines) ? lines : _read[(path, text)] = Read(path, text)).Select(line => $"{path} {blob} {line}");

    private static ImmutableArray<string> Read(string path, string text)
    {
        try
        {
            var reading = Documents.Read(path, text);
            return [.. reading.Pins.Select(pin => pin.ToString()), .. reading.Builds.Select(build => build.Text)];
        }
        catch (EvidenceException refused)
        {
            return [refused.Refusal.What];
        }
    }
}
