using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Hosting;
using Pruner.Worlds.Tests.Simulated;

namespace Pruner.Worlds.Tests.Faults;

/// <summary>
/// Decides for each call what goes wrong with it, by a seed and by which call it is (the third DescribeImages for these ids in this region), not by when it
/// comes: the same calls meet the same mishaps, in whatever order they arrive.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="only">Only these mishaps strike, by <see cref="Struck"/>'s words; null for all that chance gives.</param>
internal sealed class FaultSchedule(int seed, IReadOnlySet<string>? only)
{
    private static readonly string[] ListNames = ["Image", "nodes", "entries", "Snapshot", "builds", "Region", "Account", "ShareGroup", "aliyun"];

    private static readonly Mishap[] OfCloud =
        [Mishap.Throttled, Mishap.Fails, Mishap.FailsAfter, Mishap.ResetBefore, Mishap.ResetAfter, Mishap.Truncated, Mishap.CutShort, Mishap.Hangs, Mishap.LostRow, Mishap.DoubledRow, Mishap.LostPage, Mishap.DoubledPage, Mishap.Forbidden, Mishap.Expired];

    private static readonly Mishap[] OfOthers =
        [Mishap.Throttled, Mishap.Fails, Mishap.ResetBefore, Mishap.ResetAfter, Mishap.Truncated, Mishap.CutShort, Mishap.Hangs, Mishap.LostRow, Mishap.DoubledRow, Mishap.LostPage, Mishap.DoubledPage];

    private readonly Chance _chance = new(seed);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Mishap> _decided = [];
    private readonly Dictionary<int, string> _calls = [];
    private readonly List<string> _struck = [];

    /// <summary>Whether anything strikes. Off, calls are not counted.</summary>
    public bool IsOn { get; set; }

    /// <summary>What struck so far: mishap and call, in order.</summary>
    public ImmutableArray<string> Struck
    {
        get
        {
            lock (_gate)
            {
                return [.. _struck];
            }
        }
    }

    /// <summary>True when a region may have been left out because it could not be read.</summary>
    public bool MayHideRegions => Struck.Any(what => what.Contains(" ecs Describe", StringComparison.Ordinal));

    /// <summary>A region of which every call fails while the faults are on; empty for none.</summary>
    public string DownRegion => _chance.Is(0.1, "region down") ? Pick(["us-east-1", "cn-hangzhou", "eu-west-1"], "which region") : "";

    /// <summary>How often calls go wrong.</summary>
    private double Rate => Pick([0.0, 0.02, 0.08, 0.25], "rate");

    /// <summary>Notes something that struck elsewhere, such as a full disk; false when it is left out of this run.</summary>
    public bool Strikes(string what)
    {
        if (!IsOn || only?.Contains(what) == false)
        {
            return false;
        }

        lock (_gate)
        {
            _struck.Add(what);
        }

        return true;
    }

    /// <summary>Lets the emulators strike.</summary>
    public void Arm(TrafficLog traffic)
    {
        void Script(Mishap mishap, FaultKind kind, Func<Fault, Fault>? with = null)
        {
            var fault = new Fault(kind, request => Decide(request) == mishap) { Times = int.MaxValue, Altered = NoteAltered };
            traffic.Script(with?.Invoke(fault) ?? fault);
        }

        // One for each family: what is throttling to one service is not to another.
        traffic.Script(new Fault(FaultKind.Reply, request => IsCloud(request) && Decide(request) == Mishap.Throttled)
        { Times = int.MaxValue, Status = 400, Body = Envelope("Throttling.User", "Request was denied due to user flow control."), Headers = new Dictionary<string, string> { ["x-acs-retry-after"] = "1500" } });
        Script(Mishap.Throttled, FaultKind.Reply, fault => fault with { Status = 429, Body = """{"message":"You have exceeded a secondary rate limit."}""", Headers = new Dictionary<string, string> { ["Retry-After"] = "2" } });
        Script(Mishap.Fails, FaultKind.Reply, fault => fault with { Status = 503, Body = Envelope("ServiceUnavailable", "The request has failed due to a temporary failure of the server.") });
        Script(Mishap.FailsAfter, FaultKind.ReplyAfter, fault => fault with { Status = 500, Body = Envelope("InternalError", "The request processing has failed due to some unknown error.") });
        Script(Mishap.ResetBefore, FaultKind.ResetBefore);
        Script(Mishap.ResetAfter, FaultKind.ResetAfter);
        Script(Mishap.Truncated, FaultKind.Truncate);
        Script(Mishap.CutShort, FaultKind.Alter, fault => fault with { Rewrite = body => body[..(body.Length / 2)] });
        Script(Mishap.Hangs, FaultKind.Hold, fault => fault with { Gate = new TaskCompletionSource().Task });
        Script(Mishap.LostRow, FaultKind.Alter, fault => fault with { Rewrite = body => Rewrite(body, rows => rows.RemoveAt(rows.Count - 1)) });
        Script(Mishap.DoubledRow, FaultKind.Alter, fault => fault with { Rewrite = body => Rewrite(body, rows => rows.Add(rows[0]?.DeepClone())) });
        Script(Mishap.LostPage, FaultKind.Alter, fault => fault with { Rewrite = body => Rewrite(body, rows => rows.Clear()) });
        Script(Mishap.DoubledPage, FaultKind.Alter, fault => fault with
        {
            Rewrite = body => Rewrite(body, rows =>
        {
            foreach (var row in rows.ToList())
            {
                rows.Add(row?.DeepClone());
            }
        })
        });
        Script(Mishap.Forbidden, FaultKind.Reply, fault => fault with { Status = 403, Body = Envelope("Forbidden.RAM", "User not authorized to operate on the specified resource.") });
        Script(Mishap.Expired, FaultKind.Reply, fault => fault with { Status = 400, Body = Envelope("InvalidSecurityToken.Expired", "The specified parameter \"SecurityToken\" is expired.") });
    }

    private static bool IsCloud(RecordedRequest request) => request.Service is "ecs" or "sts";

    private T Pick<T>(T[] from, string what) => from[_chance.Below(from.Length, what)];

    private Mishap Decide(RecordedRequest request)
    {
        lock (_gate)
        {
            if (_decided.TryGetValue(request.Number, out var decided))
            {
                return decided;
            }

            var mishap = IsOn ? DecideAnew(request) : Mishap.None;
            _decided[request.Number] = mishap;
            return mishap;
        }
    }

    private Mishap DecideAnew(RecordedRequest request)
    {
        // What is asked of STS holds a token, which is another each time.
        var asked = request.Service == "ecs" || !IsCloud(request) ? request.Query + request.Body : "";
        var what = $"{request.Service} {request.Operation} {request.Location} {new Chance(0).Below(1_000_000, asked)}";
        _seen[what] = _seen.GetValueOrDefault(what) + 1;
        var call = $"{what} #{_seen[what]}";
        var mishap = request.Service == "ecs" && request.Location.Length > 0 && request.Location == DownRegion ? Mishap.Fails
            : _chance.Is(Rate, call) ? Pick(IsCloud(request) ? OfCloud : OfOthers, "which " + call)
            : Mishap.None;
        if (mishap == Mishap.None || only?.Contains($"{mishap} {call}") == false)
        {
            return Mishap.None;
        }

        if (mishap is Mishap.CutShort or Mishap.LostRow or Mishap.DoubledRow or Mishap.LostPage or Mishap.DoubledPage)
        {
            // Whether there is anything to lose or to double, the answer tells.
            _calls[request.Number] = $"{mishap} {call}";
        }
        else
        {
            _struck.Add($"{mishap} {call}");
        }

        return mishap;
    }

    private void NoteAltered(RecordedRequest request)
    {
        lock (_gate)
        {
            _struck.Add(_calls[request.Number]);
        }
    }

    private static string Envelope(string code, string message) =>
        $$"""{"RequestId":"00000000-0000-0000-0000-000000000000","HostId":"ecs","Code":"{{code}}","Message":"{{message.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""";

    /// <summary>Changes the first list of an answer that has rows.</summary>
    /// <returns>The very same text when there is none.</returns>
    internal static string Rewrite(string body, Action<JsonArray> change)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return body;
        }

        if (FirstList(root) is not { } rows)
        {
            return body;
        }

        change(rows);
        return root!.ToJsonString();
    }

    private static JsonArray? FirstList(JsonNode? node) => node switch
    {
        JsonArray { Count: > 0 } rows when node.Parent is null => rows,
        JsonObject members => members.Where(member => ListNames.Contains(member.Key)).Select(member => member.Value).OfType<JsonArray>().FirstOrDefault(rows => rows.Count > 0)
            ?? members.Select(member => FirstList(member.Value)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
