using Pruner.Sandbox.Aliyun;

namespace Pruner.Sandbox.Tests.Ecs;

public sealed class AuthenticationTests
{
    private static readonly (string, string)[] East = [("RegionId", "us-east-1")];

    public static TheoryData<bool> Both => [true, false];

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_correct_signature_is_answered_with_the_request_id_in_body_and_header(bool v3)
    {
        await using var world = await EcsWorld.StartAsync();
        var reply = (await SendAsync(world, v3, new AcsCall("DescribeImages", East))).Ok();
        Assert.Equal((string?)reply.Json["RequestId"], reply.Headers["x-acs-request-id"]);
        Assert.Equal("application/json", reply.ContentType);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_nonce_works_once(bool v3)
    {
        await using var world = await EcsWorld.StartAsync();
        (await SendAsync(world, v3, new AcsCall("DescribeImages", East) { Nonce = "n" })).Ok();
        (await SendAsync(world, v3, new AcsCall("DescribeImages", East) { Nonce = "n" })).Refused(400, "SignatureNonceUsed");
        world.Time.Advance(TimeSpan.FromMinutes(31));
        (await SendAsync(world, v3, new AcsCall("DescribeImages", East) { Nonce = "n" })).Ok();
    }

    [Fact]
    public async Task A_nonce_works_once_over_all_regions()
    {
        await using var world = await EcsWorld.StartAsync();
        (await world.Client.SendV3Async(world.Emulator.CentralUrl, new AcsCall("DescribeRegions") { Nonce = "n" })).Ok();
        (await SendAsync(world, v3: true, new AcsCall("DescribeImages", East) { Nonce = "n" })).Refused(400, "SignatureNonceUsed");
    }

    [Theory]
    [InlineData(true, 15, 0)]
    [InlineData(true, -15, 0)]
    [InlineData(false, 15, 0)]
    [InlineData(false, -15, 0)]
    [InlineData(true, 15, 1)]
    [InlineData(true, -15, -1)]
    [InlineData(false, 15, 1)]
    [InlineData(false, -15, -1)]
    public async Task A_date_may_be_fifteen_minutes_off(bool v3, int minutes, int seconds)
    {
        await using var world = await EcsWorld.StartAsync();
        var reply = await SendAsync(world, v3, new AcsCall("DescribeImages", East) { Date = EcsWorld.Start.AddMinutes(minutes).AddSeconds(seconds) });
        if (seconds == 0)
        {
            reply.Ok();
        }
        else
        {
            reply.Refused(400, "InvalidTimeStamp.Expired");
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_unknown_key_is_404_and_a_wrong_secret_400_with_the_string_to_sign(bool v3)
    {
        await using var world = await EcsWorld.StartAsync();
        (await SendAsync(world, v3, new AcsCall("DescribeImages", East) { Key = "other" })).Refused(404, "InvalidAccessKeyId.NotFound");
        var wrong = await SendAsync(world, v3, new AcsCall("DescribeImages", East) { Secret = "other" });
        wrong.Refused(400, "SignatureDoesNotMatch");
        Assert.Contains(v3 ? "ACS3-HMAC-SHA256\n" : "POST&%2F&AccessKeyId%3Dtestid", (string)wrong.Json["Message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_error_envelope_has_its_five_members(bool v3)
    {
        await using var world = await EcsWorld.StartAsync();
        var reply = await SendAsync(world, v3, new AcsCall("DescribeImages", East) { Key = "other" });
        Assert.Equal(["RequestId", "HostId", "Code", "Message", "Recommend"], reply.Json.AsObject().Select(member => member.Key));
        Assert.Equal((string?)reply.Json["RequestId"], reply.Headers["x-acs-request-id"]);
        Assert.Equal(new Uri(world.Emulator.RegionUrl("us-east-1")).Authority, (string?)reply.Json["HostId"]);
    }

    [Theory]
    [InlineData("x-acs-date")]
    [InlineData("x-acs-version")]
    [InlineData("x-acs-signature-nonce")]
    [InlineData("x-acs-content-sha256")]
    [InlineData("x-acs-action")]
    public async Task A_missing_header_is_named(string header)
    {
        await using var world = await EcsWorld.StartAsync();
        var reply = await SendAsync(world, v3: true, new AcsCall("DescribeImages", East) { Tamper = headers => headers.Remove(header) });
        reply.Refused(400, "MissingParameter");
        Assert.Contains(header, (string)reply.Json["Message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Signature")]
    [InlineData("Timestamp")]
    [InlineData("SignatureNonce")]
    [InlineData("AccessKeyId")]
    [InlineData("Version")]
    public async Task A_missing_common_parameter_is_named(string name)
    {
        await using var world = await EcsWorld.StartAsync();
        var reply = await SendAsync(world, v3: false, new AcsCall("DescribeImages", East)
        {
            TamperText = text => string.Join('&', text.Split('&').Where(part => !part.StartsWith(name + "=", StringComparison.Ordinal))),
        });
        reply.Refused(400, "MissingParameter");
        Assert.Contains(name, (string)reply.Json["Message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no authorization")]
    [InlineData("ACS3-HMAC-SHA256 Credential=testid,Signature=0")]
    [InlineData("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host,Signature=0")]
    [InlineData("Bearer x")]
    public async Task An_authorization_that_does_not_cover_the_request_is_incomplete(string authorization)
    {
        await using var world = await EcsWorld.StartAsync();
        (await SendAsync(world, v3: true, new AcsCall("DescribeImages", East) { Tamper = headers => headers["Authorization"] = authorization }))
            .Refused(400, "IncompleteSignature");
    }

    [Fact]
    public async Task An_acs_header_that_is_sent_must_be_signed()
    {
        await using var world = await EcsWorld.StartAsync();
        (await SendAsync(world, v3: true, new AcsCall("DescribeImages", East) { Tamper = headers => headers["x-acs-credentials-provider"] = "static_ak" }))
            .Refused(400, "IncompleteSignature");
    }

    [Fact]
    public async Task What_was_changed_after_signing_is_noticed()
    {
        await using var world = await EcsWorld.StartAsync();
        var call = new AcsCall("DescribeImages", East);
        (await SendAsync(world, v3: true, call with { TamperText = text => text + "&PageSize=100" })).Refused(400, "SignatureDoesNotMatch");
        (await SendAsync(world, v3: false, call with { TamperText = text => text + "&PageSize=100" })).Refused(400, "SignatureDoesNotMatch");
        (await SendAsync(world, v3: true, call with { Tamper = headers => headers["x-acs-action"] = "DeleteImage" })).Refused(400, "SignatureDoesNotMatch");
        (await SendAsync(world, v3: true, call with { Tamper = headers => headers["x-acs-content-sha256"] = new string('0', 64) })).Refused(400, "SignatureDoesNotMatch");
    }

    [Fact]
    public async Task A_body_other_than_the_signed_one_is_noticed_even_when_the_hash_header_was_signed()
    {
        await using var world = await EcsWorld.StartAsync();
        var url = world.Emulator.RegionUrl("us-east-1");
        var sent = new Dictionary<string, string>(StringComparer.Ordinal);
        (await world.Client.SendV3Async(url, new AcsCall("DescribeImages", East)
        {
            AsForm = true,
            Tamper = headers =>
            {
                foreach (var (name, value) in headers)
                {
                    sent[name] = value;
                }
            },
        })).Ok();
        (await world.Client.SendAsync("POST", url + "/", sent, "RegionId=us-east-1&PageSize=100")).Refused(400, "SignatureDoesNotMatch");
    }

    [Fact]
    public async Task A_hash_header_that_lies_is_noticed_even_when_it_was_signed()
    {
        await using var world = await EcsWorld.StartAsync();
        (await SendAsync(world, v3: true, new AcsCall("DescribeImages", East) { HashHeader = new string('0', 64) })).Refused(400, "SignatureDoesNotMatch");
    }

    [Theory]
    [InlineData("*", "%2A")]
    [InlineData("~", "%7E")]
    [InlineData("'", "%27")]
    public async Task The_query_is_decoded_and_encoded_again_before_it_is_compared(string raw, string encoded)
    {
        await using var world = await EcsWorld.StartAsync();
        (await world.CallAsync("DescribeImages", ("ImageName", "a" + raw))).Ok();
        var call = new AcsCall("DescribeImages", [.. East, ("ImageName", "a" + raw)]);
        (await SendAsync(world, v3: true, call with
        {
            TamperText = text => text.Contains(encoded, StringComparison.Ordinal)
                ? text.Replace(encoded, raw, StringComparison.Ordinal)
                : text.Replace(raw, encoded, StringComparison.Ordinal),
        })).Ok();
    }

    [Fact]
    public async Task A_plus_in_a_query_is_a_plus()
    {
        await using var world = await EcsWorld.StartAsync();
        var call = new AcsCall("DescribeImages", [.. East, ("ImageName", "a b")]);
        (await SendAsync(world, v3: true, call with { TamperText = text => text.Replace("%20", "+", StringComparison.Ordinal) })).Refused(400, "SignatureDoesNotMatch");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_temporary_key_needs_its_token_until_it_expires(bool v3)
    {
        await using var world = await EcsWorld.StartAsync();
        world.Accounts.Put(new AliyunCredential("STS.a", "sa", EcsWorld.Own) { SecurityToken = "token-a", ExpiresAt = EcsWorld.Start.AddHours(1) });
        world.Accounts.Put(new AliyunCredential("STS.b", "sb", EcsWorld.Own) { SecurityToken = "token-b" });
        var call = new AcsCall("DescribeImages", East) { Key = "STS.a", Secret = "sa" };
        (await SendAsync(world, v3, call with { Token = "token-a" })).Ok();
        (await SendAsync(world, v3, call)).Refused(400, "InvalidSecurityToken.MismatchWithAccessKey");
        (await SendAsync(world, v3, call with { Token = "token-b" })).Refused(400, "InvalidSecurityToken.MismatchWithAccessKey");
        (await SendAsync(world, v3, call with { Token = "token-x" })).Refused(400, "InvalidSecurityToken.Malformed");
        (await SendAsync(world, v3, new AcsCall("DescribeImages", East) { Token = "token-a" })).Refused(400, "InvalidSecurityToken.MismatchWithAccessKey");
        world.Time.Advance(TimeSpan.FromHours(1));
        (await SendAsync(world, v3, call with { Token = "token-a" })).Refused(400, "InvalidSecurityToken.Expired");
    }

    [Fact]
    public async Task A_denied_action_is_403_with_the_detail_and_does_nothing()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        world.Accounts.Put(new AliyunCredential("testid", "testsecret", EcsWorld.Own) { DeniedActions = new HashSet<string> { "DeleteImage" } });
        var reply = await world.CallAsync("DeleteImage", ("ImageId", "m-1"));
        reply.Refused(403, "Forbidden.RAM");
        Assert.Equal("ecs:DeleteImage", (string?)reply.Json["AccessDeniedDetail"]!["AuthAction"]);
        Assert.Equal(1, (await world.DescribeAsync("m-1")).Total);
    }

    [Fact]
    public async Task Version_one_works_by_get_by_query_and_by_form()
    {
        await using var world = await EcsWorld.StartAsync();
        var call = new AcsCall("DescribeImages", [.. East, ("ImageName", "a b+c*d~e/f'(!)ü")]);
        (await SendAsync(world, v3: false, call with { Method = "GET" })).Ok();
        (await SendAsync(world, v3: false, call)).Ok();
        (await SendAsync(world, v3: false, call with { AsForm = true })).Ok();

        // The Python core sends an empty parameter besides.
        (await SendAsync(world, v3: false, call with { Parameters = [.. call.Parameters, ("SignatureType", "")] })).Ok();

        // Python's urlencode writes a space as a plus, in forms.
        (await SendAsync(world, v3: false, call with { AsForm = true, TamperText = text => text.Replace("%20", "+", StringComparison.Ordinal) })).Ok();
    }

    [Fact]
    public async Task Version_one_may_carry_the_action_and_version_as_headers_too()
    {
        await using var world = await EcsWorld.StartAsync();
        (await SendAsync(world, v3: false, new AcsCall("DescribeImages", East)
        {
            // As pop-core does.
            Tamper = headers => (headers["x-acs-action"], headers["x-acs-version"]) = ("DescribeImages", "2014-05-26"),
        })).Ok();
    }

    [Fact]
    public async Task A_request_without_any_signature_is_refused()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"));
        var url = world.Emulator.RegionUrl("us-east-1");
        (await world.Client.SendAsync("POST", $"{url}/?RegionId=us-east-1", [KeyValuePair.Create("x-acs-action", "DescribeImages")], form: null))
            .Refused(400, "IncompleteSignature");
        (await world.Client.SendAsync("POST", $"{url}/?Action=DeleteImage&Version=2014-05-26&Format=JSON&RegionId=us-east-1&ImageId=m-1", [], form: null))
            .Refused(400, "MissingParameter");
        Assert.Single(world.Cloud.Images);
    }

    [Fact]
    public async Task Version_one_answers_xml_unless_json_is_asked_for()
    {
        await using var world = await EcsWorld.StartAsync(EcsWorld.Image("m-1"), EcsWorld.Image("m-2", age: 1));
        var reply = await SendAsync(world, v3: false, new AcsCall("DescribeImages", East) { Format = null });
        Assert.Equal((200, "text/xml"), (reply.Status, reply.ContentType));
        var root = System.Xml.Linq.XDocument.Parse(reply.Text).Root!;
        Assert.Equal("DescribeImagesResponse", root.Name.LocalName);
        Assert.Equal(["m-1", "m-2"], root.Element("Images")!.Elements("Image").Select(image => image.Element("ImageId")!.Value));

        var error = await SendAsync(world, v3: false, new AcsCall("DescribeImages", East) { Format = "XML", Key = "other" });
        var errorRoot = System.Xml.Linq.XDocument.Parse(error.Text).Root!;
        Assert.Equal((404, "Error", "InvalidAccessKeyId.NotFound"), (error.Status, errorRoot.Name.LocalName, errorRoot.Element("Code")!.Value));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_unknown_action_and_a_wrong_version_are_refused(bool v3)
    {
        await using var world = await EcsWorld.StartAsync();
        (await SendAsync(world, v3, new AcsCall("RunInstances", East))).Refused(404, "InvalidAction.NotFound");
        (await SendAsync(world, v3, new AcsCall("DescribeImages", East) { Version = "2015-04-01" })).Refused(400, "InvalidVersion");
    }

    [Fact]
    public async Task Other_methods_and_repeated_parameters_are_refused()
    {
        await using var world = await EcsWorld.StartAsync();
        (await SendAsync(world, v3: true, new AcsCall("DescribeImages", East) { Method = "PUT" })).Refused(400, "UnsupportedHTTPMethod");
        (await SendAsync(world, v3: true, new AcsCall("DescribeImages", [.. East, .. East]))).Refused(400, "InvalidParameter");
    }

    private static Task<AcsReply> SendAsync(EcsWorld world, bool v3, AcsCall call)
    {
        var url = world.Emulator.RegionUrl("us-east-1");
        return v3 ? world.Client.SendV3Async(url, call) : world.Client.SendV1Async(url, call);
    }
}
