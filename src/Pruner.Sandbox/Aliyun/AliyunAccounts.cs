using System.Collections.Immutable;

namespace Pruner.Sandbox.Aliyun;

/// <summary>The credentials that the emulators accept. Safe for many threads; may change while they run.</summary>
public sealed class AliyunAccounts
{
    private ImmutableDictionary<string, AliyunCredential> _credentials = ImmutableDictionary.Create<string, AliyunCredential>(StringComparer.Ordinal);

    /// <summary>Knows the given credentials.</summary>
    public AliyunAccounts(params ReadOnlySpan<AliyunCredential> credentials)
    {
        foreach (var credential in credentials)
        {
            Put(credential);
        }
    }

    /// <summary>Adds a credential, or replaces the one with the same access key id.</summary>
    public void Put(AliyunCredential credential) =>
        ImmutableInterlocked.Update(ref _credentials, known => known.SetItem(credential.AccessKeyId, credential));

    /// <summary>Forgets a credential; requests signed with it are answered <c>InvalidAccessKeyId.NotFound</c> from now on.</summary>
    public void Remove(string accessKeyId) => ImmutableInterlocked.Update(ref _credentials, known => known.Remove(accessKeyId));

    internal AliyunCredential? Find(string accessKeyId) => Volatile.Read(ref _credentials).GetValueOrDefault(accessKeyId);

    internal bool KnowsToken(string token) =>
        Volatile.Read(ref _credentials).Values.Any(credential => string.Equals(credential.SecurityToken, token, StringComparison.Ordinal));
}
