#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false

// Branches that tests take, by folder, and the lines of which they do not take all. Run by tests/mutation/run.
//   dotnet run tests/mutation/branches.cs -- COVERAGE.cobertura.xml ASSEMBLY
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

if (args is not [var file, var assembly])
{
    await Console.Error.WriteLineAsync("Usage: branches.cs COVERAGE.cobertura.xml ASSEMBLY");
    return 2;
}

var lines = XDocument.Load(file).Descendants("package")
    .Where(package => (string?)package.Attribute("name") == assembly)
    .Descendants("class")
    .Select(type => (File: (string)type.Attribute("filename")!, Type: type))
    .Where(pair => !pair.File.Contains("/obj/", StringComparison.Ordinal))
    // Every line stands under its type and under its method.
    .SelectMany(pair => pair.Type.Element("lines")!.Elements("line").Select(line => (pair.File, Line: line)))
    .Where(pair => pair.Line.Attribute("condition-coverage") is not null)
    // A lambda or an iterator is a type of its own: its branches come besides those of the line that holds it.
    .GroupBy(pair => (File: pair.File[(pair.File.LastIndexOf($"/{assembly}/", StringComparison.Ordinal) + assembly.Length + 2)..], Number: (int)pair.Line.Attribute("number")!))
    .Select(line => (line.Key.File, line.Key.Number, Counts: line.Select(pair => CountsOf((string)pair.Line.Attribute("condition-coverage")!)).ToList()))
    .Select(line => (line.File, line.Number, Taken: line.Counts.Sum(count => count.Taken), All: line.Counts.Sum(count => count.All)))
    .OrderBy(line => line.File, StringComparer.Ordinal)
    .ThenBy(line => line.Number)
    .ToList();

foreach (var folder in lines.GroupBy(line => Path.GetDirectoryName(line.File)!, StringComparer.Ordinal))
{
    Console.WriteLine(Row(folder.Key, folder.Sum(line => line.Taken), folder.Sum(line => line.All)));
}

Console.WriteLine(Row("all", lines.Sum(line => line.Taken), lines.Sum(line => line.All)));
foreach (var line in lines.Where(line => line.Taken < line.All))
{
    Console.WriteLine($"{line.File}:{line.Number} takes {line.Taken} of {line.All}");
}

return 0;

static string Row(string name, int taken, int all) => FormattableString.Invariant($"{name,-16} {taken,6} of {all,6} branches {100.0 * taken / all,6:0.0}%");

static (int Taken, int All) CountsOf(string coverage)
{
    var counts = Regex.Match(coverage, @"\((\d+)/(\d+)\)", RegexOptions.None, TimeSpan.FromSeconds(1));
    return (int.Parse(counts.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(counts.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
}
