using System.Globalization;
using System.Text;

namespace Pruner.TwoReaders.Tests.Counts;

/// <summary>Two counts of the same thing, one row for each place, cloud and architecture.</summary>
internal sealed class SideBySide
{
    private readonly List<(string Place, string Cloud, string Architecture, int Reader, int Raw)> _rows = [];

    /// <summary>Adds a row for each cloud and architecture that either side found in a place, and one for all of them.</summary>
    public void Add(string place, IEnumerable<CountedPin> byReader, IEnumerable<CountedPin> byRawSearch)
    {
        var (reader, raw) = (byReader.ToHashSet(), byRawSearch.ToHashSet());
        var kinds = reader.Concat(raw).Select(Kind).Distinct().OrderBy(kind => kind.Cloud, StringComparer.Ordinal).ThenBy(kind => kind.Architecture, StringComparer.Ordinal);
        foreach (var kind in kinds)
        {
            _rows.Add((place, kind.Cloud, kind.Architecture, reader.Count(pin => Kind(pin) == kind), raw.Count(pin => Kind(pin) == kind)));
        }

        _rows.Add((place, "all", "all", reader.Count, raw.Count));
    }

    /// <summary>Pins by raw search of a cloud in a place, of all architectures.</summary>
    public int Raw(string place, string cloud) => _rows.Where(row => row.Place == place && row.Cloud == cloud).Sum(row => row.Raw);

    /// <summary>The clouds of a place, each with its number of pins by raw search.</summary>
    public string Summary(string place) => string.Join(", ", _rows
        .Where(row => row.Place == place && row.Cloud != "all")
        .GroupBy(row => row.Cloud, StringComparer.Ordinal)
        .Select(cloud => $"{cloud.Key} {cloud.Sum(row => row.Raw)}"));

    /// <summary>Rows whose numbers differ.</summary>
    public IEnumerable<string> Differences => _rows.Where(row => row.Reader != row.Raw).Select(row => row.ToString());

    /// <summary>The table, in columns.</summary>
    public override string ToString()
    {
        var width = _rows.Max(row => row.Place.Length);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"where".PadRight(width)}  {"cloud",-16}{"arch",-8}{"reader",8}{"raw",8}");
        foreach (var row in _rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{row.Place.PadRight(width)}  {row.Cloud,-16}{row.Architecture,-8}{row.Reader,8}{row.Raw,8}");
        }

        return text.ToString();
    }

    private static (string Cloud, string Architecture) Kind(CountedPin pin) => (pin.Cloud, pin.Architecture);
}
