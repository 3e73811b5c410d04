using System.Text.Json;
using System.Text.Json.Serialization;
using Pruner.Core;

namespace Pruner.Aliyun.Credentials;

/// <summary>The profile file that <c>aliyun configure</c> writes. Source: the Aliyun CLI's own configuration format.</summary>
internal static class CliProfiles
{
    /// <summary>For messages.</summary>
    public const string Path = "~/.aliyun/config.json";

    private const string RelativePath = ".aliyun/config.json";
    private const string ProfileVariable = "ALIBABA_CLOUD_PROFILE";

    /// <summary>The credentials of the chosen profile (the variable, else <c>current</c>); null when there is no file and none was chosen.</summary>
    /// <exception cref="SetupException">The file or the profile cannot be used.</exception>
    public static AliyunCredentials? Find(Func<string, string?> environment, Func<string, string?> readHomeFile)
    {
        var chosen = environment(ProfileVariable)?.Trim();
        if (ReadFile(readHomeFile) is not { } text)
        {
            return string.IsNullOrEmpty(chosen) ? null : throw Refuse(
                $"{ProfileVariable} chooses the profile '{chosen}', but there is no {Path}.", $"Unset {ProfileVariable}, or write the profile with `aliyun configure`.");
        }

        var file = Parse(text);
        var name = string.IsNullOrEmpty(chosen) ? file.Current ?? "default" : chosen;
        List<CliProfile> known = [.. (file.Profiles ?? []).OfType<CliProfile>()];
        var profile = known.Find(profile => string.Equals(profile.Name, name, StringComparison.Ordinal)) ?? throw Refuse(
            $"{Path} has no profile '{name}'.", $"Choose one of these with {ProfileVariable}: {string.Join(", ", known.Select(profile => profile.Name))}.");
        return FromProfile(profile, name);
    }

    private static string? ReadFile(Func<string, string?> readHomeFile)
    {
        try
        {
            return readHomeFile(RelativePath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refuse($"{Path} cannot be read: {error.Message}", $"Make it readable for this user, or set {CredentialVariables.Ways}.");
        }
    }

    private static AliyunCredentials FromProfile(CliProfile profile, string name)
    {
        var source = $"profile '{name}' of {Path}";
        var token = profile.Mode switch
        {
            "AK" or null or "" => null,
            "StsToken" => Filled(profile.StsToken, "sts_token", source),
            _ => throw Refuse(
                $"The {source} has the mode '{profile.Mode}', which is not supported.",
                $"Use a profile of mode AK or StsToken, or get temporary keys with your tool of choice and set {CredentialVariables.Ways}."),
        };
        return CredentialText.Checked(
            Filled(profile.AccessKeyId, "access_key_id", source), Filled(profile.AccessKeySecret, "access_key_secret", source), token, source);
    }

    private static string Filled(string? value, string member, string source) =>
        value?.Trim() is { Length: > 0 } filled ? filled : throw Refuse(
            $"The {source} has no {member}.", "Write the profile anew with `aliyun configure`.");

    private static CliProfileFile Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, CliProfileJson.Default.CliProfileFile)
                ?? throw Refuse($"{Path} is empty.", "Write it anew with `aliyun configure`.");
        }
        catch (JsonException)
        {
            // The parser's message may quote the file, and the file holds secrets: neither text nor cause goes on.
            throw Refuse($"{Path} is not the JSON that the Aliyun CLI writes.", "Write it anew with `aliyun configure`.");
        }
    }

    private static SetupException Refuse(string what, string remedy) =>
        new(new Refusal(what, "Nothing can be listed or deleted without credentials.", remedy));
}

/// <summary>The file.</summary>
internal sealed class CliProfileFile
{
    /// <summary>Name of the profile in use.</summary>
    [JsonPropertyName("current")]
    public string? Current { get; init; }

    /// <summary>All profiles.</summary>
    [JsonPropertyName("profiles")]
    public List<CliProfile?>? Profiles { get; init; }
}

/// <summary>A profile; members of other modes are passed over.</summary>
internal sealed class CliProfile
{
    /// <summary>Its name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary><c>AK</c>, <c>StsToken</c>, or one that is not supported.</summary>
    [JsonPropertyName("mode")]
    public string? Mode { get; init; }

    /// <summary>The key's public half.</summary>
    [JsonPropertyName("access_key_id")]
    public string? AccessKeyId { get; init; }

    /// <summary>The key's secret half.</summary>
    [JsonPropertyName("access_key_secret")]
    public string? AccessKeySecret { get; init; }

    /// <summary>The token of temporary keys.</summary>
    [JsonPropertyName("sts_token")]
    public string? StsToken { get; init; }
}

/// <summary>Source-generated reading of the profile file.</summary>
[JsonSerializable(typeof(CliProfileFile))]
internal sealed partial class CliProfileJson : JsonSerializerContext;
