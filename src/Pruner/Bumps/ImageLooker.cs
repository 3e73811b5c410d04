using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Bumps;
using Pruner.Core.Pins;
using Pruner.Core.Stores;

namespace Pruner.Bumps;

/// <summary>Looks at the images that a pull request names, where the cloud's credentials allow it.</summary>
/// <param name="store">The cloud; null without credentials.</param>
internal sealed class ImageLooker(IArtifactStore? store)
{
    /// <summary>The platform whose images can be looked at.</summary>
    public const string Platform = "aliyun";

    /// <summary>Most images looked at: whoever opens a pull request decides how many it names. Real bumps name thirty.</summary>
    private const int MostImages = 500;

    /// <summary>Looks, at all regions at once. Whatever stands in the way is said of each image, and thrown never.</summary>
    /// <param name="pins">The images.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    public async Task<ImmutableArray<ImageLook>> LookAsync(ImmutableArray<DocumentPin> pins, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return [.. pins.Select(pin => Not(pin, "no Alibaba Cloud credentials were given"))];
        }

        var looks = await Task.WhenAll(pins.Take(MostImages).GroupBy(pin => pin.Location, StringComparer.Ordinal).Select(region => LookAsync(store, region.Key, [.. region], cancellationToken)));
        return [.. looks.SelectMany(region => region), .. pins.Skip(MostImages).Select(pin => Not(pin, $"only the first {MostImages} images are looked at"))];
    }

    private static async Task<IEnumerable<ImageLook>> LookAsync(IArtifactStore store, string region, ImmutableArray<DocumentPin> pins, CancellationToken cancellationToken)
    {
        try
        {
            var shown = (await store.DescribeAsync(region, [.. pins.Select(pin => pin.ImageId)], cancellationToken)).ToDictionary(image => image.Id.Id, StringComparer.Ordinal);
            return pins.Select(pin => shown.GetValueOrDefault(pin.ImageId) is { } image
                ? new ImageLook(pin, LookStatus.Seen, image, "")
                : new ImageLook(pin, LookStatus.NotShown, null, ""));
        }
        catch (PrunerException refused)
        {
            return pins.Select(pin => new ImageLook(pin, LookStatus.Unreadable, null, refused.Refusal.What));
        }
    }

    private static ImageLook Not(DocumentPin pin, string why) => new(pin, LookStatus.NotLooked, null, why);
}
