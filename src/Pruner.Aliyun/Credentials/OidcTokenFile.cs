using Pruner.Core;

namespace Pruner.Aliyun.Credentials;

/// <summary>An id token in a file, as clusters write it. Read again for every renewal: they replace it long before it expires.</summary>
public static class OidcTokenFile
{
    private const int MostBytes = 64 * 1024;

    /// <summary>The file's text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="announceSecret">Told the token, so that it can be masked.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SetupException">It cannot be read, or is too long to hold a token.</exception>
    public static async Task<string> ReadAsync(string path, Action<string> announceSecret, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var bytes = new byte[MostBytes + 1];
            var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            var text = read <= MostBytes ? System.Text.Encoding.UTF8.GetString(bytes, 0, read).Trim() : throw Unreadable(path, $"it is longer than {MostBytes} bytes", inner: null);
            announceSecret(text);
            return text;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, error.Message, error);
        }
    }

    private static SetupException Unreadable(string path, string why, Exception? inner) => new(
        new Refusal(
            $"The id token in {path} cannot be read: {why}",
            "The role is given to whoever shows it.",
            "Correct ALIBABA_CLOUD_OIDC_TOKEN_FILE, or make the file readable for this user."),
        inner);
}
