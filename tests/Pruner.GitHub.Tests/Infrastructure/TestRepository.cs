using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pruner.GitHub.Tests.Infrastructure;

/// <summary>A bare repository made by real git in a temporary folder.</summary>
internal sealed class TestRepository : IDisposable
{
    private int _seconds;

    public TestRepository()
    {
        Path = Directory.CreateTempSubdirectory("pruner-github-").FullName;
        Git("init", "-q", "--bare", "-b", "master", ".");
    }

    private TestRepository(string path) => Path = path;

    public string Path { get; }

    public static TestRepository Clone(string bundle)
    {
        var repository = new TestRepository(Directory.CreateTempSubdirectory("pruner-github-").FullName);
        repository.Git("clone", "-q", "--mirror", bundle, ".");
        return repository;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string Git(params string[] arguments) => Encoding.UTF8.GetString(Run([], arguments)).TrimEnd('\n');

    public string[] Lines(params string[] arguments) => Git(arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public byte[] Bytes(params string[] arguments) => Run([], arguments);

    public string Blob(byte[] content) => Encoding.UTF8.GetString(Run(content, "hash-object", "-w", "--stdin")).Trim();

    /// <summary>Commits files on top of parents. A content of <c>"MODE SHA"</c> bytes is not special: use <see cref="Special"/> for those.</summary>
    public string Commit(string reference, string[] parents, string message, params (string Path, string Text)[] files) =>
        Special(reference, parents, message, [.. files.Select(file => (file.Path, "100644", Blob(Encoding.UTF8.GetBytes(file.Text))))]);

    public string Special(string reference, string[] parents, string message, params (string Path, string Mode, string Id)[] files)
    {
        var script = new StringBuilder();
        AppendCommit(script, reference, parents, message, files);
        script.Append("get-mark :1\ndone\n");
        return Import(script.ToString());
    }

    /// <summary>A straight line of commits, each changing one metadata file.</summary>
    public string Line(string reference, int count, string? parent = null, string text = "line")
    {
        var script = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var content = $"{text} {i}";
            script.Append(CultureInfo.InvariantCulture, $"blob\nmark :2\ndata {content.Length}\n{content}\n");
            AppendCommit(script, reference, i == 0 && parent is not null ? [parent] : i == 0 ? [] : [":1"], $"{text} {i}", [("data/data/coreos/rhcos.json", "100644", ":2")]);
        }

        script.Append("get-mark :1\ndone\n");
        return Import(script.ToString());
    }

    private void AppendCommit(StringBuilder script, string reference, string[] parents, string message, (string Path, string Mode, string Id)[] files)
    {
        script.Append(CultureInfo.InvariantCulture, $"commit {reference}\nmark :1\ncommitter T <t@example.org> {1_600_000_000 + (60 * _seconds++)} +0000\n");
        script.Append(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(message)}\n{message}\n");
        for (var i = 0; i < parents.Length; i++)
        {
            script.Append(i == 0 ? "from " : "merge ").Append(parents[i]).Append('\n');
        }

        foreach (var (path, mode, id) in files)
        {
            script.Append(id.Length == 0 ? $"D {path}\n" : $"M {mode} {id} {path}\n");
        }

        script.Append('\n');
    }

    private string Import(string script) =>
        Encoding.UTF8.GetString(Run(Encoding.UTF8.GetBytes(script), "fast-import", "--quiet", "--force", "--done", "--cat-blob-fd=1")).Trim();

    private byte[] Run(byte[] input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in new[] { ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null"), ("GIT_COMMITTER_NAME", "T"), ("GIT_COMMITTER_EMAIL", "t@example.org") })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        var copying = process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        copying.GetAwaiter().GetResult();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.ToArray()
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
    }
}
