using Pruner.Core;

namespace Pruner.Aliyun.Credentials;

/// <summary>Checks that values can stand in a header.</summary>
internal static class CredentialText
{
    /// <summary>Credentials of these values.</summary>
    /// <exception cref="SetupException">A value holds white space or characters that no key has.</exception>
    public static AliyunCredentials Checked(string id, string secret, string? token, string source)
    {
        foreach (var (part, value) in new[] { ("access key id", id), ("access key secret", secret), ("security token", token) })
        {
            if (value is not null && !IsUsable(value))
            {
                throw new SetupException(new Refusal(
                    $"The {part} from {source} holds white space or characters that no key has.",
                    "It was probably cut or pasted wrongly, and would be refused.",
                    "Set it again, as Alibaba Cloud showed it."));
            }
        }

        return new AliyunCredentials(id, secret, token, source);
    }

    /// <summary>True for a text that can stand in a header.</summary>
    public static bool IsUsable(string? value) => value is { Length: > 0 } && value.All(letter => letter is > ' ' and <= '~');
}
