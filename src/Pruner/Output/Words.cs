using System.Text.Json;

namespace Pruner.Output;

/// <summary>Values of enumerations as plans and ledgers spell them.</summary>
internal static class Words
{
    /// <summary>The word in kebab case: <c>would-prune</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
