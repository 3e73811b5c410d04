using System.Text.Json.Serialization;
using Pruner.Aliyun.Calling;

namespace Pruner.Aliyun.Operations;

/// <summary>STS <c>GetCallerIdentity</c>: whose credentials these are. Needs no permission.</summary>
internal static class GetCallerIdentity
{
    /// <summary>Asks the STS endpoint.</summary>
    public static Task<GetCallerIdentityAnswer> AskAsync(AcsClient client, Uri sts, CancellationToken cancellationToken) => client.ReadAsync(
        new AcsCall(sts, AcsCall.StsVersion, nameof(GetCallerIdentity), "sts", []), EcsJson.Default.GetCallerIdentityAnswer, cancellationToken);
}

/// <summary>The answer.</summary>
internal sealed class GetCallerIdentityAnswer : AcsAnswer
{
    /// <summary>The account, digits.</summary>
    [JsonConverter(typeof(LooseTextConverter))]
    public string? AccountId { get; init; }
}
