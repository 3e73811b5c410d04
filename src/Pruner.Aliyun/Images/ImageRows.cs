using System.Text.RegularExpressions;
using Pruner.Aliyun.Calling;
using Pruner.Aliyun.Endpoints;
using Pruner.Aliyun.Operations;

namespace Pruner.Aliyun.Images;

/// <summary>Checks that an answer of <c>DescribeImages</c> can be trusted as far as it goes.</summary>
internal static partial class ImageRows
{
    /// <summary>The rows and the count.</summary>
    /// <exception cref="AcsException">A row without an id, no count, or an answer for something else than was asked.</exception>
    public static (List<ImageShape> Rows, int TotalCount) Of(DescribeImagesAnswer answer, EcsRegion region, int page)
    {
        if (answer.RegionId is { Length: > 0 } answered && !string.Equals(answered, region.Id, StringComparison.Ordinal))
        {
            throw Odd($"{region.Id} was asked and another region answered.");
        }

        if (answer.PageNumber is { } number && number != page)
        {
            throw Odd($"Page {page} was asked and page {number} was answered.");
        }

        if (answer is not { TotalCount: >= 0 and var total, Images.Image: { } rows } || rows.Exists(row => !IsImageId(row?.ImageId)))
        {
            throw Odd("The list of images has no count, or an image without an id.");
        }

        return ([.. rows.Select(row => row!)], total);
    }

    /// <summary>True for what can be an image's id; commas in particular would make two of one.</summary>
    public static bool IsImageId(string? text) => text is { Length: > 0 and <= 128 } && IdShape().IsMatch(text);

    /// <summary>An answer that cannot be used.</summary>
    public static AcsException Odd(string message) => new(new AcsError(AcsMeaning.NotUnderstood, "", message, ""));

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdShape();
}
