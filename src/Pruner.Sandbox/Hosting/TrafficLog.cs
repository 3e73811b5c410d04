using System.Collections.Immutable;
using System.Text;

namespace Pruner.Sandbox.Hosting;

/// <summary>What all emulators of one sandbox share: the log of requests, the scripted faults and the latency. Safe for many threads.</summary>
public sealed class TrafficLog
{
    private readonly Lock _gate = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly List<(Fault Fault, int Left)> _faults = [];

    /// <summary>Where emulators that are started with this log can be reached; null, the default, starts each on a port.</summary>
    public Switchboard? Switchboard { get; init; }

    /// <summary>Added to every answer.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Every request so far, in order of arrival.</summary>
    public ImmutableArray<RecordedRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The requests that changed an emulated service or would have, had they succeeded.</summary>
    public ImmutableArray<RecordedRequest> Changes => [.. Requests.Where(request => request.IsChange)];

    /// <summary>Adds a fault. Faults are asked in the order they were added; the first that matches strikes.</summary>
    public void Script(Fault fault)
    {
        lock (_gate)
        {
            _faults.Add((fault, fault.Times));
        }
    }

    /// <summary>Forgets the requests and the faults.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
            _faults.Clear();
        }
    }

    internal RecordedRequest Record(string service, HttpRequest request, byte[] content, DateTimeOffset at)
    {
        // What is no text has no body as text either.
        var isBinary = request.ContentType?.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase) == true;
        var body = isBinary ? "" : Encoding.UTF8.GetString(content);
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        lock (_gate)
        {
            var recorded = new RecordedRequest(
                _requests.Count + 1, service, request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", headers, body)
            { Content = content, At = at };
            _requests.Add(recorded);
            return recorded;
        }
    }

    internal Fault? Strike(RecordedRequest request)
    {
        lock (_gate)
        {
            for (var i = 0; i < _faults.Count; i++)
            {
                var (fault, left) = _faults[i];
                if (left > 0 && fault.When(request))
                {
                    _faults[i] = (fault, left - 1);
                    return fault;
                }
            }

            return null;
        }
    }
}
