namespace Pruner.Peers.Tests.Table;

/// <summary>A test that must turn red.</summary>
/// <param name="Project">Its test project.</param>
/// <param name="Type">Its class, without the namespace.</param>
/// <param name="Method">Its method.</param>
internal sealed record Killer(string Project, string Type, string Method)
{
    /// <summary>Reads <c>Core: RulesTests.Some_thing_happens</c>; the project is written without what all have in common.</summary>
    public static Killer Parse(string text) => text.Split(": ") is [var project, var test] && test.Split('.') is [var type, var method]
        ? new Killer(project == "Pruner" ? "Pruner.Tests" : $"Pruner.{project}.Tests", type, method)
        : throw new InvalidOperationException($"'{text}' is not written as 'Core: RulesTests.Some_thing_happens'.");

    /// <inheritdoc />
    public override string ToString() => $"{Type}.{Method}";
}
