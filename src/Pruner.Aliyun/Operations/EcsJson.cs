using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pruner.Aliyun.Operations;

/// <summary>Source-generated reading of ECS and STS answers. Members we do not need are passed over.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(DescribeRegionsAnswer))]
[JsonSerializable(typeof(DescribeImagesAnswer))]
[JsonSerializable(typeof(DescribeImageSharePermissionAnswer))]
[JsonSerializable(typeof(DescribeSnapshotsAnswer))]
[JsonSerializable(typeof(GetCallerIdentityAnswer))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class EcsJson : JsonSerializerContext;

/// <summary>
/// Reads a text, a number or a boolean as text: the service writes some facts now one way and now the other
/// (<c>IsSelfShared</c> is the text "True", disk sizes are texts or numbers).
/// </summary>
internal sealed class LooseTextConverter : JsonConverter<string>
{
    /// <inheritdoc />
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => throw new JsonException("A text, a number or a boolean was expected."),
    };

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
