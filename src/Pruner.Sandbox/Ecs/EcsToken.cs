using System.Globalization;
using System.Text;
using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Ecs;

/// <summary>The opaque <c>NextToken</c>: where the next page starts, as text that nobody should read.</summary>
internal static class EcsToken
{
    /// <summary>The position that the call's token stands for; 0 without one.</summary>
    public static int Read(AliyunCall call)
    {
        if (call.Text("NextToken") is not { } token)
        {
            return 0;
        }

        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length) is var text && text.StartsWith("from ", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                ? position
                : throw AliyunException.InvalidParameter("NextToken");
    }

    /// <summary>The token of the page at <paramref name="position"/>; empty when there is none.</summary>
    public static string Next(int position, int total) =>
        position < total ? Convert.ToBase64String(Encoding.ASCII.GetBytes($"from {position}")) : "";
}
