using System.Globalization;
using Pruner.Fuzz.Tests.Harness;
using Pruner.Fuzz.Tests.Targets;

namespace Pruner.Fuzz.Tests.Runner;

/// <summary>Gives readers many damaged texts from the command line: <c>--parser all --seed 1 --minutes 10</c>.</summary>
internal sealed class FuzzRunner
{
    // So many of one reader, then of the next: a run that ends by the clock has seen all of them.
    private const int AtOnce = 1000;
    private const int MostTold = 5;

    private readonly RunnerOptions _options;
    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private readonly Watchdog _watchdog;

    private FuzzRunner(RunnerOptions options, TextWriter output, TimeProvider time, Watchdog watchdog) =>
        (_options, _output, _time, _watchdog) = (options, output, time, watchdog);

    /// <summary>Runs, and tells how it went.</summary>
    /// <param name="arguments">What is asked for.</param>
    /// <param name="output">Where it tells.</param>
    /// <param name="error">Where it tells how it is called.</param>
    /// <param name="time">The clock.</param>
    /// <returns>0 when nothing was wrong, 1 when something was, 2 when the arguments are not understood.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter error, TimeProvider time)
    {
        if (RunnerOptions.TryParse(arguments) is not { } options || AllTargets.All.Where(target => options.Parser == "all" || target.Name == options.Parser).ToList() is not { Count: > 0 } targets)
        {
            error.WriteLine(RunnerOptions.Usage);
            error.WriteLine(string.Join(' ', AllTargets.All.Select(target => target.Name)));
            return 2;
        }

        using var watchdog = new Watchdog(time);
        var counts = targets.ConvertAll(target => new Count(target) { Next = options.From });
        new FuzzRunner(options, output, time, watchdog).Run(counts);
        counts.ForEach(count => output.WriteLine(count));
        var spent = counts.Sum(count => count.Spent.TotalSeconds);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"seed {options.Seed}: {counts.Sum(count => count.All)} texts, {counts.Sum(count => count.Wrong)} wrong, {spent:0} s, {counts.Sum(count => count.All) / spent:0} a second"));
        return counts.Sum(count => count.Wrong) == 0 ? 0 : 1;
    }

    private void Run(List<Count> counts)
    {
        var began = _time.GetTimestamp();
        if (_options.Whole is { } whole)
        {
            counts.ForEach(count => Give(count, Cut(count.Target).Skip(whole).Take(1)));
            return;
        }

        if (_options.From == 0)
        {
            counts.ForEach(count => Give(count, Cut(count.Target)));
        }

        var end = (int)Math.Min(int.MaxValue, (long)_options.From + _options.Runs);
        while (counts.Exists(count => count.Next < end) && !(_time.GetElapsedTime(began) > TimeSpan.FromMinutes(_options.Minutes ?? int.MaxValue)))
        {
            foreach (var count in counts.Where(count => count.Next < end))
            {
                var from = count.Next;
                count.Next = Math.Min(end, from > int.MaxValue - AtOnce ? int.MaxValue : from + AtOnce);
                Give(count, Enumerable.Range(from, count.Next - from).Select(number => (number.ToString(CultureInfo.InvariantCulture), Mutants.Of(count.Target, _options.Seed, number))));
            }
        }
    }

    private static IEnumerable<(string Name, Input Input)> Cut(Target target) => Mutants.Whole(target).Select((input, number) => ($"whole {number}", input));

    private void Give(Count count, IEnumerable<(string Name, Input Input)> inputs)
    {
        var began = _time.GetTimestamp();
        foreach (var (name, input) in inputs)
        {
            _watchdog.Note($"{count.Target.Name} seed {_options.Seed} number {name}");
            var verdict = Judge.Of(count.Target, input);
            count.Add(verdict);
            if (verdict.Wrong is not null && count.Wrong <= MostTold)
            {
                Tell(count.Target, name, input, verdict.Wrong);
            }
        }

        count.Spent += _time.GetElapsedTime(began);
    }

    private void Tell(Target target, string name, Input input, string wrong)
    {
        _output.WriteLine($"WRONG {target.Name} seed {_options.Seed} number {name}, of {input.Original.Name}: {wrong}");
        if (_options.Keep is { } folder)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, $"{target.Name}-{name.Replace(' ', '-')}"), input.Bytes);
        }
    }
}
