using System.Globalization;

namespace Pruner.TwoReaders.Tests.Infrastructure;

/// <summary>Metadata documents, each with a build and an image of its own.</summary>
internal static class Documents
{
    public const string Rhcos = "data/data/coreos/rhcos.json";

    public const string Fcos = "data/data/coreos/fcos.json";

    private static readonly DateTime First = new(2022, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The document of that number.</summary>
    public static string Stream(int number) => $$"""
        {
          "stream": "rhcos-4.10",
          "architectures": { "x86_64": { "artifacts": {}, "images": { "aliyun": { "regions": {
            "us-east-1": { "release": "{{Build(number)}}", "image": "{{Image(number)}}" }
          } } } } }
        }
        """;

    /// <summary>The image that it pins.</summary>
    public static string Image(int number) => $"m-0xi{number:D17}";

    private static string Build(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"410.84.{First.AddHours(number):yyyyMMddHHmm}-0");
}
