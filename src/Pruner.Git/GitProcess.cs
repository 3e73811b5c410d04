using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pruner.Core.History;

namespace Pruner.Git;

/// <summary>
/// Calls git on one repository: no shell, no settings but the repository's own, no hooks, no prompts, and of the environment only what
/// finding programs, keys and proxies needs. Every call is bounded in time and output.
/// </summary>
internal sealed class GitProcess(string gitDir, TimeProvider time)
{
    /// <summary>Most bytes read of one call's answer; a listing of 20,000 pull requests is 2 MB.</summary>
    private const int MostOutput = 256_000_000;

    private const int MostComplaint = 4_000;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly string[] Kept =
    [
        "PATH", "HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE", "SystemRoot", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy",
    ];

    private static readonly (string Name, string Value)[] Set =
    [
        ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null"), ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_TERMINAL_PROMPT", "0"), ("GIT_NO_LAZY_FETCH", "1"), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_ALLOW_PROTOCOL", "https:http:ssh:git:file"),
        ("GIT_SSH_COMMAND", "ssh -oBatchMode=yes"), ("LC_ALL", "C"),
    ];

    /// <summary>An answer.</summary>
    internal sealed record Answer(int ExitCode, string Output, string Complaint)
    {
        /// <summary>The lines of the output.</summary>
        public IEnumerable<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Runs git to its end.</summary>
    /// <exception cref="Core.SetupException">There is no git.</exception>
    /// <exception cref="Core.EvidenceException">It took too long or said too much.</exception>
    public async Task<Answer> RunAsync(IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var (exitCode, complaint) = await CallAsync(
            arguments,
            input,
            async (stream, token) =>
            {
                var buffer = new byte[81_920];
                int read;
                while ((read = await stream.ReadAsync(buffer, token)) > 0)
                {
                    if (output.Length + read > MostOutput)
                    {
                        throw Refusals.TooLong(arguments[0]);
                    }

                    output.Write(buffer, 0, read);
                }
            },
            cancellationToken);
        return new Answer(exitCode, Encoding.UTF8.GetString(output.ToArray()), complaint);
    }

    /// <summary>Runs git and refuses any failure.</summary>
    public async Task<Answer> RequireAsync(IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken)
    {
        var answer = await RunAsync(arguments, input, cancellationToken);
        return answer.ExitCode == 0 ? answer : throw Refusals.Failed(arguments[0], answer.Complaint);
    }

    /// <summary>Reads objects by <c>cat-file --batch</c>, in the order asked, and checks each against its id: git does not do so for all of them.</summary>
    /// <param name="type">The type they must have.</param>
    /// <param name="ids">Their ids.</param>
    /// <param name="mostBytes">Largest object read.</param>
    /// <param name="name">What messages call an object, at the start of a sentence.</param>
    /// <param name="take">Given each object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Core.EvidenceException">One is missing, of another type, damaged or too large.</exception>
    public async Task ReadObjectsAsync(
        string type,
        IReadOnlyList<ObjectId> ids,
        int mostBytes,
        Func<ObjectId, string> name,
        Action<ObjectId, byte[]> take,
        CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var (exitCode, complaint) = await CallAsync(
            ["cat-file", "--batch"],
            string.Concat(ids.Select(id => id + "\n")),
            async (stream, token) =>
            {
                await using var buffered = new BufferedStream(stream, 1 << 16);
                foreach (var id in ids)
                {
                    take(id, await ReadObjectAsync(buffered, type, id, mostBytes, name(id), token));
                }
            },
            cancellationToken);
        if (exitCode != 0)
        {
            throw Refusals.Failed("cat-file", complaint);
        }
    }

    private static async Task<byte[]> ReadObjectAsync(
        Stream stream, string type, ObjectId id, int mostBytes, string name, CancellationToken cancellationToken)
    {
        var head = (await ReadLineAsync(stream, cancellationToken)).Split(' ');
        if (head.Length != 3 || head[0] != id.Hex || !long.TryParse(head[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            throw Refusals.Missing(name);
        }

        if (head[1] != type)
        {
            throw Refusals.Malformed($"{name} is a {Refusals.OneLine(head[1])}.");
        }

        if (size > mostBytes)
        {
            throw Refusals.MergedUnreadable(name, $"it is larger than {mostBytes / 1_000_000} MB");
        }

        var content = new byte[size + 1];
        try
        {
            await stream.ReadExactlyAsync(content, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            throw Refusals.Altered(name);
        }

        var bytes = content[..^1];
        return ObjectId.Of(type, bytes) == id ? bytes : throw Refusals.Altered(name);
    }

    /// <summary>A line of <c>cat-file</c>; empty at the end of the stream, as when git died of a damaged object.</summary>
    private static async Task<string> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < 200 && await stream.ReadAsync(one, cancellationToken) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString();
    }

    private async Task<(int ExitCode, string Complaint)> CallAsync(
        IReadOnlyList<string> arguments, string? input, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = new Process { StartInfo = StartInfo(arguments) };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            throw Refusals.NoGit(failure);
        }

        try
        {
            // On a thread of its own: a full pipe must not keep the answer from being read.
            var writing = Task.Run(() => WriteAsync(process, input, both.Token), both.Token);
            var complaining = ComplaintAsync(process.StandardError, both.Token);
            await read(process.StandardOutput.BaseStream, both.Token);
            await writing;
            var complaint = await complaining;
            await process.WaitForExitAsync(both.Token);
            return (process.ExitCode, complaint);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Refusals.TooLong(arguments[0]);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private ProcessStartInfo StartInfo(IReadOnlyList<string> arguments)
    {
        string[] always =
        [
            "--git-dir=" + gitDir, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.commitGraph=false", "-c", "credential.helper=",
        ];
        var start = new ProcessStartInfo("git", [.. always, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var environment = Kept.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).Where(item => item.Value is not null).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in environment.Concat(Set.Select(item => (item.Name, (string?)item.Value))))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task WriteAsync(Process process, string? input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.ASCII.GetBytes(input ?? ""), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Git ended before it read everything; its exit code and what it left out say so.
        }
    }

    private static async Task<string> ComplaintAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var complaint = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (complaint.Length < MostComplaint)
            {
                complaint.Append(line).Append('\n');
            }
        }

        return complaint.ToString();
    }
}
