namespace Pruner.Sandbox.Tests.Ecs;

/// <summary>One call to sign and send. Whatever is null is filled in as a correct client would.</summary>
internal sealed record AcsCall(string Action, params (string Name, string Value)[] Parameters)
{
    public string Version { get; init; } = "2014-05-26";

    public string Method { get; init; } = "POST";

    public string Key { get; init; } = "testid";

    public string Secret { get; init; } = "testsecret";

    public string? Token { get; init; }

    public DateTimeOffset? Date { get; init; }

    public string? Nonce { get; init; }

    public string? Format { get; init; } = "JSON";

    /// <summary>Parameters travel as a form body instead of the query.</summary>
    public bool AsForm { get; init; }

    /// <summary>V3: what the header x-acs-content-sha256 says, signed as it is, although the body's real hash ends the canonical request.</summary>
    public string? HashHeader { get; init; }

    /// <summary>Changes the headers (V3) after signing.</summary>
    public Action<IDictionary<string, string>>? Tamper { get; init; }

    /// <summary>Changes the query or form text (V1: signature included; V3: signed by then).</summary>
    public Func<string, string>? TamperText { get; init; }
}
