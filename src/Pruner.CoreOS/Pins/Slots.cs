using Pruner.Core.Builds;
using Pruner.Core.Pins;
using Pruner.CoreOS.Json;

namespace Pruner.CoreOS.Pins;

/// <summary>Gathers what a document pins and names while it is read.</summary>
internal sealed class Slots
{
    private readonly List<DocumentPin> _pins = [];
    private readonly List<DocumentPin> _empty = [];
    private readonly List<BuildId> _builds = [];

    /// <summary>An image slot. An empty one is no pin: kubevirt's <c>digest-ref</c> was committed empty once, and set later.</summary>
    internal void Pin(string platform, string architecture, string location, JsonNode image, string release)
    {
        var id = image.String("an image id");
        var pin = new DocumentPin(platform, architecture, location, id, release, image.Pointer);
        if (id.Length == 0)
        {
            _empty.Add(pin);
            return;
        }

        _pins.Add(pin);
        // Names and addresses of images carry the build id; some slots have it nowhere else.
        Name(id);
    }

    /// <summary>A text that names builds.</summary>
    internal void Name(string text) => _builds.AddRange(BuildId.FindIn(text));

    /// <summary>All of it.</summary>
    internal DocumentReading ToReading(string format) => new(format, [.. _pins], [.. _builds.Distinct()]) { EmptySlots = [.. _empty] };
}
