using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Text.Json;

namespace Pruner.Sandbox.Aliyun;

/// <summary>A policy of RAM, version 1, as a session can be given one: what it allows, unless it denies it too. Conditions are not known here.</summary>
public sealed class RamPolicy
{
    private readonly ImmutableArray<Statement> _statements;

    private RamPolicy(string text, ImmutableArray<Statement> statements) => (Text, _statements) = (text, statements);

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>Reads a policy; null when its form is not the documented one.</summary>
    public static RamPolicy? TryRead(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && Has(root, "Version", "Statement")
                && root.GetProperty("Version").GetString() == "1"
                && root.GetProperty("Statement") is { ValueKind: JsonValueKind.Array } list
                && list.GetArrayLength() > 0
                ? new RamPolicy(text, [.. list.EnumerateArray().Select(Read)])
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether an action on a resource is allowed.</summary>
    /// <param name="action">As in <c>ecs:DeleteImage</c>; case does not count.</param>
    /// <param name="resource">As in <c>acs:ecs:us-east-1:1234567890123456:image/m-1</c>; a listing is of <c>image/*</c>.</param>
    public bool Allows(string action, string resource)
    {
        var fitting = _statements.Where(statement =>
            statement.Actions.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, action, ignoreCase: true))
            && statement.Resources.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, resource, ignoreCase: false))).ToList();
        return fitting.Count > 0 && fitting.TrueForAll(statement => statement.IsAllowed);
    }

    private static Statement Read(JsonElement statement) => statement.ValueKind == JsonValueKind.Object && Has(statement, "Effect", "Action", "Resource")
        ? new Statement(
            statement.GetProperty("Effect").GetString() switch
            {
                "Allow" => true,
                "Deny" => false,
                _ => throw new FormatException("Effect is Allow or Deny."),
            },
            Texts(statement.GetProperty("Action")),
            Texts(statement.GetProperty("Resource")))
        : throw new FormatException("A statement has Effect, Action and Resource.");

    private static bool Has(JsonElement element, params ReadOnlySpan<string> names)
    {
        var count = 0;
        foreach (var name in names)
        {
            count += element.TryGetProperty(name, out _) ? 1 : 0;
        }

        return count == names.Length && element.GetPropertyCount() == names.Length;
    }

    private static ImmutableArray<string> Texts(JsonElement value)
    {
        ImmutableArray<string> texts = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(entry => entry.GetString() ?? "")] : [value.GetString() ?? ""];
        return texts.IsEmpty || texts.Contains("") ? throw new FormatException("An empty list, or an empty text in it.") : texts;
    }

    private sealed record Statement(bool IsAllowed, ImmutableArray<string> Actions, ImmutableArray<string> Resources);
}
