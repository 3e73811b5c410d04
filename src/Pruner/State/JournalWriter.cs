using Pruner.Core;
using Pruner.Core.Records;

namespace Pruner.State;

/// <summary>
/// Appends journal lines, and returns only when they are durable: what is to be done next rests on that. Lines that arrive while others
/// are being flushed are flushed together.
/// </summary>
internal abstract class JournalWriter : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly string _plan;
    private readonly Progress _progress;
    private List<(byte[] Line, JournalEntry Entry)> _pending = [];
    private TaskCompletionSource _pendingDone = NewCompletion();
    private Task _flushing = Task.CompletedTask;
    private Exception? _broken;
    private string _head;
    private string _durableHead;
    private long _sequence;

    /// <summary>Goes on after the given lines.</summary>
    protected JournalWriter(string plan, JournalText before, TimeProvider time)
    {
        (_plan, _time, _head, _durableHead, _sequence) = (plan, time, before.Head, before.Head, before.Entries.Length);
        _progress = Progress.Of(before.Entries);
    }

    /// <summary>Digest of the plan being carried out.</summary>
    public string Plan => _plan;

    /// <summary>Hash of the last line that is durable.</summary>
    public string Head
    {
        get
        {
            lock (_gate)
            {
                return _durableHead;
            }
        }
    }

    /// <summary>True when lines were there before this process.</summary>
    public bool IsResumed { get; init; }

    /// <summary>Looks at what is on record. The view is consistent while the function runs.</summary>
    public T Read<T>(Func<Progress, T> look)
    {
        lock (_gate)
        {
            return look(_progress);
        }
    }

    /// <summary>Writes lines; their sequence, hash, time and plan are filled in here.</summary>
    /// <exception cref="JournalException">They could not be made durable; nothing further is written.</exception>
    public async Task AppendAsync(params IReadOnlyCollection<JournalEntry> drafts)
    {
        Task done;
        lock (_gate)
        {
            ThrowIfBroken();
            foreach (var draft in drafts)
            {
                var entry = draft with { Sequence = ++_sequence, Previous = _head, Time = _time.GetUtcNow(), Plan = _plan };
                var line = Journal.Line(entry);
                _head = Document.Sha256(line);
                _pending.Add((line, entry));
            }

            done = _pendingDone.Task;
            if (_flushing.IsCompleted)
            {
                _flushing = Task.Run(FlushAllAsync);
            }
        }

        await done;
    }

    /// <inheritdoc />
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes bytes durable.</summary>
    protected abstract Task PersistAsync(ReadOnlyMemory<byte> lines);

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task FlushAllAsync()
    {
        while (true)
        {
            List<(byte[] Line, JournalEntry Entry)> batch;
            TaskCompletionSource done;
            lock (_gate)
            {
                if (_pending.Count == 0)
                {
                    _flushing = Task.CompletedTask;
                    return;
                }

                (batch, _pending) = (_pending, []);
                (done, _pendingDone) = (_pendingDone, NewCompletion());
            }

            try
            {
                await PersistAsync(Join(batch));
            }
            catch (Exception error)
            {
                // Whatever it is: those who wait for these lines must be told, or they wait for ever.
                Break(error, done);
                return;
            }

            lock (_gate)
            {
                foreach (var (_, entry) in batch)
                {
                    _progress.Add(entry);
                }

                _durableHead = Document.Sha256(batch[^1].Line);
            }

            done.SetResult();
        }
    }

    private void Break(Exception error, TaskCompletionSource done)
    {
        lock (_gate)
        {
            _broken = error;
            var exception = new JournalException(error, wasChanging: _progress.Artifacts.Any(artifact => artifact.Noted is not null));
            done.SetException(exception);
            _pendingDone.TrySetException(exception);
            _flushing = Task.CompletedTask;
        }
    }

    private void ThrowIfBroken()
    {
        if (_broken is { } error)
        {
            throw new JournalException(error, wasChanging: _progress.Artifacts.Any(artifact => artifact.Noted is not null));
        }
    }

    private static byte[] Join(List<(byte[] Line, JournalEntry Entry)> batch)
    {
        using var bytes = new MemoryStream();
        foreach (var (line, _) in batch)
        {
            bytes.Write(line);
            bytes.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }
}

/// <summary>A journal that is kept in memory: a dry run writes no state.</summary>
internal sealed class MemoryJournal(string plan, TimeProvider time) : JournalWriter(plan, new JournalText([], Journal.Genesis, 0), time)
{
    /// <inheritdoc />
    protected override Task PersistAsync(ReadOnlyMemory<byte> lines) => Task.CompletedTask;
}

/// <summary>The journal file.</summary>
internal sealed class JournalFile : JournalWriter
{
    private readonly FileStream _stream;

    private JournalFile(string plan, JournalText before, TimeProvider time, FileStream stream)
        : base(plan, before, time) => _stream = stream;

    /// <summary>Opens a journal to go on with it, cutting a torn last line off, or begins one.</summary>
    /// <exception cref="EvidenceException">The file is damaged.</exception>
    /// <exception cref="JournalException">The file cannot be written.</exception>
    public static JournalFile Open(string path, string plan, TimeProvider time, Func<string, FileStream>? open = null)
    {
        try
        {
            var stream = (open ?? OpenStream)(path);
            try
            {
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                var before = Journal.Read(path, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
                if (stream.CanSeek)
                {
                    stream.SetLength(before.Length);
                    stream.Seek(0, SeekOrigin.End);
                }

                return new JournalFile(plan, before, time, stream) { IsResumed = before.Entries.Length > 0 };
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(error, wasChanging: false);
        }
    }

    /// <summary>Opens the file itself, unbuffered: what was written is with the system at once.</summary>
    public static FileStream OpenStream(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override async Task PersistAsync(ReadOnlyMemory<byte> lines)
    {
        await _stream.WriteAsync(lines);
        _stream.Flush(flushToDisk: true);
    }
}
