using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pruner.Sandbox.GitHub.Git;

/// <summary>One long-lived <c>git cat-file --batch-command</c>, asked by one caller at a time.</summary>
internal sealed class GitBatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Process _process;
    private readonly Stream _input;
    private readonly BufferedStream _output;

    public GitBatch(string repository)
    {
        _process = GitProcess.Start(repository, ["cat-file", "--batch-command"]);
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _input = _process.StandardInput.BaseStream;
        _output = new BufferedStream(_process.StandardOutput.BaseStream, 1 << 16);
    }

    /// <summary>Type, id and content of what a revision expression names, or null when it names nothing.</summary>
    public GitRaw? Read(string expression) => Ask("contents", expression);

    /// <summary>Type, id and size, with an empty content.</summary>
    public GitRaw? Look(string expression) => Ask("info", expression);

    public void Dispose()
    {
        lock (_gate)
        {
            _input.Dispose();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            {
                _process.Kill(entireProcessTree: true);
            }

            _output.Dispose();
            _process.Dispose();
        }
    }

    private GitRaw? Ask(string command, string expression)
    {
        // A line break would be a second command; git names cannot hold one.
        if (expression.AsSpan().IndexOfAny('\n', '\r', '\0') >= 0 || expression.Length is 0 or > 4096)
        {
            return null;
        }

        lock (_gate)
        {
            _input.Write(Encoding.UTF8.GetBytes($"{command} {expression}\n"));
            _input.Flush();
            var header = ReadLine();
            var parts = header.Split(' ');
            if (parts.Length != 3 || parts[0].Length != 40 || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                return header.EndsWith(" missing", StringComparison.Ordinal) || header.EndsWith(" ambiguous", StringComparison.Ordinal)
                    ? null
                    : throw new GitFailureException($"git cat-file answered: {header}");
            }

            return new GitRaw(parts[0], parts[1], size, command == "contents" ? ReadContent(size) : []);
        }
    }

    private string ReadLine()
    {
        var line = new List<byte>(128);
        for (var next = _output.ReadByte(); next != '\n'; next = _output.ReadByte())
        {
            // Longer than any expression we pass on, with its "missing".
            if (next < 0 || line.Count > 20_000)
            {
                throw new GitFailureException("git cat-file ended early");
            }

            line.Add((byte)next);
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    private byte[] ReadContent(int size)
    {
        var content = new byte[size];
        _output.ReadExactly(content);
        return _output.ReadByte() == '\n' ? content : throw new GitFailureException("git cat-file: content is not followed by a line end");
    }
}
