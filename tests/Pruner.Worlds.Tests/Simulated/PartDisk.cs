namespace Pruner.Worlds.Tests.Simulated;

/// <summary>A file that is to take the place of another, and that can be torn.</summary>
/// <param name="part">The file.</param>
/// <param name="next">Asked at each write for its fate, and how much of it is written: from 0 to 1.</param>
internal sealed class PartDisk(string part, Func<(WriteFate Fate, double Part)> next)
    : FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0)
{
    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var (fate, written) = next();
        base.Write(buffer[..(fate == WriteFate.Written ? buffer.Length : (int)(buffer.Length * written))]);
        if (fate != WriteFate.Written)
        {
            throw fate == WriteFate.DiskFull ? new IOException("No space left on device") : new ProcessDiedException();
        }
    }

    /// <inheritdoc />
    public override void Flush(bool flushToDisk)
    {
        // As with the journal: what is written outlives the process.
    }
}
