using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pruner.Core.Pins;
using Pruner.Core.Planning;
using Pruner.Core.Records;

namespace Pruner.Output;

/// <summary>Why one image is kept or pruned: every rule, which of them keeps it, and the witness.</summary>
internal sealed record Explanation
{
    /// <summary>Version of this form.</summary>
    public const int CurrentSchema = 2;

    /// <summary>Version of the form: <see cref="CurrentSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>The image's id.</summary>
    public required string Id { get; init; }

    /// <summary>The plan that decided.</summary>
    public required ExplainedPlan Plan { get; init; }

    /// <summary>The image in each region in which the plan knows it, sorted; at least one.</summary>
    public required ImmutableArray<ExplainedImage> Images { get; init; }

    /// <summary>Explains what a plan says of an image.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="id">The image's id.</param>
    /// <param name="ledger">The ledger of that plan; null when there is none.</param>
    /// <returns>The explanation; null when the plan does not know the image.</returns>
    public static Explanation? Of(Plan plan, string id, Ledger? ledger)
    {
        var verdicts = plan.Verdicts.Where(verdict => string.Equals(verdict.Id, id, StringComparison.Ordinal)).ToList();
        return verdicts.Count == 0 ? null : new Explanation
        {
            Schema = CurrentSchema,
            Id = id,
            Plan = new ExplainedPlan(
                plan.Digest ?? "",
                Second(plan.Created),
                plan.Account,
                [.. plan.Certificates.Select(certificate => new ExplainedSource(certificate.Repository, certificate.Commits, certificate.Documents, certificate.PullRequests))]),
            Images = [.. verdicts.Select(verdict => ExplainedImage.Of(verdict, ledger?.Entries.FirstOrDefault(entry => entry.Location == verdict.Location && entry.Id == verdict.Id)))],
        };
    }

    /// <summary>As JSON, with a line end.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, ExplanationJson.Default.Explanation), (byte)'\n'];

    /// <summary>A time as all our documents spell it.</summary>
    internal static string Second(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The plan that decided, and what it had read.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Account">The account.</param>
/// <param name="Sources">Where boot images are named.</param>
internal sealed record ExplainedPlan(string Digest, string Created, string Account, ImmutableArray<ExplainedSource> Sources);

/// <summary>A repository that names boot images.</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="Commits">Commits read there.</param>
/// <param name="Documents">Documents read there.</param>
/// <param name="PullRequests">Pull requests read there.</param>
internal sealed record ExplainedSource(string Repository, int Commits, int Documents, int PullRequests);

/// <summary>One image in one region.</summary>
internal sealed record ExplainedImage
{
    /// <summary>Region.</summary>
    public required string Location { get; init; }

    /// <summary>Name as found.</summary>
    public required string Name { get; init; }

    /// <summary>Its build; absent when not known.</summary>
    public string? Build { get; init; }

    /// <summary>When it was made; absent when not known.</summary>
    public string? Created { get; init; }

    /// <summary>Who can see it: <c>private</c>, <c>public</c>, <c>unknown</c>.</summary>
    public required string Visibility { get; init; }

    /// <summary><c>keep</c> or <c>prune</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The deciding reason.</summary>
    public required string Reason { get; init; }

    /// <summary>The reason in a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>Every rule in the order in which they are asked.</summary>
    public required ImmutableArray<ExplainedRule> Rules { get; init; }

    /// <summary>Where its pin was seen; absent when no pin keeps it.</summary>
    public Witness? Witness { get; init; }

    /// <summary>What became of it in the last run of that plan; absent when there was none.</summary>
    public string? Outcome { get; init; }

    /// <summary>What became of it, in a sentence.</summary>
    public string? Note { get; init; }

    /// <summary>Explains one verdict.</summary>
    public static ExplainedImage Of(PlannedVerdict verdict, LedgerEntry? entry) => new()
    {
        Location = verdict.Location,
        Name = verdict.Name,
        Build = verdict.Build.Length > 0 ? verdict.Build : null,
        Created = verdict.Created is { } created ? Explanation.Second(created) : null,
        Visibility = Words.Of(verdict.Visibility),
        Verdict = Words.Of(verdict.Verdict),
        Reason = Words.Of(verdict.Reason),
        Detail = verdict.Detail,
        Rules = [.. PlannedRules.InOrder.Select(reason =>
        {
            var given = verdict.Reasons.FirstOrDefault(given => given.Reason == reason);
            return new ExplainedRule(Words.Of(reason), given is not null, given?.Detail);
        })],
        Witness = verdict.Witness,
        Outcome = entry is null ? null : Words.Of(entry.Outcome),
        Note = entry?.Note,
    };
}

/// <summary>One rule and its answer.</summary>
/// <param name="Rule">The rule's word.</param>
/// <param name="Keeps">True when it keeps the image.</param>
/// <param name="Detail">Why it does; absent when it does not.</param>
internal sealed record ExplainedRule(string Rule, bool Keeps, string? Detail);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(Explanation))]
internal sealed partial class ExplanationJson : JsonSerializerContext;
