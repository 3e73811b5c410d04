using Pruner.GitHub.Queries;

namespace Pruner.Conformance.Tests;

public sealed class GraphQLDocumentTests
{
    [Fact]
    public async Task Every_document_is_a_query_that_the_official_schema_allows()
    {
        var folder = Directory.CreateTempSubdirectory("pruner-documents-");
        try
        {
            foreach (var (name, text) in GitHubQueries.All)
            {
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, name + ".graphql"), text, TestContext.Current.CancellationToken);
            }

            var passed = await NodeTests.RunAsync(
                "graphql.test.js", new Dictionary<string, string>(StringComparer.Ordinal) { ["PRUNER_DOCUMENTS"] = folder.FullName });

            // One for each document, and one that the schema refuses.
            Assert.Equal(GitHubQueries.All.Count + 1, passed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
