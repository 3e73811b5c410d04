using System.Runtime.ExceptionServices;
using Pruner.Aliyun.Endpoints;
using Pruner.Core;
using Pruner.Http;

namespace Pruner.Aliyun.Credentials;

/// <summary>
/// The keys of a role, got for an id token and renewed at half of their life. One renewal at a time; while the old keys live, calls go on with
/// them, and a renewal that failed is tried again. The keys are in this object only: in no variable, no file and no output.
/// </summary>
public sealed class OidcCredentials : ICredentialSource, IDisposable
{
    /// <summary>Keys this close to their end are not used while others are being fetched.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(5);

    /// <summary>Keys that live shorter would have no half-life before the reserve. The service gives none below 15 minutes.</summary>
    private static readonly TimeSpan ShortestLife = 2 * Reserve;

    /// <summary>How long a failure is remembered: many calls wait here, and each asking again would take as long as the first.</summary>
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(30);

    /// <summary>How long one call waits for a renewal that it does not need yet itself.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly AssumeRoleWithOidc _sts;
    private readonly OidcRole _role;
    private readonly Func<CancellationToken, Task<string>> _idToken;
    private readonly TimeProvider _time;
    private readonly Action<string> _announceSecret;
    private Lease? _lease;
    private Failure? _failure;

    /// <summary>Nothing is called yet.</summary>
    /// <param name="exchange">Sends the requests to STS.</param>
    /// <param name="role">The role.</param>
    /// <param name="endpoints">Where STS is.</param>
    /// <param name="idToken">Gets a new id token for <see cref="OidcRole.Audience"/>.</param>
    /// <param name="time">Clock of the renewals.</param>
    /// <param name="announceSecret">Told every secret as soon as it is known, so that it can be masked.</param>
    public OidcCredentials(
        HttpExchange exchange, OidcRole role, AliyunEndpoints endpoints, Func<CancellationToken, Task<string>> idToken, TimeProvider time, Action<string> announceSecret)
        : this(new AssumeRoleWithOidc(exchange, role, endpoints.Sts, policy: null, time), role, idToken, time, announceSecret)
    {
    }

    private OidcCredentials(
        AssumeRoleWithOidc sts, OidcRole role, Func<CancellationToken, Task<string>> idToken, TimeProvider time, Action<string> announceSecret) =>
        (_sts, _role, _idToken, _time, _announceSecret) = (sts, role, idToken, time, announceSecret);

    /// <inheritdoc />
    public string Source => $"the role {_role.RoleArn}";

    /// <inheritdoc />
    public AliyunCredentials Held => Volatile.Read(ref _lease)?.Keys ?? throw new InvalidOperationException("Credentials are asked for before they are used.");

    /// <summary>The account that the role belongs to.</summary>
    internal string Account => _role.Account;

    /// <summary>True when keys were asked for last and could not be had.</summary>
    internal bool HasFailed => Volatile.Read(ref _failure) is not null;

    /// <inheritdoc />
    public async ValueTask<AliyunCredentials> CurrentAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var lease = Volatile.Read(ref _lease);
        if (lease?.IsFresh(now) == true)
        {
            return lease.Keys;
        }

        var patience = lease is not null && lease.Left(now) > Reserve ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
        if (!await _gate.WaitAsync(patience, cancellationToken))
        {
            // Somebody else is renewing them.
            return lease!.Keys;
        }

        try
        {
            return _lease?.IsFresh(_time.GetUtcNow()) == true ? _lease.Keys : await RenewOrKeepAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask<bool> RenewAsync(AliyunCredentials refused, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Many calls are refused at once: the first renews for all.
            if (ReferenceEquals(_lease?.Keys, refused))
            {
                await FetchAsync(cancellationToken);
            }

            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Other keys of the role, which may do no more than a policy says. They are renewed in the same way; nothing is called yet.</summary>
    /// <param name="policy">See <see cref="SessionPolicy"/>.</param>
    internal OidcCredentials Within(string policy) => new(_sts.Within(policy), _role, _idToken, _time, _announceSecret);

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    /// <inheritdoc />
    public override string ToString() => $"credentials from {Source}";

    private async Task<AliyunCredentials> RenewOrKeepAsync(CancellationToken cancellationToken)
    {
        if (_lease is not { } lease || lease.Left(_time.GetUtcNow()) <= TimeSpan.Zero)
        {
            return await FetchAsync(cancellationToken);
        }

        // A call that could be made with the old keys does not wait long for the new ones.
        using var limit = new CancellationTokenSource(lease.Left(_time.GetUtcNow()) > Reserve ? Courtesy : Timeout.InfiniteTimeSpan, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await FetchAsync(ending.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _failure = new Failure(OidcRefusals.NoAnswer(_role, $"no answer within {Courtesy.TotalSeconds:0} s", inner: null), _time.GetUtcNow());
            return lease.Keys;
        }
        catch (PrunerException) when (lease.Left(_time.GetUtcNow()) > TimeSpan.Zero)
        {
            // They still live: a later call tries again.
            return lease.Keys;
        }
    }

    private async Task<AliyunCredentials> FetchAsync(CancellationToken cancellationToken)
    {
        if (_failure is { } failure && (_time.GetUtcNow() - failure.At).Duration() < FailurePause)
        {
            ExceptionDispatchInfo.Throw(failure.Error);
        }

        try
        {
            var token = OidcToken.Read(await _idToken(cancellationToken));
            var assumed = await _sts.AskAsync(token, cancellationToken);
            assumed.Keys.Announce(_announceSecret);
            if (assumed.Lifetime < ShortestLife)
            {
                throw OidcRefusals.NoAnswer(_role, $"The keys live for {assumed.Lifetime.TotalSeconds:0} s only, expected {ShortestLife.TotalSeconds:0} s or more.", inner: null);
            }

            Volatile.Write(ref _lease, new Lease(assumed.Keys, _time.GetUtcNow(), assumed.Lifetime));
            _failure = null;
            return assumed.Keys;
        }
        catch (PrunerException error)
        {
            _failure = new Failure(error, _time.GetUtcNow());
            throw;
        }
    }

    /// <summary>Keys and for how long, by our own clock.</summary>
    private sealed record Lease(AliyunCredentials Keys, DateTimeOffset ReceivedAt, TimeSpan Lifetime)
    {
        /// <summary>True in the first half of their life. A clock that was set back tells nothing: they are renewed.</summary>
        public bool IsFresh(DateTimeOffset now) => now >= ReceivedAt && now - ReceivedAt < Lifetime / 2;

        /// <summary>How long they still live.</summary>
        public TimeSpan Left(DateTimeOffset now) => Lifetime - (now - ReceivedAt);
    }

    private sealed record Failure(PrunerException Error, DateTimeOffset At);
}
