using Pruner.Core;

namespace Pruner.Aliyun.Credentials;

/// <summary>Where credentials come from: keys that stay as they are, or those of a role, which are renewed. Safe for many threads.</summary>
public interface ICredentialSource
{
    /// <summary>Where they were found, for messages. Never a value.</summary>
    string Source { get; }

    /// <summary>
    /// The newest ones at hand, to sign an attempt with. <see cref="CurrentAsync"/> must have been asked before.
    /// </summary>
    AliyunCredentials Held { get; }

    /// <summary>Credentials for a call to be made now; renewed first when that is due.</summary>
    /// <exception cref="PrunerException">None can be had.</exception>
    ValueTask<AliyunCredentials> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>Gets others in the place of those that the service calls expired.</summary>
    /// <param name="refused">The credentials that were refused.</param>
    /// <param name="cancellationToken">Ends the renewing.</param>
    /// <returns>True when others are at hand; false when there are no others to be had.</returns>
    /// <exception cref="PrunerException">The renewing failed.</exception>
    ValueTask<bool> RenewAsync(AliyunCredentials refused, CancellationToken cancellationToken);
}
