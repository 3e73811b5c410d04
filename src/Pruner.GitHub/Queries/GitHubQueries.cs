using System.Globalization;

namespace Pruner.GitHub.Queries;

/// <summary>
/// Every GraphQL document that this room sends; source of the names: GitHub's public schema. All are queries, all go through
/// <c>repository</c>, and every value is a variable, so a document's text depends on nothing but the number of its aliases.
/// </summary>
internal static class GitHubQueries
{
    /// <summary>Who the repository is.</summary>
    public const string Repository = """
        query($owner: String!, $name: String!) {
          repository(owner: $owner, name: $name) {
            databaseId
            nameWithOwner
            defaultBranchRef { name prefix target { oid } }
          }
        }
        """;

    /// <summary>One page of refs below a prefix. A tag of a tag is peeled up to four times.</summary>
    public const string Refs = """
        query($owner: String!, $name: String!, $prefix: String!, $first: Int!, $after: String) {
          repository(owner: $owner, name: $name) {
            refs(refPrefix: $prefix, first: $first, after: $after, orderBy: {field: ALPHABETICAL, direction: ASC}) {
              totalCount
              pageInfo { hasNextPage endCursor }
              nodes {
                name
                prefix
                target {
                  __typename
                  oid
                  ... on Tag { target { __typename oid
                    ... on Tag { target { __typename oid
                      ... on Tag { target { __typename oid
                        ... on Tag { target { __typename oid } } } } } } } }
                }
              }
            }
          }
        }
        """;

    /// <summary>
    /// One page of pull requests with the paths they touch. Without <c>$withFiles</c> the paths are left out, for the rare
    /// pull request whose difference GitHub cannot compute in time.
    /// </summary>
    public const string PullRequests = """
        query($owner: String!, $name: String!, $first: Int!, $after: String, $states: [PullRequestState!], $field: IssueOrderField!, $direction: OrderDirection!, $withFiles: Boolean!) {
          repository(owner: $owner, name: $name) {
            pullRequests(first: $first, after: $after, states: $states, orderBy: {field: $field, direction: $direction}) {
              totalCount
              pageInfo { hasNextPage endCursor }
              nodes {
                number
                state
                title
                body
                headRefOid
                updatedAt
                files(first: 100) @include(if: $withFiles) {
                  totalCount
                  pageInfo { hasNextPage endCursor }
                  nodes { path }
                }
              }
            }
          }
        }
        """;

    /// <summary>A further page of the paths that one pull request touches.</summary>
    public const string PullRequestFiles = """
        query($owner: String!, $name: String!, $number: Int!, $after: String) {
          repository(owner: $owner, name: $name) {
            pullRequest(number: $number) {
              files(first: 100, after: $after) {
                totalCount
                pageInfo { hasNextPage endCursor }
                nodes { path }
              }
            }
          }
        }
        """;

    /// <summary>
    /// A page of the history of each of several commits. Never with <c>path</c>: GitHub then simplifies the history, and
    /// pins are lost. Every commit carries its parents, the id of its metadata folder, and what is in the places of the folders above.
    /// </summary>
    /// <param name="heads">How many commits: aliases <c>h0</c> …, variables <c>$o0, $a0</c> ….</param>
    /// <param name="above">How many folders lie above the metadata folder: variables and aliases <see cref="Above"/>. None for the repository's root.</param>
    public static string History(int heads, int above) => Batch(
        heads,
        (above == 0 ? "" : "$folder: String!, ") + string.Concat(Enumerable.Range(0, above).Select(i => $"${Above(i)}: String!, ")) + "$first: Int!, ",
        i => $"$o{i}: GitObjectID!, $a{i}: String",
        i => $"h{i}: object(oid: $o{i}) {{ __typename oid ... on Commit {{ history(first: $first, after: $a{i}) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ ...Facts }} }} }} }}",
        "\nfragment Facts on Commit { oid committedDate message parents(first: 10) { totalCount nodes { oid } } "
            + (above == 0 ? "tree { oid }" : "file(path: $folder) { oid type }")
            + string.Concat(Enumerable.Range(0, above).Select(i => $" {Above(i)}: file(path: ${Above(i)}) {{ type }}"))
            + " }");

    /// <summary>Alias and variable of a folder above the metadata folder, outermost first: <c>above</c>, <c>above1</c> ….</summary>
    public static string Above(int number) => number == 0 ? "above" : "above" + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The entries of several trees.</summary>
    /// <param name="trees">How many: aliases <c>t0</c> …, variables <c>$o0</c> ….</param>
    public static string Trees(int trees) => Batch(
        trees,
        "",
        i => $"$o{i}: GitObjectID!",
        i => $"t{i}: object(oid: $o{i}) {{ __typename oid ... on Tree {{ entries {{ name nameRaw mode type oid }} }} }}",
        "");

    /// <summary>The texts of several files. GitHub cuts <c>text</c> at 512,000 bytes.</summary>
    /// <param name="blobs">How many: aliases <c>b0</c> …, variables <c>$o0</c> ….</param>
    public static string Blobs(int blobs) => Batch(
        blobs,
        "",
        i => $"$o{i}: GitObjectID!",
        i => $"b{i}: object(oid: $o{i}) {{ __typename oid ... on Blob {{ byteSize isBinary isTruncated text }} }}",
        "");

    /// <summary>The heads that force pushes replaced, of several pull requests.</summary>
    /// <param name="pulls">How many: aliases <c>p0</c> …, variables <c>$n0, $a0</c> ….</param>
    public static string ForcePushes(int pulls) => Batch(
        pulls,
        "",
        i => $"$n{i}: Int!, $a{i}: String",
        i => $"p{i}: pullRequest(number: $n{i}) {{ number timelineItems(itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT], first: 100, after: $a{i}) {{ pageCount pageInfo {{ hasNextPage endCursor }} nodes {{ __typename ... on HeadRefForcePushedEvent {{ beforeCommit {{ oid }} afterCommit {{ oid }} }} }} }} }}",
        "");

    /// <summary>Every document, by name; those for batches once for one and once for three. For checks against GitHub's schema.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["blobs-1"] = Blobs(1),
        ["blobs-3"] = Blobs(3),
        ["force-pushes-1"] = ForcePushes(1),
        ["force-pushes-3"] = ForcePushes(3),
        ["history-1"] = History(1, above: 1),
        ["history-3"] = History(3, above: 1),
        ["history-deep"] = History(2, above: 3),
        ["history-root"] = History(2, above: 0),
        ["pull-request-files"] = PullRequestFiles,
        ["pull-requests"] = PullRequests,
        ["refs"] = Refs,
        ["repository"] = Repository,
        ["trees-1"] = Trees(1),
        ["trees-3"] = Trees(3),
    };

    private static string Batch(int count, string sharedVariables, Func<string, string> variables, Func<string, string> alias, string fragments)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var numbers = Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray();
        return $"query($owner: String!, $name: String!, {sharedVariables}{string.Join(", ", numbers.Select(variables))}) {{\n"
            + "  repository(owner: $owner, name: $name) {\n    "
            + string.Join("\n    ", numbers.Select(alias))
            + "\n  }\n}" + fragments;
    }
}
