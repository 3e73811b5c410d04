namespace Pruner.Worlds.Tests.Simulated;

/// <summary>What becomes of one write of a record.</summary>
internal enum WriteFate
{
    /// <summary>It is written.</summary>
    Written,

    /// <summary>The disk is full after a part of it.</summary>
    DiskFull,

    /// <summary>The process dies after a part of it.</summary>
    Dies,
}

/// <summary>A journal's file that can be torn.</summary>
/// <param name="path">The file.</param>
/// <param name="next">Asked at each write for its fate, and how much of it is written: from 0 to 1.</param>
internal sealed class JournalDisk(string path, Func<(WriteFate Fate, double Part)> next)
    : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0)
{
    /// <inheritdoc />
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var (fate, part) = next();
        if (fate == WriteFate.Written)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        Write(buffer.Span[..(int)(buffer.Length * part)]);
        return fate == WriteFate.DiskFull
            ? ValueTask.FromException(new IOException("No space left on device"))
            // The dead do not go on.
            : new ValueTask(new TaskCompletionSource().Task);
    }

    /// <inheritdoc />
    public override void Flush(bool flushToDisk)
    {
        // What is written outlives the process; that it outlives the machine is tested on the real file.
    }
}
