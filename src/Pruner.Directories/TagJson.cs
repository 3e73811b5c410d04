using System.Text.Json.Serialization;

namespace Pruner.Directories;

/// <summary>The form of a file of tags. A key that stands twice is not understood.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TagJson : JsonSerializerContext;
