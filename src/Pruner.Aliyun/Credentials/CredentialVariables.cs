using System.Collections.Immutable;
using Pruner.Core;

namespace Pruner.Aliyun.Credentials;

/// <summary>The families of environment variables that Alibaba Cloud tools read. Source: the tools named at each.</summary>
internal static class CredentialVariables
{
    // In order: the first family that is whole is used.
    private static readonly ImmutableArray<Family> Families =
    [
        new("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"), // current SDKs and the GitHub action
        new("ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET", "ALIBABACLOUD_SECURITY_TOKEN"), // older CLI
        new("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN"), // terraform, packer
        new("ALIYUN_ACCESS_KEY_ID", "ALIYUN_ACCESS_KEY_SECRET", null), // Python core SDK
    ];

    /// <summary>The families, for messages.</summary>
    public static string Ways => string.Join("; ", Families.Select(family => family.ToString()));

    /// <summary>The first family that is whole; null when none of the variables is set.</summary>
    /// <exception cref="SetupException">A family is half set, or a value cannot be one.</exception>
    public static AliyunCredentials? Find(Func<string, string?> environment)
    {
        foreach (var family in Families)
        {
            RefuseHalf(family, environment);
        }

        return Families.Select(family => Read(family, environment)).FirstOrDefault(found => found is not null);
    }

    private static void RefuseHalf(Family family, Func<string, string?> environment)
    {
        var set = family.Names.Where(name => Value(environment, name) is not null).ToList();
        string[] missing = [.. new[] { family.Id, family.Secret }.Where(name => Value(environment, name) is null)];
        if (set.Count > 0 && missing.Length > 0)
        {
            throw new SetupException(new Refusal(
                $"Half of an access key is set: {string.Join(", ", set)}, but not {string.Join(", ", missing)}.",
                "Parts of different keys do not fit together, and a stale part can mean the wrong account.",
                $"Set {string.Join(" and ", missing)} too, or unset {string.Join(" and ", set)}."));
        }
    }

    private static AliyunCredentials? Read(Family family, Func<string, string?> environment)
    {
        if (Value(environment, family.Id) is not { } id || Value(environment, family.Secret) is not { } secret)
        {
            return null;
        }

        var token = family.Token is { } name ? Value(environment, name) : null;
        return CredentialText.Checked(id, secret, token, $"the environment ({family.Id} and its family)");
    }

    // A workflow sets a variable to the empty text when its secret does not exist: that is not set.
    private static string? Value(Func<string, string?> environment, string name) =>
        environment(name)?.Trim() is { Length: > 0 } value ? value : null;

    private sealed record Family(string Id, string Secret, string? Token)
    {
        public IEnumerable<string> Names => Token is null ? [Id, Secret] : [Id, Secret, Token];

        public override string ToString() => $"{Id} and {Secret}{(Token is null ? "" : $" (with {Token} when temporary)")}";
    }
}
