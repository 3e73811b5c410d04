using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Credentials;
using Pruner.Aliyun.Endpoints;
using Pruner.Aliyun.Images;
using Pruner.Aliyun.Signing;
using Pruner.Core.Stores;
using Pruner.Http;

namespace Pruner.Aliyun;

/// <summary>The way into this room: makes the store for ECS images.</summary>
public static class AliyunStoreFactory
{
    /// <summary>A store for the images of the account that the credentials belong to. Nothing is called yet.</summary>
    /// <param name="exchange">Sends the requests; its lanes are named <c>aliyun/&lt;region&gt;/&lt;operation&gt;</c>.</param>
    /// <param name="credentials">Disposed of with the store. Keys as found by <see cref="AliyunCredentials.Resolve"/>, or a role's, <see cref="OidcCredentials"/>.</param>
    /// <param name="endpoints">Where Alibaba Cloud is spoken to.</param>
    /// <param name="time">Dates the signatures.</param>
    /// <param name="nonce">Makes a number used once for each attempt; null for random ones.</param>
    public static IArtifactStore Create(
        HttpExchange exchange, ICredentialSource credentials, AliyunEndpoints endpoints, TimeProvider time, Func<string>? nonce = null) =>
        new AliyunImageStore(new AcsClient(exchange, credentials, time, nonce ?? Nonces.Next), endpoints, credentials);
}
