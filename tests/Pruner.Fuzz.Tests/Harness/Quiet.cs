namespace Pruner.Fuzz.Tests.Harness;

/// <summary>A program that nobody hears, and that can ask nobody.</summary>
internal static class Quiet
{
    /// <summary>Its surroundings.</summary>
    public static ProgramHost Host() => new()
    {
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        In = TextReader.Null,
        IsInteractive = false,
        Environment = _ => null,
        Home = "",
        Time = new HastyClock(),
        Connect = () => throw new InvalidOperationException("Nothing is to be asked here."),
    };
}
