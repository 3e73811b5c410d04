using System.Collections.Immutable;
using System.Text;
using Pruner.Core.Policies;

namespace Pruner.Configuration;

/// <summary>
/// A policy of coreos-assembler as one of ours, which keeps at least what that one keeps: for each stream that it names a rule with its age of
/// cloud images, and all other streams whole, since it prunes nothing of them. The general rule stays on besides. Pure.
/// </summary>
/// <param name="text">The document.</param>
/// <param name="notes">What was not taken over, and what holds for other streams.</param>
internal sealed class PolicyImport(string text, ImmutableArray<string> notes)
{
    private const string Base = "https://builds.coreos.fedoraproject.org";

    /// <summary>The document, for <c>pruner.yml</c>.</summary>
    public string Text { get; } = text;

    /// <summary>What was not taken over, and what holds for other streams: sentences.</summary>
    public ImmutableArray<string> Notes { get; } = notes;

    /// <summary>Takes a policy over.</summary>
    /// <param name="cosa">The policy.</param>
    /// <param name="known">The streams that are known here.</param>
    public static PolicyImport Of(CosaPolicy cosa, ImmutableArray<StreamSource> known)
    {
        var unnamed = known.Select(stream => stream.Name).Except(cosa.Streams.Select(stream => stream.Name), StringComparer.Ordinal).ToImmutableArray();
        var unknown = cosa.Streams.Where(stream => !known.Any(one => string.Equals(one.Name, stream.Name, StringComparison.Ordinal))).ToImmutableArray();
        var document = new StringBuilder()
            .Append("# Made by 'pruner policy import' from a gc-policy.yaml of coreos-assembler. Of that, cloud-uploads is the age of cloud images.\n")
            .Append("# What else is kept (boot images, images in use, the newest builds, ...) stays kept: 'pruner policy check' tells.\n\n")
            .Append("# The general rule, for every stream, besides the rules below.\n")
            .Append("min-age: 90d\n")
            .Append("keep-newest: 3\n\n")
            .Append(unnamed.IsEmpty && cosa.Streams.All(stream => stream.KeepsNone) ? "rules: []\n" : "rules:\n");
        foreach (var stream in cosa.Streams)
        {
            document.Append(RuleOf(stream));
        }

        if (!unnamed.IsEmpty)
        {
            document
                .Append("  # gc-policy.yaml does not name these streams, so nothing of them is pruned there. Take one out of this list, and the general rule alone\n")
                .Append("  # decides about it, as about streams that a later version of pruner comes to know.\n")
                .Append("  - streams: [").AppendJoin(", ", unnamed.Select(Quoted)).Append("]\n")
                .Append(KeepAll("gc-policy.yaml does not name this stream"));
        }

        if (!unknown.IsEmpty)
        {
            document.Append("\n# Not in pruner's own table: look whether their builds are listed there.\nstreams:\n");
            foreach (var stream in unknown)
            {
                document.Append($"  - name: {Quoted(stream.Name)}\n    base: {Base}\n");
            }
        }

        return new PolicyImport(document.ToString(), [.. NotesOf(cosa, unnamed, unknown)]);
    }

    private static string RuleOf(CosaStream stream)
    {
        var rule = new StringBuilder();
        if (!stream.Others.IsEmpty)
        {
            rule.Append($"  # Not taken over, since they are no cloud images: {string.Join(", ", stream.Others)}.\n");
        }

        if (stream.KeepsNone)
        {
            // Our reader refuses a rule that protects nothing.
            return rule.Append($"  # No rule for {stream.Name}: its cloud-uploads is {stream.CloudUploads}, which keeps none. The general rule holds.\n").ToString();
        }

        rule.Append($"  - streams: [{Quoted(stream.Name)}]\n");
        return rule.Append(stream.CloudUploads is { } age ? $"    min-age: {age}\n" : KeepAll("gc-policy.yaml has no cloud-uploads for this stream")).ToString();
    }

    private static string KeepAll(string reason) => $"    keep:\n      - build: \"*\"\n        reason: {reason}\n";

    private static IEnumerable<string> NotesOf(CosaPolicy cosa, ImmutableArray<string> unnamed, ImmutableArray<CosaStream> unknown)
    {
        foreach (var stream in cosa.Streams.Where(stream => !stream.Others.IsEmpty))
        {
            yield return $"Not taken over from {stream.Name}: {string.Join(", ", stream.Others)}. They are about what is no cloud image.";
        }

        foreach (var stream in cosa.Streams.Where(stream => stream.CloudUploads is null))
        {
            yield return $"All of {stream.Name} is kept: there is no cloud-uploads.";
        }

        foreach (var stream in cosa.Streams.Where(stream => stream.KeepsNone))
        {
            yield return $"{stream.Name} has no rule of its own: its cloud-uploads keeps none, so the general rule holds.";
        }

        if (!unnamed.IsEmpty)
        {
            yield return $"{unnamed.Length} known streams are kept whole: the file does not name them, so nothing of them is pruned there.";
        }

        foreach (var stream in unknown)
        {
            yield return $"{stream.Name} is not in pruner's own table: look whether its builds are listed at {Base}/{StreamSource.UsualFolder(stream.Name)}.";
        }
    }

    // A reader of YAML would make a number of 4.10.
    private static string Quoted(string name) => $"\"{name}\"";
}
