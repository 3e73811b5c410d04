using System.Text.Json.Nodes;

namespace Pruner.Sandbox.Tests.Ecs;

internal sealed record AcsReply(int Status, string Text, string ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? ErrorCode => Text.StartsWith('{') ? (string?)Json["Code"] : null;

    public IReadOnlyList<JsonNode> Rows => [.. Json["Images"]!["Image"]!.AsArray().Select(image => image!)];

    public IReadOnlyList<string> ImageIds => [.. Rows.Select(image => (string)image["ImageId"]!)];

    public int Total => (int)Json["TotalCount"]!;

    public AcsReply Ok()
    {
        Assert.True(Status == 200, $"{Status} {Text}");
        return this;
    }

    public void Refused(int status, string code) => Assert.Equal((status, code), (Status, ErrorCode ?? Text));
}
