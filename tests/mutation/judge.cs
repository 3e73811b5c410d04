#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false
// Judges a report of mutation tests: counts it by folder, and ends with 1 when a mutant survived that docs/mutation.md does not list with a reason, and, of a
// report of every mutant (whole), when one is listed there that did not survive. Run by tests/mutation/run.
//   dotnet run tests/mutation/judge.cs -- REPORT.json docs/mutation.md [whole]
using System.Text.Json;
using System.Text.RegularExpressions;

if (args is not [var reportFile, var pageFile, .. var rest] || rest is not ([] or ["whole"]))
{
    await Console.Error.WriteLineAsync("Usage: judge.cs REPORT.json PAGE.md [whole]");
    return 2;
}

using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(reportFile));
var mutants = report.RootElement.GetProperty("files").EnumerateObject().SelectMany(Mutant.Of).ToList();
var tested = mutants.Where(mutant => mutant.IsTested).ToList();
if (tested.Count == 0)
{
    await Console.Error.WriteLineAsync($"{reportFile} holds no mutant that was tested.");
    return 1;
}

var listed = File.ReadLines(pageFile).Select(Row.TryParse).OfType<string>().ToHashSet(StringComparer.Ordinal);
var survivors = tested.Where(mutant => mutant.Survived).ToList();
Console.WriteLine($"{"",-32} {"mutants",8} {"killed",8} {"listed",8} {"open",8} {"score",8}");
foreach (var folder in tested.GroupBy(mutant => mutant.Folder, StringComparer.Ordinal).OrderBy(folder => folder.Key, StringComparer.Ordinal))
{
    Console.WriteLine(Line(folder.Key, [.. folder]));
}

Console.WriteLine(Line("all", tested));
Console.WriteLine($"Not tested: {mutants.Count(mutant => mutant.Status == "CompileError")} that do not compile, {mutants.Count(mutant => mutant.Status == "Ignored")} that are left out.");

var open = survivors.Where(mutant => !listed.Contains(mutant.Key)).ToList();
foreach (var mutant in open.OrderBy(mutant => mutant.File, StringComparer.Ordinal).ThenBy(mutant => mutant.LineNumber))
{
    Console.WriteLine($"survived: {mutant.File}:{mutant.LineNumber}");
    Console.WriteLine($"          {mutant.Key}");
}

// Only what this report could have shown: one of a few files says nothing about the others.
var files = tested.Select(mutant => mutant.File).ToHashSet(StringComparer.Ordinal);
var shown = survivors.Select(mutant => mutant.Key).ToHashSet(StringComparer.Ordinal);
var stale = listed.Where(key => rest is ["whole"] && files.Contains(Row.FileOf(key)) && !shown.Contains(key)).Order(StringComparer.Ordinal).ToList();
foreach (var key in stale)
{
    Console.WriteLine($"listed, but not among the survivors: {key}");
}

Console.WriteLine(open.Count + stale.Count == 0 ? "Every survivor has its reason." : $"{open.Count} survivors without a reason, {stale.Count} reasons without a survivor.");
return open.Count + stale.Count == 0 ? 0 : 1;

string Line(string name, List<Mutant> some)
{
    var survived = some.Where(mutant => mutant.Survived).ToList();
    var unlisted = survived.Count(mutant => !listed.Contains(mutant.Key));
    return FormattableString.Invariant($"{name,-32} {some.Count,8} {some.Count - survived.Count,8} {survived.Count - unlisted,8} {unlisted,8} {100.0 * (some.Count - survived.Count) / some.Count,7:0.0}%");
}

#pragma warning disable MA0047 // A program of one file has no namespace.

/// <summary>One mutant of the report.</summary>
internal sealed record Mutant(string File, int LineNumber, string Before, string After, string Status)
{
    private const int MostCharacters = 90;

    public bool Survived => Status is "Survived" or "NoCoverage";

    public bool IsTested => Survived || Status is "Killed" or "Timeout";

    public string Folder => Path.GetDirectoryName(File) ?? "";

    /// <summary>As a row of the page names it: the line's number is no part of it, for it moves.</summary>
    public string Key => $"{File} | {Before} | {After}";

    public static IEnumerable<Mutant> Of(JsonProperty file)
    {
        var lines = file.Value.GetProperty("source").GetString()!.Split('\n');
        var name = file.Name.Replace('\\', '/');
        name = name[(name.LastIndexOf("/src/", StringComparison.Ordinal) + "/src/".Length)..];
        foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray())
        {
            var location = mutant.GetProperty("location");
            var ((from, first), (to, last)) = (At(location.GetProperty("start")), At(location.GetProperty("end")));
            var text = from == to
                ? lines[from][first..last]
                : string.Join('\n', [lines[from][first..], .. lines[(from + 1)..to], lines[to][..last]]);
            var (before, after) = Short(text, mutant.GetProperty("replacement").GetString()!);
            yield return new Mutant(name, from + 1, before, after, mutant.GetProperty("status").GetString()!);
        }

        static (int Line, int Column) At(JsonElement place) => (place.GetProperty("line").GetInt32() - 1, place.GetProperty("column").GetInt32() - 1);
    }

    /// <summary>Both on one line, and of long ones the place where they differ.</summary>
    private static (string Before, string After) Short(string before, string after)
    {
        var (one, other) = (OneLine(before), OneLine(after));
        if (Math.Max(one.Length, other.Length) <= MostCharacters)
        {
            return (one, other);
        }

        var alike = one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
        return (Around(one, alike), Around(other, alike));
    }

    private static string Around(string text, int at)
    {
        var from = Math.Max(0, at - (MostCharacters / 3));
        var to = Math.Min(text.Length, from + MostCharacters);
        return $"{(from > 0 ? "…" : "")}{text[from..to].Trim()}{(to < text.Length ? "…" : "")}";
    }

    private static string OneLine(string code) => Regex.Replace(code, @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(1)).Trim().Replace('`', '\'');
}

/// <summary>A row of the page: | `file` | `before` | `after` | reason |.</summary>
internal static class Row
{
    public static string? TryParse(string line)
    {
        // A bar within code is written \| in a table.
        var cells = Regex.Split(line.Trim(), @"(?<!\\)\|", RegexOptions.None, TimeSpan.FromSeconds(1));
        return cells is ["", var file, var before, var after, var reason, ""] && IsCode(file) && IsCode(before) && IsCode(after) && reason.Trim().Length > 0
            ? $"{Code(file)} | {Code(before)} | {Code(after)}"
            : null;
    }

    public static string FileOf(string key) => key[..key.IndexOf(" | ", StringComparison.Ordinal)];

    private static bool IsCode(string cell) => cell.Trim() is { Length: > 2 } text && text[0] == '`' && text[^1] == '`';

    private static string Code(string cell) => cell.Trim().Trim('`').Replace("\\|", "|", StringComparison.Ordinal);
}
