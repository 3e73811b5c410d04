using System.Collections.Immutable;
using System.Text.Json;
using Pruner.Core;

namespace Pruner.State;

/// <summary>The regions that the last plan knows, to be suggested while a command is typed. Whatever is wrong with the file: no suggestions.</summary>
internal static class PlannedRegions
{
    /// <summary>Reads them.</summary>
    /// <param name="stateFolder">The state folder; null or missing gives none.</param>
    /// <returns>Names that are safe to put on a command line, in the plan's order.</returns>
    public static ImmutableArray<string> In(string? stateFolder)
    {
        try
        {
            return stateFolder is { Length: > 0 } && StateFolder.TryRead(new StateFolder(stateFolder).PlanFile) is { } bytes ? Of(bytes) : [];
        }
        catch (Exception error) when (error is JsonException or PrunerException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            return [];
        }
    }

    // Read up to the locations only, which stand before thousands of verdicts.
    private static ImmutableArray<string> Of(byte[] plan)
    {
        var reader = new Utf8JsonReader(plan);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var isLocations = reader.ValueTextEquals("locations"u8);
            reader.Read();
            if (isLocations)
            {
                using var locations = JsonDocument.ParseValue(ref reader);
                return
                [
                    .. locations.RootElement.EnumerateArray()
                        .Select(listing => listing.GetProperty("location").GetString() ?? "")
                        .Where(name => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')),
                ];
            }

            reader.Skip();
        }

        return [];
    }
}
