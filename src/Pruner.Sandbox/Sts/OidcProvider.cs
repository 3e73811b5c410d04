using System.Collections.Immutable;
using Pruner.Sandbox.Actions.Oidc;

namespace Pruner.Sandbox.Sts;

/// <summary>An identity provider that the account knows.</summary>
/// <param name="Arn"><c>acs:ram::ACCOUNT:oidc-provider/NAME</c>.</param>
/// <param name="Issuer">Who makes its tokens.</param>
/// <param name="ClientIds">The audiences that its tokens may be for.</param>
public sealed record OidcProvider(string Arn, OidcIssuer Issuer, ImmutableArray<string> ClientIds);
