using System.Globalization;

namespace Pruner.Core.Policies;

/// <summary>An OpenShift release: 4.10 comes after 4.9, so it is two numbers, not text.</summary>
/// <param name="Major">4</param>
/// <param name="Minor">10</param>
public readonly record struct ReleaseNumber(int Major, int Minor) : IComparable<ReleaseNumber>
{
    /// <summary>Reads <c>4.10</c>.</summary>
    public static ReleaseNumber? TryParse(string? text)
    {
        var parts = (text ?? "").Split('.');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
                ? new ReleaseNumber(major, minor)
                : null;
    }

    /// <inheritdoc />
    public int CompareTo(ReleaseNumber other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    /// <inheritdoc />
    public override string ToString() => $"{Major}.{Minor}";
}
