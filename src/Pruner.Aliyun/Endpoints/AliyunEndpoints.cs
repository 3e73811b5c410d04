using System.Text.RegularExpressions;
using Pruner.Core;

namespace Pruner.Aliyun.Endpoints;

/// <summary>Where Alibaba Cloud is spoken to. Hosts outside <c>aliyuncs.com</c> only when the user named one.</summary>
public sealed partial class AliyunEndpoints
{
    private const string OwnDomain = ".aliyuncs.com";

    private AliyunEndpoints(Uri central, Uri sts) => (Central, Sts) = (central, sts);

    /// <summary>Alibaba Cloud's own: ECS in cn-hangzhou, which every tool asks for the regions, and the central STS.</summary>
    public static AliyunEndpoints Default { get; } = new(new Uri("https://ecs.cn-hangzhou.aliyuncs.com/"), new Uri("https://sts.aliyuncs.com/"));

    /// <summary>Where <c>DescribeRegions</c> is asked.</summary>
    public Uri Central { get; }

    /// <summary>Where <c>GetCallerIdentity</c> is asked.</summary>
    public Uri Sts { get; }

    /// <summary>Reads the two options; without a scheme, https is meant.</summary>
    /// <param name="aliyunEndpoint">Value of <c>--aliyun-endpoint</c>; null or empty for the default.</param>
    /// <param name="stsEndpoint">Value of <c>--sts-endpoint</c>; null or empty for the default.</param>
    /// <exception cref="SetupException">Not an address, plain http to Alibaba Cloud itself, or only one of the two outside of it.</exception>
    public static AliyunEndpoints From(string? aliyunEndpoint, string? stsEndpoint)
    {
        var central = string.IsNullOrWhiteSpace(aliyunEndpoint) ? Default.Central : Read("--aliyun-endpoint", aliyunEndpoint.Trim());
        var sts = string.IsNullOrWhiteSpace(stsEndpoint) ? Default.Sts : Read("--sts-endpoint", stsEndpoint.Trim());
        return IsOwn(central) == IsOwn(sts) ? new AliyunEndpoints(central, sts) : throw new SetupException(new Refusal(
            $"The images are asked for at {central.Authority}, the account at {sts.Authority}: one is Alibaba Cloud's own and the other is not.",
            "The account that one cloud names says nothing about the images of another.",
            "Give both --aliyun-endpoint and --sts-endpoint, of the same cloud, or neither."));
    }

    /// <summary>True when a region's id can safely be part of a host name and of a report.</summary>
    internal static bool IsRegionId(string? text) => text is { Length: <= 64 } && RegionShape().IsMatch(text);

    /// <summary>
    /// The address for a region's endpoint as <c>DescribeRegions</c> answered it. Alibaba Cloud's own answers must stay under its
    /// domain; those of an endpoint that the user named outside of it are used as they are, with the same scheme.
    /// </summary>
    /// <returns>The address, or null when it may not be used.</returns>
    internal Uri? ForRegion(string? answered)
    {
        if (string.IsNullOrEmpty(answered) || BareAddress(Central.Scheme, answered) is not { } address)
        {
            return null;
        }

        return !IsOwn(Central) || IsOwn(address) ? address : null;
    }

    private static bool IsOwn(Uri address) =>
        address.IdnHost.EndsWith(OwnDomain, StringComparison.OrdinalIgnoreCase);

    private static Uri Read(string option, string text)
    {
        var parts = text.Split("://", 2);
        var scheme = parts.Length == 2 ? parts[0] : Uri.UriSchemeHttps;
        var address = scheme is "http" or "https" ? BareAddress(scheme, parts[^1].TrimEnd('/')) : null;
        if (address is null)
        {
            // The value is not printed: what is no plain address may hold a password.
            throw new SetupException(new Refusal(
                $"The value of {option} is not an address of the form https://host[:port].",
                "Signed requests are sent there.",
                $"Give a host, with http:// or https:// before it and a port behind it if needed, as in {Default.Central.Authority}."));
        }

        return IsOwn(address) && address.Scheme != Uri.UriSchemeHttps
            ? throw new SetupException(new Refusal(
                $"{option} names {address.Authority} with plain http.",
                "A temporary key's token would cross the network readable.",
                $"Write https://{address.Authority}."))
            : address;
    }

    private static Uri? BareAddress(string scheme, string authority) =>
        AuthorityShape().IsMatch(authority) && Uri.TryCreate($"{scheme}://{authority}/", UriKind.Absolute, out var address) ? address : null;

    [GeneratedRegex(@"^[a-z]{2}-[a-z]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionShape();

    [GeneratedRegex(@"^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AuthorityShape();
}
