using System.Globalization;
using System.Text.Json.Nodes;
using Pruner.Sandbox.Driver;

namespace Pruner.Sandbox.Kills;

/// <summary>The marks of a world with a time of grace, in the cloud's tags and in the ledger. A killed process has the machine's clock, which nobody can set on: so marks are set back instead.</summary>
/// <param name="servers">The world.</param>
internal sealed class WorldMarks(SandboxServers servers)
{
    private const string Tag = "pruner-marked-at";
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(20);

    /// <summary>What the configuration says of it.</summary>
    public const string Policy = "grace: 14d\n";

    /// <summary>Says of every other marked image that instances use it, or of all that none do any more: a mark is taken off, and set anew.</summary>
    public void Use(bool isInUse)
    {
        lock (servers.Cloud.Gate)
        {
            var doomed = servers.World.Expected.Where(expectation => expectation.Fate == Seed.SeedFate.Pruned).Select(expectation => (expectation.RegionId, expectation.ImageId)).ToHashSet();
            foreach (var image in servers.Cloud.Images.Where(image => doomed.Contains((image.RegionId, image.ImageId))).Where((_, number) => number % 2 == 0))
            {
                image.InUse = isInUse;
            }
        }
    }

    /// <summary>Lets the grace of all marks be over: tags and ledger say that they were set long ago.</summary>
    /// <returns>How many marks the ledger has.</returns>
    public int Ripen()
    {
        lock (servers.Cloud.Gate)
        {
            foreach (var image in servers.Cloud.Images.Where(image => image.Tags.ContainsKey(Tag)))
            {
                image.Tags[Tag] = Earlier(image.Tags[Tag]);
            }
        }

        var file = Path.Combine(servers.StateFolder, "ledger.json");
        var ledger = JsonNode.Parse(File.ReadAllBytes(file))!;
        var marks = ledger["marks"]!.AsArray();
        foreach (var mark in marks)
        {
            mark!["at"] = Earlier(mark["at"]!.GetValue<string>());
        }

        File.WriteAllText(file, ledger.ToJsonString());
        return marks.Count;
    }

    private static string Earlier(string time) => (DateTimeOffset.ParseExact(time, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - LongAgo).ToString(Form, CultureInfo.InvariantCulture);
}
