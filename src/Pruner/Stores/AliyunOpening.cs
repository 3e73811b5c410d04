using System.CommandLine;
using Pruner.Aliyun;
using Pruner.Aliyun.Endpoints;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Core.Stores;
using Pruner.OnRunner;

namespace Pruner.Stores;

/// <summary>Opens the store of Alibaba Cloud: where it is, and with whose credentials.</summary>
internal static class AliyunOpening
{
    /// <summary>The store.</summary>
    /// <exception cref="SetupException">An address is none, or the credentials are missing, or only half there.</exception>
    public static IArtifactStore Open(StoreOpening opening)
    {
        var (parsed, options, host) = (opening.Parsed, opening.Options, opening.Host);
        var endpoints = EndpointsOf(parsed, options, opening.Address);
        var credentials = SignIn.ToAliyun(
            parsed.GetValue(options.RoleArn), parsed.GetValue(options.OidcProviderArn), host, host.ReadHomeFile, opening.GitHub, opening.Exchange, endpoints);
        return AliyunStoreFactory.Create(opening.Exchange, credentials, endpoints, host.Time);
    }

    /// <summary>Where Alibaba Cloud is: <c>--aliyun-endpoint</c>, else the address that the configuration gives, else the public one.</summary>
    /// <exception cref="SetupException">An address is none.</exception>
    public static AliyunEndpoints EndpointsOf(ParseResult parsed, CommonOptions options, string? address) =>
        AliyunEndpoints.From(parsed.GetValue(options.AliyunEndpoint) is { Length: > 0 } given ? given : address, parsed.GetValue(options.StsEndpoint));
}
