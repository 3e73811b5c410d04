using System.Text.Json;
using Pruner.Actions.Runner;
using Pruner.Core;

namespace Pruner.Actions.Events;

/// <summary>Reads the event that started a run.</summary>
public static class EventFile
{
    /// <summary>The event. Without a file, or with one that says nothing, what depends on it is null.</summary>
    /// <param name="context">The run.</param>
    /// <param name="read">Reads a file; null when it is not there.</param>
    /// <exception cref="EvidenceException">The file is no JSON.</exception>
    public static TriggeringEvent Read(RunnerContext context, Func<string, byte[]?> read)
    {
        if (context.EventPath is not { } path || read(path) is not { } bytes)
        {
            return new TriggeringEvent(context.EventName, context.Ref, null, null);
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return new TriggeringEvent(
                context.EventName,
                context.Ref,
                Find(root, "repository", "default_branch") is { ValueKind: JsonValueKind.String } branch ? branch.GetString() : null,
                NumberOf(Find(root, "pull_request", "number")) ?? (Find(root, "issue", "pull_request") is not null ? NumberOf(Find(root, "issue", "number")) : null));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second: a branch that is no text, for it holds half of a character.
            throw new EvidenceException(
                new Refusal($"The event file {path} is not JSON.", "It tells what started this run, and so what it may do.", "The runner writes it; run the workflow again."), error);
        }
    }

    private static int? NumberOf(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) && value > 0 ? value : null;

    private static JsonElement? Find(JsonElement root, params ReadOnlySpan<string> path)
    {
        var at = root;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }
}
