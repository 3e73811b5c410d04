namespace Pruner.Core.Pins;

/// <summary>Reads the documents that pin boot images. Pure: text in, nouns out. Implemented by the room that knows the documents.</summary>
public interface IMetadataReader
{
    /// <summary>Reads one document.</summary>
    /// <param name="path">Path from the repository's root; names the architecture of some legacy files, and the file in messages.</param>
    /// <param name="text">The whole document.</param>
    /// <exception cref="EvidenceException">The document is malformed or has a shape no reader knows; names file, position and expectation.</exception>
    DocumentReading Read(string path, string text);

    /// <summary>The second reader: finds ids by their shape alone, in any text. Never fails.</summary>
    RawMentions FindMentions(string text);
}
