using Pruner.Core.Stores;

namespace Pruner.Aliyun.Calling;

/// <summary>Errors of changes in the store's words.</summary>
internal static class ChangeReplies
{
    /// <summary>The reply for an error.</summary>
    public static StoreReply Of(AcsError error) => new(OutcomeOf(error.Meaning), CodeOf(error), error.Message, error.RequestId);

    private static StoreOutcome OutcomeOf(AcsMeaning meaning) => meaning switch
    {
        AcsMeaning.InUse => StoreOutcome.InUse,
        AcsMeaning.Shared => StoreOutcome.Shared,
        AcsMeaning.Busy => StoreOutcome.Busy,
        AcsMeaning.AlreadySo => StoreOutcome.AlreadySo,
        // Refused credentials change nothing; the next read ends the run with the reason.
        AcsMeaning.Forbidden or AcsMeaning.Credentials or AcsMeaning.Clock => StoreOutcome.Forbidden,
        AcsMeaning.Refused or AcsMeaning.Throttled or AcsMeaning.Unreachable => StoreOutcome.Failed,
        // Nonces are random: a used one means that the connection delivered this request twice, and the first answer is lost.
        _ => StoreOutcome.Unknown,
    };

    // A reader of the journal needs a word even when no service gave one.
    private static string CodeOf(AcsError error) => error.Code.Length > 0 ? error.Code : error.Meaning switch
    {
        AcsMeaning.Unreachable => "Unreachable",
        AcsMeaning.Throttled => "Throttling",
        AcsMeaning.Failing => "AnswerLost",
        _ => "NotUnderstood",
    };
}
