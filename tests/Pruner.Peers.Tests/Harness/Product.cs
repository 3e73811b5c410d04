using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Pruner.Peers.Tests.Table;

namespace Pruner.Peers.Tests.Harness;

/// <summary>One project of the product, compiled in this process from its sources, with an edit or without.</summary>
internal sealed class Product
{
    private static readonly CSharpParseOptions Parsing = new(
        LanguageVersion.Latest, DocumentationMode.None, preprocessorSymbols: ["DEBUG", "TRACE", "NET", "NET10_0", "NET10_0_OR_GREATER"]);

    private static readonly ILookup<string, string> Inputs = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "compiler-inputs.txt"))
        .Select(line => line.Split(' ', 2))
        .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private readonly Lock _gate = new();
    private readonly ImmutableArray<ResourceDescription> _resources;
    private readonly CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    /// <summary>Reads a project.</summary>
    /// <param name="project">Its name.</param>
    /// <param name="output">A folder with the built assembly and all that it refers to.</param>
    public Product(string project, string output)
    {
        FileName = project == "Pruner" ? "pruner.dll" : project + ".dll";
        var built = Path.Combine(output, FileName);
        _resources = ResourcesOf(built);
        var sources = Directory.EnumerateFiles(Path.Combine(Layout.Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(Path.Combine(Layout.Root, "src", project), file).Split('/')[0] is not ("bin" or "obj"))
            .Concat(Directory.EnumerateFiles(Layout.IntermediateOf(project), "*.cs"))
            .Order(StringComparer.Ordinal);
        _compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(FileName),
            sources.Select(file => Parse(file, File.ReadAllText(file))),
            Inputs["reference"].Concat(ReferredTo(built)).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(project == "Pruner" ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        _driver = CSharpGeneratorDriver.Create(
            Inputs["generator"].SelectMany(file => new AnalyzerFileReference(file, new Loader()).GetGenerators(LanguageNames.CSharp)), parseOptions: Parsing);
    }

    /// <summary>The assembly's file.</summary>
    public string FileName { get; }

    /// <summary>Compiles it.</summary>
    /// <param name="mutant">The edit; null compiles the sources as they are.</param>
    /// <exception cref="InvalidOperationException">The edit cannot be made, or does not compile.</exception>
    public byte[] Compile(Mutant? mutant)
    {
        lock (_gate)
        {
            var edited = mutant is null ? _compilation : Edited(mutant);
            _driver = _driver.RunGeneratorsAndUpdateCompilation(edited, out var whole, out _);
            using var assembly = new MemoryStream();
            var emitted = whole.Emit(assembly, manifestResources: _resources);
            return emitted.Success
                ? assembly.ToArray()
                : throw new InvalidOperationException($"{mutant?.File ?? FileName} does not compile: {string.Join("; ", emitted.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).Take(3))}");
        }
    }

    private CSharpCompilation Edited(Mutant mutant)
    {
        var file = Path.Combine(Layout.Root, mutant.File);
        var tree = _compilation.SyntaxTrees.Single(tree => string.Equals(tree.FilePath, file, StringComparison.Ordinal));
        return _compilation.ReplaceSyntaxTree(tree, Parse(file, mutant.Edit(tree.ToString())));
    }

    private static SyntaxTree Parse(string file, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Parsing, file);

    /// <summary>The assemblies beside a built one that it refers to, however far; the framework's are not there.</summary>
    private static SortedSet<string> ReferredTo(string built)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([built]);
        while (open.TryDequeue(out var file))
        {
            using var image = new PEReader(File.OpenRead(file));
            var reader = image.GetMetadataReader();
            foreach (var name in reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)))
            {
                var beside = Path.Combine(Path.GetDirectoryName(built)!, name + ".dll");
                if (File.Exists(beside) && found.Add(beside))
                {
                    open.Enqueue(beside);
                }
            }
        }

        return found;
    }

    /// <summary>What is embedded in the built assembly, to be embedded again.</summary>
    private static ImmutableArray<ResourceDescription> ResourcesOf(string built)
    {
        var context = new AssemblyLoadContext(built, isCollectible: true);
        using var bytes = new MemoryStream(File.ReadAllBytes(built));
        var assembly = context.LoadFromStream(bytes);
        var embedded = assembly.GetManifestResourceNames().Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return (name, Content: copy.ToArray());
        }).ToList();
        context.Unload();
        return [.. embedded.Select(resource => new ResourceDescription(resource.name, () => new MemoryStream(resource.Content), isPublic: true))];
    }

    /// <summary>Loads source generators into this process.</summary>
    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        /// <inheritdoc />
        public void AddDependencyLocation(string fullPath)
        {
        }

        /// <inheritdoc />
        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
