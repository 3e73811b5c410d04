using System.Text.RegularExpressions;

namespace Pruner.TwoReaders.Tests.Counts;

/// <summary>
/// Finds pins by searching the text, with no parser of JSON and nothing of the readers: what stands in innermost braces, and the nearest heading
/// above that names a cloud or an architecture. Good for documents that were committed; it believes what it sees.
/// </summary>
internal static partial class RawSearch
{
    private const int Patience = 10_000; // milliseconds: a search that hangs is a failed test

    /// <summary>A comma before a closing bracket: no JSON.</summary>
    public static bool IsMalformed(string text) => CommaBeforeTheEnd().IsMatch(text);

    public static IEnumerable<CountedPin> Pins(string path, string text)
    {
        var architectures = Architecture().Matches(text);
        var clouds = CloudWithRegions().Matches(text);
        var build = LegacyBuild().Match(text);
        foreach (Match leaf in Leaf().Matches(text))
        {
            var name = leaf.Groups["name"].Value;
            var members = leaf.Groups["members"].Value;
            var found = build.Success
                ? Legacy(name, members).Select(pin => pin with { Architecture = ArchitectureOf(path), Release = build.Groups["id"].Value })
                : Stream(name, members, () => Above(clouds, leaf)).Select(pin => pin with { Architecture = Above(architectures, leaf), Release = Value(members, "release") });
            foreach (var pin in found.Where(pin => pin.Image.Length > 0))
            {
                yield return pin;
            }
        }
    }

    private static IEnumerable<CountedPin> Stream(string name, string members, Func<string> cloud) => name switch
    {
        "gcp" => [Of("gcp", "", Value(members, "name"))],
        "azure-disk" => [Of("azure-disk", "", Value(members, "url"))],
        "kubevirt" => [Of("kubevirt", "", Value(members, "image")), Of("kubevirt", "", Value(members, "digest-ref"))],
        _ when Value(members, "object") is { Length: > 0 } stored => [Of(cloud(), name, stored)],
        _ when Value(members, "image") is { Length: > 0 } image => [Of(cloud(), name, image)],
        _ => [],
    };

    private static IEnumerable<CountedPin> Legacy(string name, string members) => name switch
    {
        "gcp" => [Of("gcp", "", Value(members, "image"))],
        "azure" => [Of("azure", "", Value(members, "url"))],
        _ => [Of("aws", name, Value(members, "hvm"))],
    };

    private static CountedPin Of(string cloud, string region, string image) => new(cloud, "", region, "", image);

    private static string ArchitectureOf(string path) =>
        path.Contains("s390x", StringComparison.Ordinal) ? "s390x"
        : path.Contains("ppc64le", StringComparison.Ordinal) ? "ppc64le"
        : path.Contains("aarch64", StringComparison.Ordinal) || path.Contains("arm64", StringComparison.Ordinal) ? "aarch64"
        : "x86_64";

    private static string Value(string members, string name) =>
        Member().Matches(members).FirstOrDefault(member => member.Groups["name"].Value == name)?.Groups["value"].Value ?? "";

    private static string Above(MatchCollection headings, Match leaf) =>
        headings.Last(heading => heading.Index < leaf.Index).Groups["name"].Value;

    [GeneratedRegex("""
        "(?<name>[^"]*)"\s*:\s*\{(?<members>[^{}]*)\}
        """, RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Leaf();

    [GeneratedRegex("""
        "(?<name>[^"]*)"\s*:\s*"(?<value>[^"]*)"
        """, RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Member();

    [GeneratedRegex("""
        "(?<name>x86_64|aarch64|ppc64le|s390x)"\s*:\s*\{
        """, RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Architecture();

    [GeneratedRegex("""
        "(?<name>[^"]*)"\s*:\s*\{\s*"regions"\s*:\s*\{
        """, RegexOptions.CultureInvariant, Patience)]
    private static partial Regex CloudWithRegions();

    [GeneratedRegex("""
        "buildid"\s*:\s*"(?<id>[^"]*)"
        """, RegexOptions.CultureInvariant, Patience)]
    private static partial Regex LegacyBuild();

    [GeneratedRegex(@",\s*[\]}]", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex CommaBeforeTheEnd();
}
