using Pruner.Core.Policies;
using Pruner.Core.Tests.Given;

namespace Pruner.Core.Tests.Policies;

public sealed class PolicyTextTests
{
    [Fact]
    public void Every_setting_has_its_own_digest()
    {
        Policy policy = new();
        Policy[] others =
        [
            policy,
            policy with { MinAge = TimeSpan.FromDays(91) },
            policy with { MinAge = TimeSpan.FromDays(90) + TimeSpan.FromSeconds(1) },
            policy with { MinAge = TimeSpan.Zero },
            policy with { MinAge = null },
            policy with { KeepNewest = 4 },
            policy with { KeepNewest = 0 },
            policy with { KeepNewest = null },
            policy with { IncludeShared = true },
            policy with { Keep = [new KeepRule(Some.Build(), "one")] },
            policy with { Keep = [new KeepRule(Some.Build(), "other")] },
            policy with { Keep = [new KeepRule(Some.Build(Some.OtherBuildText), "one")] },
            policy with { Keep = [new KeepRule(Some.Build(), "one"), new KeepRule(Some.Build(Some.OtherBuildText), "one")] },
            policy with { Keep = [new KeepRule(Some.Build(), $"one\nkeep: {Some.OtherBuildText} one")] },
            policy with { Keep = [new KeepRule(Some.Build(), $"one\\nkeep: {Some.OtherBuildText} one")] },
            policy with { MaxDeletions = 1 },
            policy with { MaxDeletions = 0 },
            policy with { MaxDeletions = null },
            policy with { MaxDeletionsPercent = 0 },
            policy with { MaxDeletionsPercent = 50 },
            policy with { MinPinnedBuilds = 0 },
            policy with { MinPinnedBuilds = null },
            policy with { MaxLostPins = 1 },
            policy with { MaxLostPins = null },
            policy with { Account = Some.Account },
            policy with { Branches = ["operations"] },
            policy with { Pins = policy.Pins with { Repository = "other/installer" } },
            policy with { Pins = policy.Pins with { FirstRelease = null } },
            policy with { Pins = policy.Pins with { FirstRelease = new ReleaseNumber(4, 10) } },
            policy with { Pins = policy.Pins with { KnownBuilds = [.. policy.Pins.KnownBuilds.Skip(1)] } },
            policy with { Pins = policy.Pins with { KnownBuilds = [] } },
        ];

        Assert.Equal(others.Length, others.Select(PolicyText.DigestOf).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void No_setting_of_a_policy_is_left_out() =>
        // A new setting must be written too, and be given a row above.
        Assert.Equal(
            ["Account", "Branches", "IncludeShared", "Keep", "KeepNewest", "MaxDeletions", "MaxDeletionsPercent", "MaxLostPins", "MinAge", "MinPinnedBuilds", "Pins"],
            typeof(Policy).GetProperties().Select(property => property.Name).Where(name => name != "EqualityContract").Order(StringComparer.Ordinal));

    [Fact]
    public void The_order_of_lists_does_not_matter()
    {
        Policy policy = new() { Keep = [new KeepRule(Some.Build(), "one"), new KeepRule(Some.Build(Some.OtherBuildText), "two")] };
        var turned = policy with
        {
            Keep = [.. policy.Keep.Reverse()],
            Pins = policy.Pins with { KnownBuilds = [.. policy.Pins.KnownBuilds.Reverse()] },
        };

        Assert.Equal(PolicyText.DigestOf(policy), PolicyText.DigestOf(turned));
    }

    [Fact]
    public void Settings_are_spelt_as_the_configuration_spells_them()
    {
        var text = PolicyText.Write(new Policy { MinAge = TimeSpan.FromDays(1.5), KeepNewest = null });

        Assert.Contains("\nmin-age: 1.5d\n", text, StringComparison.Ordinal);
        Assert.Contains("\nkeep-newest: none\n", text, StringComparison.Ordinal);
        Assert.Contains("\npins.first-release: 4.1\n", text, StringComparison.Ordinal);
    }
}
