using System.Text.Json;
using Pruner.Core.Pins;

namespace Pruner.CoreOS.Tests.Real;

/// <summary>The real history of coreos/fedora-coreos-streams up to 2024: streams without one image on Aliyun.</summary>
public sealed class FcosStreamsTests(FcosStreams history) : IClassFixture<FcosStreams>
{
    private readonly InstallerMetadataReader _reader = new();

    [Fact]
    public void Every_stream_file_is_read_as_a_stream_and_none_pins_an_image_on_Aliyun()
    {
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.Require(), "fcos-streams/facts.json")));
        var old = facts.RootElement.GetProperty("old_form_blobs").EnumerateArray().Select(pair => pair[1].GetString()).ToHashSet();
        var streams = Files("streams/");
        Assert.Equal(483, streams.Count);
        Assert.Equal(4, streams.Count(file => old.Contains(file.Blob)));

        foreach (var (path, blob) in streams)
        {
            var text = history.Text(blob);
            var reading = _reader.Read(path, text);
            Assert.Equal("stream", reading.Format);
            Assert.NotEmpty(reading.Builds);
            Assert.DoesNotContain(reading.Pins, pin => pin.Platform == "aliyun");
            Assert.Empty(TwoReaders.Disagreements(reading, _reader.FindMentions(text)));
        }
    }

    [Fact]
    public void The_images_on_Amazon_are_as_many_as_the_facts_say()
    {
        var pins = Files("streams/")
            .SelectMany(file => _reader.Read(file.Path, history.Text(file.Blob)).Pins
                .Where(pin => pin.Platform == "aws")
                .Select(pin => (file.Path, pin.Architecture, pin.Location, pin.Release, pin.ImageId)))
            .Distinct();

        Assert.Equal(18831, pins.Count());
    }

    [Fact]
    public void Update_graphs_are_refused_for_they_are_no_pins()
    {
        foreach (var (path, blob) in Files("updates/").Take(50))
        {
            Assert.Contains("(top level): expected stream metadata", Refused.Message(() => _reader.Read(path, history.Text(blob))), StringComparison.Ordinal);
        }
    }

    private List<(string Path, string Blob)> Files(string folder) =>
        [.. history.Commits("--all").SelectMany(history.Files).Distinct().Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal))];
}
