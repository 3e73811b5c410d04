namespace Pruner.CoreOS.Json;

/// <summary>A document as messages speak of it.</summary>
/// <param name="Name">The path or address it was read from.</param>
/// <param name="Why">Why it matters that it cannot be read.</param>
/// <param name="Remedy">What to do then.</param>
internal sealed record DocumentSource(string Name, string Why, string Remedy)
{
    /// <summary>A document that names boot images.</summary>
    public static DocumentSource OfPins(string path) => new(
        path,
        "A boot image that it names could be taken for garbage.",
        "Look at the file: if it is right, update pruner to a version that knows its form.");

    /// <summary>A document that lists builds or what they uploaded.</summary>
    public static DocumentSource OfCatalog(string address) => new(
        address,
        "What a build uploaded, and when, cannot be told without it.",
        "Open the address: if the document is whole there, run again; if it has a new form, update pruner.");
}
