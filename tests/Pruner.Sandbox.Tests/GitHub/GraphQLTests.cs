using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Pruner.Sandbox.GitHub;

namespace Pruner.Sandbox.Tests.GitHub;

public sealed class GraphQLTests
{
    [Theory]
    [InlineData("{ repository(owner: \"a\") { id } }", "missingRequiredArguments", "Field 'repository' is missing required arguments: name")]
    [InlineData("{ nothing }", "undefinedField", "Field 'nothing' doesn't exist on type 'Query'")]
    [InlineData("{ viewer { login { x } } }", "selectionMismatch", "Selections can't be made on scalars (field 'login' returns String but has selections)")]
    [InlineData("{ viewer }", "selectionMismatch", "Field must have selections (field 'viewer' returns User but has no selections. Did you mean 'viewer { ... }'?)")]
    [InlineData("{ rateLimit(dry: true) { cost } }", "argumentNotAccepted", "Field 'rateLimit' doesn't accept argument 'dry'")]
    [InlineData("{ rateLimit(dryRun: 1) { cost } }", "argumentLiteralsIncompatible", "Argument 'dryRun' on Field 'rateLimit' has an invalid value (1). Expected type 'Boolean'.")]
    [InlineData("{ viewer { ...f } }", "useAndDefineFragment", "Fragment f was used, but not defined")]
    [InlineData("{ viewer { login } } fragment f on User { login }", "useAndDefineFragment", "Fragment f was defined, but not used")]
    [InlineData("{ viewer { ...f } } fragment f on User { ...f }", "infiniteLoop", "Fragment f contains an infinite loop")]
    [InlineData("{ viewer { ... on Nobody { login } } }", "undefinedType", "No such type Nobody, so it can't be a fragment condition")]
    [InlineData("{ viewer { ... on Blob { text } } }", "cannotSpreadFragment", "Fragment on Blob can't be spread inside User")]
    [InlineData("query($x: String) { viewer { login } }", "variableNotUsed", "Variable $x is declared by anonymous query but not used")]
    [InlineData("query q { repository(owner: $o, name: \"b\") { id } }", "variableNotDefined", "Variable $o is used by q but not declared")]
    [InlineData("query($o: String) { repository(owner: $o, name: \"b\") { id } }", "variableMismatch", "Type mismatch on variable $o and argument owner (String / String!)")]
    [InlineData("query($o: Nope) { repository(owner: $o, name: \"b\") { id } }", "variableRequiresValidType", "Nope isn't a defined input type (on $o)")]
    [InlineData("{ viewer { x: login x: id } }", "fieldConflict", "Field 'x' has a return type conflict: String! or ID!?")]
    [InlineData("{ repository(owner: \"a\", name: \"b\") { ref(qualifiedName: \"a\") { id } ref(qualifiedName: \"b\") { id } } }", "argumentConflict", "Field 'ref' has an argument conflict: {qualifiedName:\"a\"} or {qualifiedName:\"b\"}?")]
    [InlineData("{ viewer { x: login } viewer { x: id } }", "fieldConflict", "Field 'x' has a return type conflict: String! or ID!?")]
    [InlineData("{ viewer { ... on Actor { x: url } ... on User { x: resourcePath } } }", "fieldConflict", "Field 'x' has a field conflict: url or resourcePath?")]
    [InlineData("{ viewer { __typename(x: 1) } }", "argumentNotAccepted", "Field '__typename' doesn't accept argument 'x'")]
    [InlineData("{ viewer @skip(if: false) @skip(if: false) { login } }", "directiveNotUniqueForLocation", "The directive \"skip\" can only be used once at this location.")]
    [InlineData("{ viewer @maybe { login } }", "undefinedDirective", "Directive @maybe is not defined")]
    [InlineData("{ viewer @skip { login } }", "missingRequiredArguments", "Directive 'skip' is missing required arguments: if")]
    [InlineData("mutation { x }", "missingSchemaRoot", "Schema is not configured for mutations")]
    [InlineData("{ repository(owner: \"a\", name: \"b\") { object(oid: \"abc\") { oid } } }", "argumentLiteralsIncompatible", "Argument 'oid' on Field 'object' has an invalid value (\"abc\"). Expected type 'GitObjectID'.")]
    [InlineData("{ repository(owner: \"a\", name: \"b\") { pullRequests(first: 1, states: [OPENED]) { totalCount } } }", "argumentLiteralsIncompatible", "Argument 'states' on Field 'pullRequests' has an invalid value ([OPENED]). Expected type '[PullRequestState!]'.")]
    public async Task A_query_that_does_not_fit_the_schema_is_refused_whole_and_says_where(string query, string code, string message)
    {
        using var repository = TestRepository.Create();
        await using var client = await GitHubClient.StartAsync(repository);
        var answer = await client.AskAsync(query);
        Assert.False(answer.AsObject().ContainsKey("data"));
        var error = answer["errors"]!.AsArray().Single(candidate => (string)candidate!["message"]! == message)!;
        Assert.Equal(code, (string)error["extensions"]!["code"]!);
        Assert.True((int)error["locations"]![0]!["line"]! == 1 && (int)error["locations"]![0]!["column"]! > 0);
    }

    [Theory]
    [InlineData("{ viewer { login }", "Unexpected end of document")]
    [InlineData("{ viewer { } }", "Expected a name, actual: PUNCTUATOR (\"}\") at [1, 12]")]
    [InlineData("query(a: Int) { viewer { login } }", "Expected \"$\", actual: IDENTIFIER (\"a\") at [1, 7]")]
    [InlineData("{ repository(owner: \"a) { id } }", "Expected string or block string, but it was malformed")]
    [InlineData("", "Unexpected end of document")]
    public async Task Text_that_is_not_GraphQL_is_refused(string query, string message)
    {
        using var repository = TestRepository.Create();
        await using var client = await GitHubClient.StartAsync(repository);
        Assert.Equal(message, (string)(await client.AskAsync(query))["errors"]![0]!["message"]!);
    }

    [Fact]
    public async Task Aliases_fragments_variables_directives_comments_and_order_work_as_the_language_says()
    {
        using var repository = TestRepository.Create();
        repository.Commit("first", ("a.txt", "hello"));
        await using var client = await GitHubClient.StartAsync(repository);
        var answer = await client.AskAsync(
            """
            # A comment, and commas, which count as nothing,
            query Q($owner: String!, $name: String = "installer", $with: Boolean!, $oid: GitObjectID) {
              z: repository(name: $name, owner: $owner) { # aliased
                nameWithOwner
                ...more @include(if: $with)
                a: name @skip(if: $with)
                ... @skip(if: $with) { id }
                object(oid: $oid, expression: "master:a.txt") { __typename ... on GitObject { oid } ... on Blob { text } ... on Commit { message } }
              }
              a: viewer { login }
            }
            fragment more on Repository { isFork name ... on Node { databaseId: id } }
            """,
            new { owner = "OpenShift", with = true });
        Assert.Null(answer["errors"]);
        var found = answer["data"]!["z"]!;
        Assert.Equal(["z", "a"], answer["data"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(["nameWithOwner", "isFork", "name", "databaseId", "object"], found.AsObject().Select(pair => pair.Key));
        Assert.Equal(["__typename", "oid", "text"], found["object"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(("Blob", "hello"), ((string)found["object"]!["__typename"]!, (string)found["object"]!["text"]!));
    }

    [Fact]
    public async Task A_variable_that_is_missing_or_of_the_wrong_type_is_refused_before_anything_runs()
    {
        using var repository = TestRepository.Create();
        await using var client = await GitHubClient.StartAsync(repository);
        var query = "query($owner: String!, $n: Int!) { repository(owner: $owner, name: \"installer\") { pullRequest(number: $n) { id } } }";
        var missing = await client.AskAsync(query, new { n = 1 });
        Assert.Equal("Variable $owner of type String! was provided invalid value", (string)missing["errors"]![0]!["message"]!);
        Assert.Equal("Expected value to not be null", (string)missing["errors"]![0]!["extensions"]!["problems"]![0]!["explanation"]!);
        var wrong = await client.AskAsync(query, new { owner = "openshift", n = "1" });
        Assert.Equal("Variable $n of type Int! was provided invalid value", (string)wrong["errors"]![0]!["message"]!);
        Assert.False(wrong.AsObject().ContainsKey("data"));
    }

    [Fact]
    public async Task A_repository_or_pull_request_that_is_not_there_is_an_error_of_its_kind_and_the_field_is_null()
    {
        using var repository = TestRepository.Create();
        await using var client = await GitHubClient.StartAsync(repository);
        var answer = await client.AskAsync("{ repository(owner: \"no\", name: \"body\") { id } rateLimit { cost } }");
        Assert.Equal("Could not resolve to a Repository with the name 'no/body'.", (string)answer["errors"]![0]!["message"]!);
        Assert.Equal(("NOT_FOUND", "repository"), ((string)answer["errors"]![0]!["type"]!, (string)answer["errors"]![0]!["path"]![0]!));
        Assert.True(answer["data"]!.AsObject().ContainsKey("repository") && answer["data"]!["repository"] is null);
        Assert.Equal(1, (int)answer["data"]!["rateLimit"]!["cost"]!);
        var pull = await client.AskAsync("{ repository(owner: \"openshift\", name: \"installer\") { pullRequest(number: 7) { id } } }");
        Assert.Equal("Could not resolve to a PullRequest with the number of 7.", (string)pull["errors"]![0]!["message"]!);
    }

    [Theory]
    [InlineData("refs(refPrefix: \"refs/heads/\") { nodes { name } }", "MISSING_PAGINATION_BOUNDARIES", "You must provide a `first` or `last` value to properly paginate the `refs` connection.")]
    [InlineData("refs(refPrefix: \"refs/heads/\", first: 101) { nodes { name } }", "EXCESSIVE_PAGINATION", "Requesting 101 records on the `refs` connection exceeds the `first` limit of 100 records.")]
    [InlineData("refs(refPrefix: \"refs/heads/\", last: 200) { totalCount }", "EXCESSIVE_PAGINATION", "Requesting 200 records on the `refs` connection exceeds the `last` limit of 100 records.")]
    [InlineData("refs(refPrefix: \"refs/heads/\", first: 0) { nodes { name } }", "INVALID_PAGINATION", "`first` on the `refs` connection must be at least 1.")]
    [InlineData("refs(refPrefix: \"refs/heads/\", first: 1, last: 1) { nodes { name } }", "INVALID_PAGINATION", "Passing both `first` and `last` to paginate the `refs` connection is not supported.")]
    [InlineData("refs(refPrefix: \"refs/heads/\", first: 1, after: \"??\") { nodes { name } }", "INVALID_CURSOR_ARGUMENTS", "`??` does not appear to be a valid cursor.")]
    public async Task Pages_without_bounds_or_out_of_bounds_are_refused(string selection, string type, string message)
    {
        using var repository = TestRepository.Create();
        await using var client = await GitHubClient.StartAsync(repository);
        var answer = await client.AskAsync($"{{ repository(owner: \"openshift\", name: \"installer\") {{ {selection} }} }}");
        Assert.Equal((type, message), ((string)answer["errors"]![0]!["type"]!, (string)answer["errors"]![0]!["message"]!));
        Assert.Null(answer["data"]!["repository"]!["refs"]);
    }

    [Fact]
    public async Task A_count_alone_needs_no_bounds()
    {
        using var repository = TestRepository.Create();
        repository.Commit("first");
        await using var client = await GitHubClient.StartAsync(repository);
        Assert.Equal(1, (int)(await client.AskRepositoryAsync("refs(refPrefix: \"refs/heads/\") { totalCount }"))["refs"]!["totalCount"]!);
    }

    [Fact]
    public async Task A_null_where_none_may_be_takes_its_parent_along()
    {
        using var repository = TestRepository.Create();
        repository.Commit("first");
        // An annotated tag of a commit that is not here: its target must not be null in the published schema.
        var gone = new string('1', 40);
        var tag = repository.Run(System.Text.Encoding.UTF8.GetBytes($"object {gone}\ntype commit\ntag v1\ntagger T <t@example.com> 1 +0000\n\nlost\n"), "hash-object", "-t", "tag", "-w", "--stdin", "--literally");
        await using var client = await GitHubClient.StartAsync(repository);
        var answer = await client.AskAsync($"{{ repository(owner: \"openshift\", name: \"installer\") {{ name object(oid: \"{tag}\") {{ ... on Tag {{ name target {{ oid }} }} }} }} }}");
        Assert.Equal("Cannot return null for non-nullable field Tag.target", (string)answer["errors"]![0]!["message"]!);
        Assert.Equal(["repository", "object", "target"], answer["errors"]![0]!["path"]!.AsArray().Select(step => (string)step!));
        Assert.Null(answer["data"]!["repository"]!["object"]);
        Assert.Equal("installer", (string)answer["data"]!["repository"]!["name"]!);
    }

    [Fact]
    public async Task The_budget_is_charged_by_cost_and_when_used_up_the_answer_is_200_with_RATE_LIMITED()
    {
        using var repository = TestRepository.Create();
        repository.Commit("first");
        await using var client = await GitHubClient.StartAsync(new GitHubEmulatorOptions { RepositoryPath = repository.Path, RateLimit = 3 });
        var answer = await client.AskAsync("{ repository(owner: \"openshift\", name: \"installer\") { refs(refPrefix: \"refs/heads/\", first: 100) { nodes { target { ... on Commit { history(first: 100) { nodes { parents(first: 1) { totalCount } } } } } } } } rateLimit { cost limit remaining used nodeCount resetAt } }");
        // 1 for refs, 100 histories, 10,000 parents: 101.01 points; far more than there is, which takes it to zero.
        var limit = answer["data"]!["rateLimit"]!;
        Assert.Equal((101, 3, 0, 3, 20_100), ((int)limit["cost"]!, (int)limit["limit"]!, (int)limit["remaining"]!, (int)limit["used"]!, (int)limit["nodeCount"]!));
        Assert.Equal("2026-01-02T04:04:05Z", (string)limit["resetAt"]!);
        var refused = await client.AskAsync("{ viewer { login } }");
        Assert.Equal("RATE_LIMITED", (string)refused["errors"]![0]!["type"]!);
        Assert.False(refused.AsObject().ContainsKey("data"));
        client.Clock.Now += TimeSpan.FromHours(1);
        Assert.Null((await client.AskAsync("{ viewer { login } }"))["errors"]);
    }

    [Fact]
    public async Task A_query_that_could_answer_too_many_nodes_is_refused()
    {
        using var repository = TestRepository.Create();
        await using var client = await GitHubClient.StartAsync(repository);
        var answer = await client.AskAsync("{ repository(owner: \"openshift\", name: \"installer\") { refs(refPrefix: \"refs/\", first: 100) { nodes { target { ... on Commit { history(first: 100) { nodes { parents(first: 100) { totalCount } } } } } } } } }");
        Assert.Equal("MAX_NODE_LIMIT_EXCEEDED", (string)answer["errors"]![0]!["type"]!);
        Assert.Equal("This query requests up to 1,010,100 possible nodes which exceeds the maximum limit of 500,000.", (string)answer["errors"]![0]!["message"]!);
    }

    [Fact]
    public async Task Only_the_accepted_token_may_ask()
    {
        using var repository = TestRepository.Create();
        await using var client = await GitHubClient.StartAsync(new GitHubEmulatorOptions { RepositoryPath = repository.Path, Token = "good" });
        foreach (var (token, status, message) in ((string?, int, string)[])[("bad", 401, "Bad credentials"), (null, 401, "This endpoint requires you to be authenticated.")])
        {
            using var refused = await client.SendAsync(HttpMethod.Post, client.Emulator.GraphQLUrl, "{\"query\":\"{viewer{login}}\"}", token);
            Assert.Equal(status, (int)refused.StatusCode);
            Assert.Equal(message, (string)JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["message"]!);
        }

        using var accepted = await client.SendAsync(HttpMethod.Post, client.Emulator.GraphQLUrl, "{\"query\":\"{viewer{login}}\"}", "good");
        Assert.Equal("{\"data\":{\"viewer\":{\"login\":\"github-actions[bot]\"}}}", await accepted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("4999", accepted.Headers.GetValues("x-ratelimit-remaining").Single());
        Assert.Equal(new MediaTypeHeaderValue("application/json", "utf-8"), accepted.Content.Headers.ContentType);
    }

    [Fact]
    public async Task Queries_are_no_changes_and_mutations_would_be()
    {
        using var repository = TestRepository.Create();
        await using var client = await GitHubClient.StartAsync(new GitHubEmulatorOptions { RepositoryPath = repository.Path, EnterprisePath = true });
        Assert.EndsWith("/api/graphql", client.Emulator.GraphQLUrl, StringComparison.Ordinal);
        await client.AskAsync("{ viewer { login } }");
        await client.AskAsync("mutation { addComment { id } }");
        Assert.Equal(["graphql", "graphql"], client.Traffic.Requests.Select(request => request.Operation));
        Assert.Equal([false, true], client.Traffic.Requests.Select(request => request.IsChange));
    }
}
