using Pruner.Aliyun.Calling;
using Pruner.Core;

namespace Pruner.Aliyun.Images;

/// <summary>Failed reads as the messages that end a run.</summary>
internal static class Refusals
{
    /// <summary>True when no call with these credentials or this clock can succeed, so that the whole run ends.</summary>
    public static bool EndsEverything(AcsError error) => error.Meaning is AcsMeaning.Credentials or AcsMeaning.Clock;

    /// <summary>The exception for a failed read.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="what">What was being read, as the object of "could not": "the images of us-east-1".</param>
    /// <param name="source">Where the credentials came from.</param>
    public static PrunerException Of(AcsException failure, string what, string source) => failure.Error switch
    {
        { Meaning: AcsMeaning.Clock } error => new SetupException(
            new Refusal(
                $"Alibaba Cloud refuses the time of our requests ({error.Code}): the clock of this machine is off. {error.Message}",
                "Signatures are good for 15 minutes only, and a wrong clock makes young images look old.",
                "Set the clock and run again."),
            failure),
        { Meaning: AcsMeaning.Credentials } error => new SetupException(
            new Refusal(
                $"Alibaba Cloud refuses the credentials from {source} ({error.Code}).",
                "Nothing can be listed or deleted without them.",
                RemedyOf(error.Code)),
            failure),
        var error => new EvidenceException(
            new Refusal(
                $"Could not read {what}: {error}",
                "What cannot be read whole is not decided on.",
                error switch
                {
                    { Meaning: AcsMeaning.Forbidden } => "Allow the operation in the RAM policy of these credentials, then run again.",
                    { RequestId.Length: 0 } => "Run again; if it stays, check --aliyun-endpoint and --sts-endpoint, and any proxy on the way.",
                    _ => "Run again; if it stays, ask Alibaba Cloud with the request id.",
                }),
            failure),
    };

    private static string RemedyOf(string code) => code switch
    {
        _ when code.StartsWith("InvalidSecurityToken", StringComparison.Ordinal) || code == "MissingSecurityToken" =>
            "Get new temporary keys, and set key id, secret and token together: a token of another key does not fit, and they expire.",
        _ when code.StartsWith("InvalidAccessKeyId", StringComparison.Ordinal) =>
            "Check that the access key id is right and that the key was not disabled or deleted.",
        _ => "Check that the secret belongs to the access key id and was copied whole.",
    };
}
