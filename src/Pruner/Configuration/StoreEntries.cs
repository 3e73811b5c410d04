using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Core;
using Pruner.Core.Policies;

namespace Pruner.Configuration;

/// <summary>Reads <c>stores</c>.</summary>
internal static partial class StoreEntries
{
    /// <summary>The stores; null when nothing is said.</summary>
    /// <exception cref="SetupException">No store, one twice, or a value of another form.</exception>
    public static ImmutableArray<StoreChoice>? Read(Section root)
    {
        if (!root.Has("stores"))
        {
            return null;
        }

        ImmutableArray<(Section Entry, StoreChoice Store)> entries = [.. root.List("stores", mayBeEmpty: false).Select(entry => (entry, ReadOne(entry)))];
        Section.RefuseTwice("platform", entries.Select(pair => (pair.Entry, pair.Store.Platform)));
        return [.. entries.Select(pair => pair.Store)];
    }

    private static StoreChoice ReadOne(Section section)
    {
        var platform = section.Text("platform", text => Platform().IsMatch(text), "a platform as meta.json names it, such as aliyun");
        var address = section.Text("address", text => !text.Any(char.IsControl), "one line: an endpoint or a folder");
        section.RefuseUnknownKeys();
        return new StoreChoice(platform ?? throw section.Wrong("an entry of stores needs the key 'platform'"), address);
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Platform();
}
