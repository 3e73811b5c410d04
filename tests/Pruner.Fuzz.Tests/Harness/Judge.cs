using Pruner.Core;

namespace Pruner.Fuzz.Tests.Harness;

/// <summary>What became of one text.</summary>
/// <param name="WasRead">True when the reader took it; false when it refused.</param>
/// <param name="Wrong">What must not be; null when all is well.</param>
internal readonly record struct Verdict(bool WasRead, string? Wrong);

/// <summary>Gives a text to a reader and sees whether it keeps its promise: a value or a whole refusal, on a bounded amount of memory.</summary>
internal static class Judge
{
    // Measured in bytes, not in time: the same on every machine. What reads a text more than a few times, or unfolds it, is far above.
    private const long AlwaysAllowed = 16L * 1024 * 1024;
    private const long AllowedPerByte = 4 * 1024;

    /// <summary>Judges one text.</summary>
    public static Verdict Of(Target target, Input input)
    {
        var (before, served) = (GC.GetAllocatedBytesForCurrentThread(), CannedServer.Served);
        var verdict = Read(target, input);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // A list whose last page says that there are more is given again and again, until the client's own bound.
        var given = input.Bytes.Length + CannedServer.Served - served;
        return verdict.Wrong is null && allocated > AlwaysAllowed + (AllowedPerByte * given)
            ? verdict with { Wrong = $"{allocated} bytes were allocated for {given}" }
            : verdict;
    }

    private static Verdict Read(Target target, Input input)
    {
        try
        {
            return new Verdict(target.Read(input), null);
        }
        catch (PrunerException refused)
        {
            return new Verdict(false, IsWhole(refused.Refusal) ? null : $"a refusal without what, why or what to do: {refused.Refusal}");
        }
        catch (WrongException wrong)
        {
            return new Verdict(true, wrong.Message);
        }
        catch (Exception error) when (target.Promised.Contains(error.GetType()))
        {
            return new Verdict(false, null);
        }
        catch (Exception error)
        {
            // Any other is what is looked for.
            return new Verdict(false, error.ToString());
        }
    }

    private static bool IsWhole(Refusal refusal) =>
        !string.IsNullOrWhiteSpace(refusal.What) && !string.IsNullOrWhiteSpace(refusal.Why) && !string.IsNullOrWhiteSpace(refusal.Remedy);
}
