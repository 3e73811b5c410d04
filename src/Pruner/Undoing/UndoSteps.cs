using System.Collections.Immutable;

namespace Pruner.Undoing;

/// <summary>What makes one image again what it was before a run. In this order: what is public cannot be shared, and the tags vouch for the rest.</summary>
/// <param name="Accounts">Accounts to be given access again.</param>
/// <param name="Publish">Whether to make it public again.</param>
/// <param name="SetTags">Tags to get the value from before back.</param>
/// <param name="RemoveTags">Keys of tags that the run wrote and that were not there before.</param>
internal sealed record UndoSteps(
    ImmutableArray<string> Accounts, bool Publish, ImmutableSortedDictionary<string, string> SetTags, ImmutableArray<string> RemoveTags)
{
    /// <summary>Nothing is to be done.</summary>
    public static UndoSteps None { get; } = new([], Publish: false, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), []);

    /// <summary>True when nothing is to be done.</summary>
    public bool IsEmpty => !GivesAccess && !ChangesTags;

    /// <summary>True when somebody gets access again.</summary>
    public bool GivesAccess => Publish || !Accounts.IsEmpty;

    /// <summary>True when tags are changed.</summary>
    public bool ChangesTags => !SetTags.IsEmpty || !RemoveTags.IsEmpty;

    /// <summary>Of these steps those that give tags a value.</summary>
    public UndoSteps SettingTags => None with { SetTags = SetTags };

    /// <summary>Of these steps those that remove tags.</summary>
    public UndoSteps RemovingTags => None with { RemoveTags = RemoveTags };

    /// <summary>These steps as far as others hold them too: what was shown may shrink, never grow.</summary>
    public UndoSteps Within(UndoSteps shown) => new(
        [.. Accounts.Intersect(shown.Accounts, StringComparer.Ordinal)],
        Publish && shown.Publish,
        SetTags.RemoveRange(SetTags.Where(tag => shown.SetTags.GetValueOrDefault(tag.Key) != tag.Value).Select(tag => tag.Key)),
        [.. RemoveTags.Intersect(shown.RemoveTags, StringComparer.Ordinal)]);

    /// <summary>Each step in a few words; tags and accounts are foreign text.</summary>
    public IEnumerable<string> InWords() =>
    [
        .. Accounts.IsEmpty ? Array.Empty<string>() : [$"share with {string.Join(", ", Accounts)}"],
        .. Publish ? ["make public"] : Array.Empty<string>(),
        .. SetTags.Select(tag => $"tag {tag.Key}={tag.Value}"),
        .. RemoveTags.IsEmpty ? Array.Empty<string>() : [$"remove the tag{(RemoveTags.Length > 1 ? "s" : "")} {string.Join(", ", RemoveTags)}"],
    ];
}
