using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Pruner.Sandbox.Tests.Ecs;

/// <summary>A small client with its own signatures: it must not agree with the emulator by sharing its mistakes.</summary>
internal sealed class AcsClient(HttpClient http, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue FormType = new("application/x-www-form-urlencoded");
    private int _nonce;

    public async Task<AcsReply> SendV3Async(string baseUrl, AcsCall call)
    {
        var text = string.Join('&', call.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(parameter.Value)}"));
        var (query, body) = call.AsForm ? ("", text) : (text, "");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = new Uri(baseUrl).Authority,
            ["x-acs-action"] = call.Action,
            ["x-acs-version"] = call.Version,
            ["x-acs-date"] = Date(call),
            ["x-acs-signature-nonce"] = Nonce(call),
            ["x-acs-content-sha256"] = call.HashHeader ?? hash,
        };
        if (call.AsForm)
        {
            headers["content-type"] = FormType.MediaType!;
        }

        if (call.Token is not null)
        {
            headers["x-acs-accesskey-id"] = call.Key;
            headers["x-acs-security-token"] = call.Token;
        }

        var names = string.Join(';', headers.Keys);
        var canonical = string.Join('\n', call.Method, "/", query, string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")), names, hash);
        var toSign = "ACS3-HMAC-SHA256\n" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(call.Secret), Encoding.UTF8.GetBytes(toSign)));
        headers["Authorization"] = $"ACS3-HMAC-SHA256 Credential={call.Key},SignedHeaders={names},Signature={signature}";
        call.Tamper?.Invoke(headers);
        query = call.TamperText?.Invoke(query) ?? query;
        return await SendAsync(call.Method, $"{baseUrl}/{(query.Length > 0 ? "?" : "")}{query}", headers, call.AsForm ? body : null);
    }

    public async Task<AcsReply> SendV1Async(string baseUrl, AcsCall call)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Action"] = call.Action,
            ["Version"] = call.Version,
            ["AccessKeyId"] = call.Key,
            ["SignatureMethod"] = "HMAC-SHA1",
            ["SignatureVersion"] = "1.0",
            ["SignatureNonce"] = Nonce(call),
            ["Timestamp"] = Date(call),
        };
        foreach (var (name, value) in call.Parameters)
        {
            parameters[name] = value;
        }

        if (call.Format is not null)
        {
            parameters["Format"] = call.Format;
        }

        if (call.Token is not null)
        {
            parameters["SecurityToken"] = call.Token;
        }

        var canonical = string.Join('&', parameters.Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value)}"));
        var toSign = $"{call.Method}&%2F&{Uri.EscapeDataString(canonical)}";
#pragma warning disable CA5350 // The protocol names SHA-1.
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(call.Secret + "&"), Encoding.UTF8.GetBytes(toSign)));
#pragma warning restore CA5350
        var text = $"{canonical}&Signature={Uri.EscapeDataString(signature)}";
        text = call.TamperText?.Invoke(text) ?? text;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        call.Tamper?.Invoke(headers);
        return call.AsForm
            ? await SendAsync(call.Method, baseUrl + "/", headers, text)
            : await SendAsync(call.Method, $"{baseUrl}/?{text}", headers, form: null);
    }

    /// <summary>Sends exactly what it is given.</summary>
    public async Task<AcsReply> SendAsync(string method, string url, IEnumerable<KeyValuePair<string, string>> headers, string? form)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        foreach (var (name, value) in headers.Where(header => header.Key != "content-type"))
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        }

        if (form is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(form)) { Headers = { ContentType = FormType } };
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new AcsReply(
            (int)response.StatusCode,
            text,
            response.Content.Headers.ContentType?.MediaType ?? "",
            response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
    }

    private string Date(AcsCall call) => (call.Date ?? time.GetUtcNow()).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private string Nonce(AcsCall call) => call.Nonce ?? $"nonce-{Interlocked.Increment(ref _nonce)}";
}
