using Pruner.Core.Records;
using Pruner.State;
using Pruner.Tests.Infrastructure;

namespace Pruner.Tests.Applying;

/// <summary>The journal's file, as a machine leaves it that died in the middle of a write.</summary>
public sealed class JournalFileTests : IDisposable
{
    private static readonly string Digest = new('d', 64);
    private static readonly StillClock Clock = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    private static readonly JournalEntry[] Drafts =
    [
        Draft(JournalEvent.Opened) with { Mode = RunMode.Apply, Account = "1234567890123456" },
        Draft(JournalEvent.Intent) with { Location = "us-east-1", Id = "m-1", Change = ChangeKind.Delete },
        Draft(JournalEvent.Closed) with { Location = "us-east-1", Id = "m-1", Ended = ArtifactOutcome.Pruned, Detail = "ünïcode" },
        Draft(JournalEvent.Finished),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("pruner-journal-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "journal.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_cut_at_any_byte_is_gone_on_with_and_comes_to_the_same_bytes()
    {
        await AppendAsync(Drafts);
        var whole = await File.ReadAllBytesAsync(Path, Stage.Token);
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(Path, whole[..length], Stage.Token);
            var lines = whole[..length].Count(octet => octet == (byte)'\n');

            await AppendAsync(Drafts[lines..]);

            var bytes = await File.ReadAllBytesAsync(Path, Stage.Token);
            Assert.True(whole.AsSpan().SequenceEqual(bytes), $"cut at byte {length}");
        }
    }

    private static JournalEntry Draft(JournalEvent what) => new() { Sequence = 0, Previous = "", Time = default, Plan = "", Event = what };

    private async Task AppendAsync(JournalEntry[] drafts)
    {
        await using var journal = JournalFile.Open(Path, Digest, Clock);
        await journal.AppendAsync(drafts);
    }
}
