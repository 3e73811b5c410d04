using System.Text;
using Pruner.Aliyun.Signing;

namespace Pruner.Aliyun.Tests.Signing;

public sealed class Acs3SignerTests
{
    public static TheoryData<string> Names => [.. SignVector.All.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_vector_is_signed_as_published(string name)
    {
        var vector = SignVector.All.Single(vector => vector.Name == name);

        var authorization = Acs3Signer.Authorization(
            "POST",
            Acs3Signer.CanonicalQuery(vector.Query.Select(Pair)),
            vector.Headers.Select(Pair),
            Acs3Signer.HashOf(Encoding.UTF8.GetBytes(vector.Body)),
            vector.AccessKeyId,
            vector.AccessKeySecret);

        Assert.Equal(vector.Authorization, authorization);
    }

    [Fact]
    public void All_seven_vectors_of_version_3_are_there() => Assert.Equal(7, SignVector.All.Length);

    [Fact]
    public void Headers_outside_of_the_signed_set_do_not_change_the_signature()
    {
        var vector = SignVector.All[0];
        string Sign(params (string, string)[] more) => Acs3Signer.Authorization(
            "POST", "", vector.Headers.Concat(more).Select(Pair), Acs3Signer.HashOf([]), "id", "secret");

        Assert.Equal(Sign(), Sign(("Accept", "application/json"), ("User-Agent", "any")));
        Assert.NotEqual(Sign(), Sign(("x-acs-more", "1")));
    }

    [Fact]
    public void The_query_is_sorted_by_raw_name_and_encoded_by_RFC_3986() => Assert.Equal(
        "A.1=&A.10=a%20b%2Bc%2Ad~e%2Ff%27%28%21%29%C3%BC&A.2=x",
        Acs3Signer.CanonicalQuery([new("A.2", "x"), new("A.10", "a b+c*d~e/f'(!)ü"), new("A.1", "")]));

    [Fact]
    public void Nonces_are_long_and_do_not_repeat()
    {
        var nonces = Enumerable.Range(0, 1000).Select(_ => Nonces.Next()).ToList();

        Assert.All(nonces, nonce => Assert.Matches("^[0-9a-f]{64}$", nonce));
        Assert.Distinct(nonces);
    }

    private static KeyValuePair<string, string> Pair((string Name, string Value) pair) => new(pair.Name, pair.Value);
}
