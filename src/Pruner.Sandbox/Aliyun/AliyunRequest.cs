using System.Collections.Immutable;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Aliyun;

/// <summary>One request to an Alibaba Cloud RPC service, decoded but not yet believed.</summary>
internal sealed class AliyunRequest
{
    private const string FormType = "application/x-www-form-urlencoded";

    public AliyunRequest(RecordedRequest recorded)
    {
        (Method, Path, Body, Headers) = (recorded.Method, recorded.Path, recorded.Body, recorded.Headers);
        Query = [.. PercentText.Pairs(recorded.Query.TrimStart('?'), plusIsSpace: false)];
        var isForm = Header("Content-Type")?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) ?? false;
        Form = isForm ? [.. PercentText.Pairs(recorded.Body, plusIsSpace: true)] : [];
        var parameters = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Query.Concat(Form))
        {
            HasRepeatedParameter |= parameters.ContainsKey(name);
            parameters[name] = value;
        }

        Parameters = parameters.ToImmutable();
    }

    public string Method { get; }

    public string Path { get; }

    public string Body { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public ImmutableArray<KeyValuePair<string, string>> Query { get; }

    public ImmutableArray<KeyValuePair<string, string>> Form { get; }

    /// <summary>Query and form together.</summary>
    public ImmutableDictionary<string, string> Parameters { get; }

    public bool HasRepeatedParameter { get; }

    /// <summary>
    /// True for ACS3-HMAC-SHA256, whose action is a header; false for HMAC-SHA1, whose action is a parameter. The header <c>x-acs-action</c> alone
    /// proves nothing: the official pop-core sends it with version 1 too.
    /// </summary>
    public bool IsV3 => Headers.ContainsKey("Authorization") || (Headers.ContainsKey("x-acs-action") && !Parameters.ContainsKey("SignatureMethod"));

    public string Action => (IsV3 ? Header("x-acs-action") : Parameters.GetValueOrDefault("Action")) ?? "";

    public string Version => (IsV3 ? Header("x-acs-version") : Parameters.GetValueOrDefault("Version")) ?? "";

    public string Host => Header("Host") ?? "";

    /// <summary>Version 1 answers XML unless JSON is asked for; version 3 answers JSON.</summary>
    public bool WantsXml => !IsV3 && !string.Equals(Parameters.GetValueOrDefault("Format"), "JSON", StringComparison.OrdinalIgnoreCase);

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;
}
