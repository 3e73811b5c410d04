using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pruner.Core;
using Pruner.Core.Stores;

namespace Pruner.Aliyun.Credentials;

/// <summary>
/// Whose keys sign changes. Those of a role are narrowed to what a run may change: one session for each batch of images, taken when its first image is changed
/// and renewed as the role's own. Plain keys cannot be narrowed and sign everything. Safe for many threads.
/// </summary>
/// <param name="ordinary">The keys that sign reads.</param>
internal sealed class ChangeCredentials(ICredentialSource ordinary) : IDisposable
{
    private readonly OidcCredentials? _role = ordinary as OidcCredentials;
    private readonly ConcurrentBag<OidcCredentials> _opened = [];
    private ImmutableDictionary<(string Region, string Resource), OidcCredentials> _sessions = ImmutableDictionary<(string, string), OidcCredentials>.Empty;

    /// <summary>Who holds a run to its plan, in one sentence.</summary>
    public string Enforcement => _role is null
        ? $"Alibaba Cloud does not hold this run to its plan: {ordinary} can do whatever their RAM policy allows. A role for an id token is held to it."
        : $"Alibaba Cloud holds this run to its plan: changes are signed with sessions of {ordinary.Source} that can change nothing else.";

    /// <summary>From now on only what is in the scope can be changed, as far as keys can be narrowed. Nothing is called yet.</summary>
    public void Narrow(ChangeScope scope)
    {
        if (_role is null)
        {
            return;
        }

        var sessions = ImmutableDictionary.CreateBuilder<(string, string), OidcCredentials>();
        foreach (var policy in SessionPolicy.For(_role.Account, scope))
        {
            var session = _role.Within(policy.Text);
            _opened.Add(session);
            foreach (var resource in policy.Resources)
            {
                // A snapshot can belong to images of two sessions: either may delete it.
                sessions.TryAdd((policy.Region, resource), session);
            }
        }

        Volatile.Write(ref _sessions, sessions.ToImmutable());
    }

    /// <summary>The keys for a change; null when the run may not change this.</summary>
    /// <param name="region">The region.</param>
    /// <param name="resource">See <see cref="SessionPolicy.Resources"/>.</param>
    public ICredentialSource? For(string region, string resource) =>
        _role is null ? ordinary : Volatile.Read(ref _sessions).GetValueOrDefault((region, resource));

    /// <summary>
    /// Asks again for the sessions of a region that could not be had. Reads call this: a change that could not be signed must not be taken for one that was
    /// refused, and the run ends here with the reason, to be resumed.
    /// </summary>
    /// <exception cref="PrunerException">One still cannot be had.</exception>
    public async ValueTask RequireAsync(string region, CancellationToken cancellationToken)
    {
        foreach (var session in Volatile.Read(ref _sessions).Where(pair => pair.Key.Region == region && pair.Value.HasFailed).Select(pair => pair.Value).Distinct())
        {
            await session.CurrentAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var session in _opened)
        {
            session.Dispose();
        }
    }
}
