using System.Collections.Immutable;

namespace Pruner.Fuzz.Tests.Harness;

/// <summary>What kind of text a reader reads: it decides how a text is damaged.</summary>
internal enum Form
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>A JSON document a line.</summary>
    JsonLines,

    /// <summary>YAML, or other text in which lines mean something.</summary>
    Lines,

    /// <summary>A word, or anything else.</summary>
    Bytes,
}

/// <summary>A text given to a reader.</summary>
/// <param name="Bytes">The text, damaged or not.</param>
/// <param name="Original">The text that was damaged.</param>
internal sealed record Input(byte[] Bytes, Example Original);

/// <summary>A text that a reader reads as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">The text.</param>
internal sealed record Example(string Name, byte[] Bytes);

/// <summary>A reader of what others wrote.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">What it reads.</param>
/// <param name="Read">
/// Reads a text: true when it was taken, false when it was not. Throws a refusal, or <see cref="WrongException"/> when what was read must not be so.
/// </param>
internal sealed record Target(string Name, Form Form, Func<Input, bool> Read)
{
    /// <summary>Texts to begin with.</summary>
    public ImmutableArray<Example> Examples { get; init; } = Corpus.Of(Name);

    /// <summary>Exceptions that it promises besides <see cref="Core.PrunerException"/>.</summary>
    public ImmutableArray<Type> Promised { get; init; } = [];
}

/// <summary>Something was read that must not be read so.</summary>
internal sealed class WrongException(string what) : Exception(what)
{
    /// <summary>Throws unless something holds.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new WrongException(what);
        }
    }
}
