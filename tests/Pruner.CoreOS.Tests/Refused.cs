using Pruner.Core;

namespace Pruner.CoreOS.Tests;

/// <summary>What a refusal says.</summary>
internal static class Refused
{
    public static string Message(Action read) => Assert.Throws<EvidenceException>(read).Refusal.What;
}
