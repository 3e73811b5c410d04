namespace Pruner.Sandbox.Hosting;

/// <summary>What an emulator does instead of answering as it should.</summary>
public enum FaultKind
{
    /// <summary>Answers <see cref="Fault.Status"/> with <see cref="Fault.Body"/>; the operation is not carried out.</summary>
    Reply,

    /// <summary>Cuts the connection before the operation is carried out.</summary>
    ResetBefore,

    /// <summary>Carries the operation out, then cuts the connection: the answer is lost.</summary>
    ResetAfter,

    /// <summary>Carries the operation out, then answers <see cref="Fault.Status"/> with <see cref="Fault.Body"/>.</summary>
    ReplyAfter,

    /// <summary>Carries the operation out, announces the whole length and sends half of the body.</summary>
    Truncate,

    /// <summary>Carries the operation out and passes the body through <see cref="Fault.Rewrite"/>.</summary>
    Alter,

    /// <summary>Holds the request until <see cref="Fault.Gate"/> completes, then answers as it should.</summary>
    Hold,
}

/// <summary>A scripted fault: the first <see cref="Times"/> requests that match get it.</summary>
public sealed record Fault(FaultKind Kind, Func<RecordedRequest, bool> When)
{
    /// <summary>How often the fault strikes; <see cref="int.MaxValue"/> means always.</summary>
    public int Times { get; init; } = 1;

    /// <summary>HTTP status of <see cref="FaultKind.Reply"/> and <see cref="FaultKind.ReplyAfter"/>.</summary>
    public int Status { get; init; } = 500;

    /// <summary>Body of the same.</summary>
    public string Body { get; init; } = "";

    /// <summary>Content type of the same.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Headers added to the answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How <see cref="FaultKind.Alter"/> changes the body.</summary>
    public Func<string, string> Rewrite { get; init; } = body => body;

    /// <summary>Told of each request whose body <see cref="Rewrite"/> gave back as another one.</summary>
    public Action<RecordedRequest> Altered { get; init; } = _ => { };

    /// <summary>What <see cref="FaultKind.Hold"/> waits for.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>What each request that is struck waits for before anything else, whatever the kind; begun when it is struck. Default nothing.</summary>
    public Func<Task> Pause { get; init; } = () => Task.CompletedTask;
}
