using System.Collections.Immutable;
using Pruner.Configuration;
using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.Core.Stores;
using Pruner.Directories;

namespace Pruner.Stores;

/// <summary>Every kind of store: one line each. A new room is registered here and nowhere else.</summary>
internal static class StoreTable
{
    /// <summary>The kinds.</summary>
    public static ImmutableArray<StoreEntry> Entries { get; } =
    [
        new("aliyun", "ECS images of an account of Alibaba Cloud, in all regions", AliyunOpening.Open),
        new("directory", "image files in a folder, with a subfolder for each location", opening => DirectoryStore.Open(opening.Address)),
    ];

    /// <summary>Their platforms.</summary>
    public static IEnumerable<string> Platforms => Entries.Select(entry => entry.Platform);

    /// <summary>Opens the chosen one of the stores that the configuration allows.</summary>
    /// <param name="policy">The policy, whose stores may be chosen: one at least.</param>
    /// <param name="platform">Value of <c>--platform</c>; null takes the first.</param>
    /// <param name="opening">What to open a store of an address with.</param>
    /// <exception cref="SetupException">It is not among them, or no room of this program knows it.</exception>
    public static IArtifactStore Open(Policy policy, string? platform, Func<string?, StoreOpening> opening)
    {
        var name = platform ?? policy.Stores[0].Platform;
        var entry = Entries.FirstOrDefault(entry => Is(entry.Platform, name)) ?? throw Unknown(name);
        var choice = policy.Stores.FirstOrDefault(store => Is(store.Platform, name)) ?? throw NotAllowed(entry, policy);
        return entry.Open(opening(choice.Address));
    }

    private static bool Is(string platform, string name) => string.Equals(platform, name, StringComparison.Ordinal);

    private static SetupException Unknown(string name) => new(new Refusal(
        $"No store is known for the platform '{name}'; the nearest is '{Section.Nearest(name, Platforms)}'.",
        "Nothing of it can be listed or deleted.",
        $"Choose one of these with --platform, or correct stores in the configuration: {string.Join(", ", Platforms)}."));

    private static SetupException NotAllowed(StoreEntry entry, Policy policy) => new(new Refusal(
        $"The configuration names no store of the platform '{entry.Platform}' ({entry.Holds}).",
        "Only a store that somebody reviewed is pruned.",
        $"Add it to stores in the configuration ('- platform: {entry.Platform}', with its address), or give --platform {policy.Stores[0].Platform}."));
}
