using Pruner.Core;
using Pruner.CoreOS;
using Pruner.CoreOS.Tests.Real;
using Pruner.Fuzz.Tests.Harness;
using Pruner.Fuzz.Tests.Targets;

namespace Pruner.Fuzz.Tests;

/// <summary>The same damage to real documents, which are larger and hold what nobody thinks of.</summary>
public sealed class RealDocumentTests
{
    private const int Seed = 1_000_000;
    private const int Texts = 400;

    [Fact]
    public void A_damaged_real_document_loses_no_pin_without_a_word()
    {
        var files = Directory.GetFiles(Path.Combine(SharedData.Require(), "meta"), "*.json").Order(StringComparer.Ordinal).Select(file => new Example(Path.GetFileName(file), File.ReadAllBytes(file)));
        var target = AllTargets.Named("pins-document") with { Examples = [.. files.Where(Pins)] };
        var taken = 0;
        for (var number = 0; number < Texts; number++)
        {
            var verdict = Judge.Of(target, Mutants.Of(target, Seed, number));

            Assert.True(verdict.Wrong is null, $"number {number}: {verdict.Wrong}");
            taken += verdict.WasRead ? 1 : 0;
        }

        Assert.True(target.Examples.Length > 5 && taken > Texts / 20, $"{target.Examples.Length} documents, {taken} taken");
    }

    // Others in that folder are no documents that pin.
    private static bool Pins(Example example)
    {
        try
        {
            return !new InstallerMetadataReader().Read(example.Name, Harness.Texts.Decode(example.Bytes)).Pins.IsEmpty;
        }
        catch (EvidenceException)
        {
            return false;
        }
    }
}
