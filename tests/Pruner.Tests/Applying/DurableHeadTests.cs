using Pruner.Core.Records;
using Pruner.State;

namespace Pruner.Tests.Applying;

public sealed class DurableHeadTests
{
    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(ObjectDisposedException))]
    public async Task A_journal_that_is_lost_keeps_the_head_of_its_last_durable_line_and_tells_all_who_wait(Type failure)
    {
        await using var journal = new LostJournal(failure);
        await journal.AppendAsync(Line);
        var durable = journal.Head;
        Assert.NotEqual(Journal.Genesis, durable);

        await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Line).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Equal(durable, journal.Head);
    }

    private static JournalEntry Line { get; } = new() { Sequence = 0, Previous = "", Time = default, Plan = "", Event = JournalEvent.Opened };

    /// <summary>Keeps its first lines and loses the rest.</summary>
    private sealed class LostJournal(Type failure) : JournalWriter("plan", new JournalText([], Journal.Genesis, 0), TimeProvider.System)
    {
        private int _kept;

        protected override Task PersistAsync(ReadOnlyMemory<byte> lines) =>
            _kept++ == 0 ? Task.CompletedTask : Task.FromException((Exception)Activator.CreateInstance(failure, "lost")!);
    }
}
