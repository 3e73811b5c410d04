namespace Pruner.Core.Tests.Given;

/// <summary>Metadata documents in their real forms, small.</summary>
internal static class Documents
{
    public const string RhcosPath = "data/data/coreos/rhcos.json";

    public static string Stream(params (string Region, string Build, string Image)[] images)
    {
        var regions = string.Join(',', images.Select(image => $$"""
            "{{image.Region}}": { "release": "{{image.Build}}", "image": "{{image.Image}}" }
            """));
        return $$"""
            {
              "stream": "rhcos-4.10",
              "architectures": { "x86_64": { "artifacts": {}, "images": { "aliyun": { "regions": { {{regions}} } } } } }
            }
            """;
    }

    public static string Stream(string build, string image) => Stream(("us-east-1", build, image));
}
