namespace Pruner.Sandbox.Kills;

/// <summary>
/// Kills the real <c>pruner</c> with SIGKILL, over and over, until as many kills are done as wanted: <c>kill --kills 1000 --seed 1</c>. The seed decides worlds
/// and moments; where exactly a process is at a moment, the machine decides.
/// </summary>
/// <param name="output">Where it tells.</param>
/// <param name="time">The clock.</param>
internal sealed class KillRunner(TextWriter output, TimeProvider time)
{
    private const int GraceInOneOf = 3;

    /// <summary>Runs worlds until the kills are done.</summary>
    /// <returns>0 when nothing was wrong, else 1.</returns>
    public async Task<int> RunAsync(KillOptions options, CancellationToken cancellationToken)
    {
        var tally = new KillTally(options.Kills, time);
        // Most worlds see several kills, each at least one: the last run of a world is left alone only when it was killed often enough.
        for (var world = 0; tally.Left > 0 && world < options.Kills; world++)
        {
            var seed = unchecked((options.Seed * 100_003) + world);
            var faults = await KillWorld.RunAsync(options, new Random(seed), tally, hasGrace: world % GraceInOneOf == 0, time, cancellationToken);
            foreach (var fault in faults)
            {
                await output.WriteLineAsync($"WRONG (world {world}): {fault}");
            }

            tally.Worlds++;
            tally.Wrong += faults.Length;
            await output.WriteLineAsync(tally.ToString());
        }

        return tally.Wrong == 0 && tally.Left <= 0 ? 0 : 1;
    }
}
