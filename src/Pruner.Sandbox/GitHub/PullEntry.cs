using System.Collections.Immutable;
using System.Text.Json;

namespace Pruner.Sandbox.GitHub;

/// <summary>What is known of a pull request besides its head, which is a ref.</summary>
internal sealed record PullEntry(int Number)
{
    public PullState State { get; init; }

    /// <summary>Null: the head commit's subject.</summary>
    public string? Title { get; init; }

    public string Body { get; init; } = "";

    /// <summary>The branch it wants to go to; null: the default branch.</summary>
    public string? Base { get; init; }

    /// <summary>The branch of this repository that it comes from; null: it comes from a fork.</summary>
    public string? Head { get; init; }

    /// <summary>The files it touches; null: what git says.</summary>
    public ImmutableArray<string>? Files { get; init; }

    /// <summary>Null: the head commit's date.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Null: as created.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Heads that were replaced by force pushes, oldest first.</summary>
    public ImmutableArray<string> ForcePushedFrom { get; init; } = [];

    /// <summary>Login of the author; null: a deleted account.</summary>
    public string? Author { get; init; } = "contributor";

    /// <summary>Reads a file of pull requests.</summary>
    public static IEnumerable<PullEntry> ReadFile(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    private static PullEntry Read(JsonElement json) => new(json.GetProperty("number").GetInt32())
    {
        State = Enum.Parse<PullState>(json.GetProperty("state").GetString()!, ignoreCase: true),
        Title = Text(json, "title"),
        Body = Text(json, "body") ?? "",
        Base = Text(json, "base"),
        Head = Text(json, "head"),
        Files = json.TryGetProperty("files", out var files) ? [.. files.EnumerateArray().Select(file => file.GetString()!)] : null,
        CreatedAt = Time(json, "author_date"),
        UpdatedAt = Time(json, "updated_at"),
        ForcePushedFrom = json.TryGetProperty("force_pushed_from", out var heads) ? [.. heads.EnumerateArray().Select(head => head.GetString()!)] : [],
        Author = json.TryGetProperty("author", out var author) ? author.GetString() : "contributor",
    };

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetDateTimeOffset() : null;
}
