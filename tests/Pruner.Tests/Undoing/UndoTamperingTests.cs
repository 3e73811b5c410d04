using System.Text;
using System.Text.Json.Nodes;
using Pruner.Core;
using Pruner.Core.Records;
using Pruner.Sandbox.Ecs;
using Pruner.Tests.Infrastructure;
using Pruner.Tests.Tampering;

namespace Pruner.Tests.Undoing;

/// <summary>
/// Every field of the journal and of the plan is changed in every way, digests, chains and the ledger made anew to fit, and the run undone: nobody gets access
/// whom the cloud's own tags, and the plan that they name, do not speak for. A sample by a fixed seed.
/// </summary>
public sealed class UndoTamperingTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int MostRuns = 60;
    private static readonly string[] Ours = ["bootimage", "pruner-plan", "pruner-was-public"];

    private readonly Random _random = new(1);
    private UndoStage _stage = null!;
    private EcsImage _image = null!;
    private Dictionary<EcsImage, Seen> _before = [];

    public async ValueTask InitializeAsync()
    {
        _stage = await UndoStage.StartAsync();
        _image = _stage.LeaveShared();
        await _stage.FailAsync(_image);
        _before = _stage.World.Servers.Cloud.Images.ToDictionary(image => image, Seen.Of);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_forged_journal_of_an_honest_plan_gives_no_more_than_the_run_took()
    {
        var plan = Document.ReadPlan("approved.json", Read("approved.json"));
        var honest = Records.AsList(Encoding.UTF8.GetString(Read("journal.jsonl")));
        var passing = Forgery.Of(honest, _random)
            .Select(forgery => ($"{forgery.Field} {forgery.How}", Files(plan, () => Records.Chain(Records.FromList(forgery.Apply(honest))))))
            .ToList();

        var restored = await RunAsync(passing, image => image.Tags.TryGetValue("pruner-plan", out var named) && named == plan.Digest);

        Assert.InRange(restored, 1, int.MaxValue);
    }

    [Fact]
    public async Task A_forged_plan_changes_nothing_at_all()
    {
        var honest = JsonNode.Parse(Read("approved.json"))!;
        var lines = Records.Lines(Encoding.UTF8.GetString(Read("journal.jsonl")));
        // Made anew, a digest that was changed by itself is the honest one again.
        var passing = Forgery.Of(honest, _random).Where(forgery => forgery.Field != "/digest").Select(forgery =>
        {
            var (text, digest) = Records.Seal(forgery.Apply(honest));
            return ($"{forgery.Field} {forgery.How}", Files(TryRead(text), () => Records.Chain(lines, digest)));
        }).ToList();

        Assert.Equal(0, await RunAsync(passing, _ => false));
    }

    /// <summary>Undoes on some of the forgeries that readers let pass; returns how often the image became as before.</summary>
    private async Task<int> RunAsync(List<(string Name, Dictionary<string, byte[]>? Files)> forgeries, Func<EcsImage, bool> mayLoseTags)
    {
        var passing = forgeries.Where(forgery => forgery.Files is not null).ToArray();
        _random.Shuffle(passing);
        var (restored, ends) = (0, new Dictionary<ExitCode, int>());
        foreach (var (name, files) in passing.Take(MostRuns))
        {
            foreach (var (file, bytes) in files!)
            {
                await File.WriteAllBytesAsync(Path.Combine(_stage.World.State, file), bytes, Stage.Token);
            }

            File.Delete(_stage.JournalPath);
            var mayLose = _before.Keys.Where(mayLoseTags).ToHashSet();
            var ended = await _stage.UndoAsync("--yes");
            Assert.True(ended != ExitCode.Defect, $"{name}: {_stage.World.Said}");
            ends[ended] = ends.GetValueOrDefault(ended) + 1;
            restored += _image.IsPublic ? 1 : 0;
            foreach (var (image, before) in _before)
            {
                Assert.True(before.Allows(Seen.Of(image), image == _image && mayLose.Contains(image), mayLose.Contains(image)), $"{name}: {image.ImageId}\n{_stage.World.Said}");
                before.PutBack(image);
            }
        }

        output.WriteLine($"{forgeries.Count} forgeries, {passing.Length} let pass by readers, {string.Join(", ", ends.Select(end => $"{end.Value} ended with {end.Key}"))}; put back by {restored}");
        Assert.NotEmpty(ends);
        return restored;
    }

    /// <summary>Plan, journal and ledger that agree; null when a reader refuses one of them.</summary>
    private Dictionary<string, byte[]>? Files(Plan? plan, Func<string> journal)
    {
        try
        {
            if (plan is null)
            {
                return null;
            }

            var text = Encoding.UTF8.GetBytes(journal());
            var read = Journal.Read("journal.jsonl", text);
            var ledger = LedgerFold.Fold(plan, Progress.Of(read.Entries), read.Head, _stage.World.Ledger.Pins, []);
            return new() { ["approved.json"] = Document.Write(plan), ["journal.jsonl"] = text, ["ledger.json"] = Document.Write(ledger) };
        }
        catch (Exception error) when (error is EvidenceException or ArgumentException)
        {
            // A reader refuses it, or two lines of the plan are about one image.
            return null;
        }
    }

    private static Plan? TryRead(string text)
    {
        try
        {
            return Document.ReadPlan("approved.json", Encoding.UTF8.GetBytes(text));
        }
        catch (EvidenceException)
        {
            return null;
        }
    }

    private byte[] Read(string file) => File.ReadAllBytes(Path.Combine(_stage.World.State, file));

    /// <summary>What of an image an undo could change.</summary>
    private sealed record Seen(bool IsPublic, string[] Accounts, Dictionary<string, string> Tags)
    {
        public static Seen Of(EcsImage image) => new(image.IsPublic, [.. image.Accounts], new(image.Tags));

        public bool Allows(Seen after, bool mayBePutBack, bool mayLoseTags) =>
            (after.IsPublic == IsPublic || mayBePutBack)
            && (after.Accounts.SequenceEqual(Accounts) || (mayBePutBack && after.Accounts.SequenceEqual([UndoStage.Friend])))
            && Without(after.Tags, mayLoseTags).SequenceEqual(Without(Tags, mayLoseTags));

        public void PutBack(EcsImage image)
        {
            image.IsPublic = IsPublic;
            image.Accounts.Clear();
            image.Tags.Clear();
            foreach (var account in Accounts)
            {
                image.Accounts.Add(account);
            }

            foreach (var (key, value) in Tags)
            {
                image.Tags[key] = value;
            }
        }

        private static IEnumerable<KeyValuePair<string, string>> Without(Dictionary<string, string> tags, bool ours) =>
            tags.Where(tag => !ours || !Ours.Contains(tag.Key)).OrderBy(tag => tag.Key, StringComparer.Ordinal);
    }
}
