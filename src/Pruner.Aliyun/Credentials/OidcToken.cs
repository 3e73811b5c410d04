using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Pruner.Core;

namespace Pruner.Aliyun.Credentials;

/// <summary>An id token: a JWT. Its text stays in this room; what it says of itself is no secret, and what a trust policy must allow.</summary>
internal sealed class OidcToken
{
    // As the service documents it.
    private const int MostCharacters = 20_000;
    private const int MostClaimCharacters = 300;

    private OidcToken(string text, JsonElement claims)
    {
        Text = text;
        Issuer = Claim(claims, "iss");
        Audience = Claim(claims, "aud");
        Subject = Claim(claims, "sub");
    }

    /// <summary>The token itself. Never printed.</summary>
    public string Text { get; }

    /// <summary>Who made it; safe to print.</summary>
    public string Issuer { get; }

    /// <summary>Whom it is for; safe to print.</summary>
    public string Audience { get; }

    /// <summary>Whom it speaks of: repository, branch, environment; safe to print.</summary>
    public string Subject { get; }

    /// <summary>Reads a token; whether it is true is for the service to say.</summary>
    /// <exception cref="SetupException">It is no JWT.</exception>
    public static OidcToken Read(string text)
    {
        var token = text.Trim();
        try
        {
            if (token.Length <= MostCharacters && token.Split('.') is [{ Length: > 0 }, { Length: > 0 } payload, _] && token.All(char.IsAscii))
            {
                using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
                return new OidcToken(token, document.RootElement);
            }
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException)
        {
            // The last: a claim that is no text, for it holds half of a character. Told below, without words that could quote it.
        }

        throw new SetupException(new Refusal(
            "What should be an id token is none.",
            "The role is given to whoever shows one: three parts with dots between them, a JWT.",
            "If it comes from a file, look at who writes that; if from GitHub, run again."));
    }

    /// <summary>The text without the token.</summary>
    public string Redact(string text)
    {
        text = text.Replace(Text, "***", StringComparison.Ordinal);
        // A service may quote a part of it.
        return Text.Split('.').Where(part => part.Length > 0).Aggregate(text, (rest, part) => rest.Replace(part, "***", StringComparison.Ordinal));
    }

    /// <inheritdoc />
    public override string ToString() => $"token of {Issuer} for {Audience} about {Subject}";

    private static string Claim(JsonElement claims, string name)
    {
        if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(name, out var value))
        {
            return "(not said)";
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(entry => entry.ToString())),
            _ => "(not said)",
        };
        var safe = new StringBuilder();
        foreach (var letter in text.AsSpan(0, Math.Min(text.Length, MostClaimCharacters)))
        {
            safe.Append(letter is < ' ' or > '~' ? '?' : letter);
        }

        return safe.ToString();
    }
}
