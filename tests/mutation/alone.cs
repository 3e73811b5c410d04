#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false
#:package Microsoft.CodeAnalysis.CSharp

// Tries mutants alone. Stryker compiles all mutants into one assembly, where many do not compile that would alone (a pattern's variable, a switch), and
// runs them in one process, where what was made once is not made again. Here each that did not compile or survived there is compiled by itself and tried in a
// process of its own; its status in the report becomes what came of it. Run by tests/mutation/run.
//   dotnet run tests/mutation/alone.cs -- REPORT.json PROJECT TESTS [PATTERN]
// PROJECT is a folder such as src/Pruner.Core, built; TESTS the folder of the built tests; PATTERN a regular expression for the files to try.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

if (args is not [var reportFile, var project, var tests, .. var patterns])
{
    await Console.Error.WriteLineAsync("Usage: alone.cs REPORT.json PROJECT TESTS [PATTERN]");
    return 2;
}

var name = Path.GetFileName(Path.GetFullPath(project));
var pattern = new Regex(patterns is [var only] ? only : "", RegexOptions.None, TimeSpan.FromSeconds(1));
var sources = new Sources(project, tests, name);
if (sources.Compile(null, null) is not { } original)
{
    await Console.Error.WriteLineAsync($"{project} does not compile as it is.");
    return 1;
}

var report = JsonNode.Parse(await File.ReadAllBytesAsync(reportFile))!;
var mutants = report["files"]!.AsObject()
    .Where(file => pattern.IsMatch(file.Key))
    .SelectMany(file => file.Value!["mutants"]!.AsArray().Select(mutant => (File: Path.GetFullPath(file.Key), Mutant: mutant!)))
    .Where(pair => pair.Mutant["status"]!.GetValue<string>() is "CompileError" or "Survived" or "Timeout")
    // Texts are left out there, and here too.
    .Where(pair => pair.Mutant["mutatorName"]!.GetValue<string>() != "String mutation")
    .ToList();

var benches = new ConcurrentBag<Bench>();
for (var number = 0; number < Math.Min(2, Environment.ProcessorCount); number++)
{
    benches.Add(new Bench(tests, name));
}

benches.TryPeek(out var first);
if (first!.Try(original) != "Survived")
{
    await Console.Error.WriteLineAsync("The tests do not pass without a mutant.");
    return 1;
}

var results = new SortedDictionary<string, int>(StringComparer.Ordinal);
Parallel.ForEach(mutants, new ParallelOptions { MaxDegreeOfParallelism = benches.Count }, pair =>
{
    benches.TryTake(out var bench);
    var assembly = sources.Compile(pair.File, pair.Mutant);
    var status = assembly is null ? "CompileError" : bench!.Try(assembly);
    benches.Add(bench!);
    lock (report)
    {
        results[$"{pair.Mutant["status"]} -> {status}"] = results.GetValueOrDefault($"{pair.Mutant["status"]} -> {status}") + 1;
        pair.Mutant["status"] = status;
    }
});

await File.WriteAllTextAsync(reportFile, report.ToJsonString());
foreach (var (change, count) in results)
{
    Console.WriteLine($"{change}: {count}");
}

foreach (var bench in benches)
{
    bench.Dispose();
}

return 0;

#pragma warning disable MA0047 // A program of one file has no namespace.

/// <summary>The project's sources, compiled here with one mutant or with none.</summary>
internal sealed class Sources
{
    private static readonly CSharpParseOptions Parsing = new(
        LanguageVersion.Latest, DocumentationMode.None, preprocessorSymbols: ["DEBUG", "TRACE", "NET", "NET10_0", "NET10_0_OR_GREATER"]);

    private readonly Compilation _compilation;

    public Sources(string project, string tests, string name)
    {
        var root = Path.GetFullPath(project);
        var trees = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(root, file).Split('/')[0] is not ("bin" or "obj"))
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "obj", "Debug", "net10.0"), "*.cs"))
            .Select(file => Parse(file, File.ReadAllText(file)));
        // The framework's reference assemblies and generators lie beside the runtime of the SDK; the project's own references beside its tests.
        var packs = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../packs/Microsoft.NETCore.App.Ref"));
        var pack = Directory.EnumerateDirectories(packs, "10.*").Order(StringComparer.Ordinal).Last();
        var references = Directory.EnumerateFiles(Path.Combine(pack, "ref", "net10.0"), "*.dll")
            .Concat(Directory.EnumerateFiles(tests, "Pruner.*.dll").Where(file => Path.GetFileNameWithoutExtension(file) != name && !file.EndsWith(".Tests.dll", StringComparison.Ordinal)))
            .Select(file => MetadataReference.CreateFromFile(file));
        var generators = Directory.EnumerateFiles(Path.Combine(pack, "analyzers", "dotnet", "cs"), "*.dll")
            .SelectMany(file => new AnalyzerFileReference(file, new Loader()).GetGenerators(LanguageNames.CSharp));
        // A mutant changes no declaration: what is generated is generated once.
        CSharpGeneratorDriver.Create(generators, parseOptions: Parsing).RunGeneratorsAndUpdateCompilation(
            CSharpCompilation.Create(name, trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)),
            out _compilation,
            out _);
    }

    /// <summary>The assembly; null when it does not compile.</summary>
    public byte[]? Compile(string? file, JsonNode? mutant)
    {
        var compilation = _compilation;
        if (file is not null && mutant is not null)
        {
            var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == file);
            var text = tree.GetText();
            var span = TextSpan.FromBounds(At(text, mutant["location"]!["start"]!), At(text, mutant["location"]!["end"]!));
            compilation = compilation.ReplaceSyntaxTree(tree, Parse(file, text.Replace(span, mutant["replacement"]!.GetValue<string>()).ToString()));
        }

        using var assembly = new MemoryStream();
        return compilation.Emit(assembly).Success ? assembly.ToArray() : null;
    }

    private static int At(SourceText text, JsonNode place) =>
        text.Lines[place["line"]!.GetValue<int>() - 1].Start + place["column"]!.GetValue<int>() - 1;

    private static SyntaxTree Parse(string file, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Parsing, file);

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}

/// <summary>A copy of the built tests, in which one assembly is replaced again and again.</summary>
internal sealed class Bench : IDisposable
{
    private const int MostSeconds = 120;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mutants-");
    private readonly string _name;
    private readonly string _program;

    public Bench(string tests, string name)
    {
        _name = name;
        foreach (var file in Directory.EnumerateFiles(tests, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_folder.FullName, Path.GetRelativePath(tests, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        var settings = Directory.EnumerateFiles(_folder.FullName, "*.Tests.runtimeconfig.json").Single();
        _program = settings.Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal);
    }

    /// <summary>Killed, Survived or Timeout.</summary>
    public string Try(byte[] assembly)
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, _name + ".dll"), assembly);
        using var run = Process.Start(new ProcessStartInfo("dotnet", ["exec", _program, "-stopOnFail", "-noLogo", "-reporter", "silent"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        run.OutputDataReceived += static (_, _) => { };
        run.ErrorDataReceived += static (_, _) => { };
        run.BeginOutputReadLine();
        run.BeginErrorReadLine();
        if (!run.WaitForExit(TimeSpan.FromSeconds(MostSeconds)))
        {
            run.Kill(entireProcessTree: true);
            return "Timeout";
        }

        return run.ExitCode == 0 ? "Survived" : "Killed";
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
