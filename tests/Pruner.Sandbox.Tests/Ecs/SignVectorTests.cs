using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.Tests.Ecs;

public sealed class SignVectorTests
{
    public static TheoryData<string> Names => [.. SignVector.All.Select(vector => vector.Name)];

    [Fact]
    public void There_are_eleven_of_them() => Assert.Equal(11, SignVector.All.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_signature_of_the_vendor_is_believed(string name)
    {
        var reply = await ReplayAsync(Find(name), signature => signature);
        Assert.DoesNotContain("Signature", reply.Text, StringComparison.Ordinal);

        // Whatever comes behind the signature: an answer, or the complaint that such an image, operation or parameter does not exist.
        Assert.True(reply.Status is 200 or 404, reply.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_same_signature_with_one_character_changed_is_not(string name)
    {
        var reply = await ReplayAsync(Find(name), signature => (signature[0] == '0' ? '1' : '0') + signature[1..]);
        Assert.Equal(400, reply.Status);
        Assert.Contains("SignatureDoesNotMatch", reply.Text, StringComparison.Ordinal);
    }

    private static SignVector Find(string name) => SignVector.All.Single(vector => vector.Name == name);

    private static async Task<AcsReply> ReplayAsync(SignVector vector, Func<string, string> change)
    {
        var date = vector.IsV3 ? vector.Headers.Single(header => header.Name == "x-acs-date").Value
            : vector.Parameters.Single(parameter => parameter.Name == "Timestamp").Value;
        var host = vector.Headers.FirstOrDefault(header => header.Name == "host").Value ?? "ecs.us-east-1.aliyuncs.com";
        var region = host.Split('.')[1];
        var token = vector.Headers.Concat(vector.Parameters).FirstOrDefault(pair => pair.Name is "x-acs-security-token" or "SecurityToken").Value;
        var cloud = new EcsCloud(EcsWorld.Own) { Regions = { region } };
        var accounts = new AliyunAccounts(new AliyunCredential(vector.Key, vector.Secret, EcsWorld.Own) { SecurityToken = token });
        var time = new SettableTime(DateTimeOffset.Parse(date));
        await using var emulator = await EcsEmulator.StartAsync(cloud, accounts, new TrafficLog(), time, TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        var client = new AcsClient(http, time);
        var text = string.Join('&', vector.Parameters.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}"));
        var url = emulator.RegionUrl(region) + "/";
        if (!vector.IsV3)
        {
            var signed = $"{text}&Signature={Uri.EscapeDataString(change(vector.Signature))}";
            return vector.Method == "GET"
                ? await client.SendAsync("GET", $"{url}?{signed}", [], form: null)
                : await client.SendAsync("POST", url, [], signed);
        }

        var names = string.Join(';', vector.Headers.Select(header => header.Name));
        return await client.SendAsync(
            vector.Method,
            text.Length > 0 ? $"{url}?{text}" : url,
            [
                .. vector.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value)),
                KeyValuePair.Create("Authorization", $"ACS3-HMAC-SHA256 Credential={vector.Key},SignedHeaders={names},Signature={change(vector.Signature)}"),
            ],
            vector.Body.Length > 0 ? vector.Body : null);
    }
}
