namespace Pruner.Sandbox.Tests.Ecs;

/// <summary>Signatures made by the vendor's documents and by its official clients: facts, copied as they are.</summary>
internal sealed record SignVector(
    string Name, string Method, (string Name, string Value)[] Parameters, string Key, string Secret, string Signature)
{
    /// <summary>Version 3 only: what was signed, in order of name.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>Version 3 only: the form body.</summary>
    public string Body { get; init; } = "";

    public bool IsV3 => Headers.Length > 0;

    public static IReadOnlyList<SignVector> All { get; } =
    [
        new(
            "v3 official RunInstances",
            "POST",
            [
                ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
                ("RegionId", "cn-shanghai"),
            ],
            "YourAccessKeyId",
            "YourAccessKeySecret",
            "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")
        {
            Headers =
            [
                ("host", "ecs.cn-shanghai.aliyuncs.com"),
                ("x-acs-action", "RunInstances"),
                ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                ("x-acs-date", "2023-10-26T10:22:32Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-version", "2014-05-26"),
            ],
        },
        new(
            "v1 official DescribeRegions GET",
            "GET",
            [
                ("AccessKeyId", "testid"),
                ("Action", "DescribeRegions"),
                ("Format", "XML"),
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
                ("SignatureVersion", "1.0"),
                ("Timestamp", "2016-02-23T12:46:24Z"),
                ("Version", "2014-05-26"),
            ],
            "testid",
            "testsecret",
            "OLeaidS1JvxuMvnyHOwuJ+uX5qY="),
        new(
            "v3 DescribeRegions",
            "POST",
            [],
            "testid",
            "testsecret",
            "29ae07e776fc56745b161a1b4c1ecf6745b67c7ff8429e2753687ff098e95e94")
        {
            Headers =
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "DescribeRegions"),
                ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-version", "2014-05-26"),
            ],
        },
        new(
            "v3 DescribeImages",
            "POST",
            [
                ("RegionId", "us-east-1"),
                ("ImageOwnerAlias", "self"),
                ("Status", "Creating,Waiting,Available,UnAvailable,CreateFailed,Deprecated"),
                ("PageNumber", "1"),
                ("PageSize", "100"),
                ("Tag.1.Key", "bootimage"),
                ("Tag.1.Value", "false"),
            ],
            "testid",
            "testsecret",
            "b660ec40f1ae6221fb0241c3bcf010d7b38e185d2007e3e14c57d9a2a710cc9a")
        {
            Headers =
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "DescribeImages"),
                ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-version", "2014-05-26"),
            ],
        },
        new(
            "v3 TagResources specials",
            "POST",
            [
                ("RegionId", "us-east-1"),
                ("ResourceType", "image"),
                ("ResourceId.1", "m-a"),
                ("ResourceId.2", "m-b"),
                ("Tag.1.Key", "bootimage"),
                ("Tag.1.Value", "a b+c*d~e/f'(!)ü"),
            ],
            "testid",
            "testsecret",
            "cb413e7207d2bc026b9f8f0dc72ec5ae6086d614f2eb7c6044c68370ce483c5b")
        {
            Headers =
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "TagResources"),
                ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-version", "2014-05-26"),
            ],
        },
        new(
            "v3 DeleteImage STS",
            "POST",
            [
                ("RegionId", "us-east-1"),
                ("ImageId", "m-a"),
                ("Force", "false"),
            ],
            "testid",
            "testsecret",
            "d55d3c9e75d92e33a69909592c4fe633d5690dd7368e4cacda0fe05e8fec2577")
        {
            Headers =
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-accesskey-id", "testid"),
                ("x-acs-action", "DeleteImage"),
                ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-security-token", "sts-token/+="),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-version", "2014-05-26"),
            ],
        },
        new(
            "v3 form body",
            "POST",
            [],
            "testid",
            "testsecret",
            "a8e55e2bf21fa71a84b37dbb8d394207dc30045ced7288109c2d2f5515ee230e")
        {
            Headers =
            [
                ("content-type", "application/x-www-form-urlencoded"),
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "DeleteImage"),
                ("x-acs-content-sha256", "c1426aa3d5a8ec1d61efd4be4a89aaed78206605d6f078e6891d41d83a73e33b"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-version", "2014-05-26"),
            ],
            Body = "Force=false&ImageId=m-a&RegionId=us-east-1",
        },
        new(
            "v3 TagResources 11 ids",
            "POST",
            [
                ("RegionId", "us-east-1"),
                ("ResourceType", "image"),
                ("ResourceId.1", "m-1"),
                ("ResourceId.2", "m-2"),
                ("ResourceId.3", "m-3"),
                ("ResourceId.4", "m-4"),
                ("ResourceId.5", "m-5"),
                ("ResourceId.6", "m-6"),
                ("ResourceId.7", "m-7"),
                ("ResourceId.8", "m-8"),
                ("ResourceId.9", "m-9"),
                ("ResourceId.10", "m-10"),
                ("ResourceId.11", "m-11"),
                ("Tag.1.Key", "k"),
                ("Tag.1.Value", ""),
            ],
            "testid",
            "testsecret",
            "61f92612cd4f1765e40e4208877efd4df8c90c28712fcb012aa62d2e751e9dc0")
        {
            Headers =
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "TagResources"),
                ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-version", "2014-05-26"),
            ],
        },
        new(
            "v1 DescribeRegions GET",
            "GET",
            [
                ("AccessKeyId", "testid"),
                ("Format", "JSON"),
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureNonce", "3156853299f313e23d1673dc12e1703d"),
                ("SignatureVersion", "1.0"),
                ("Timestamp", "2026-01-02T03:04:05Z"),
                ("Version", "2014-05-26"),
                ("Action", "DescribeRegions"),
            ],
            "testid",
            "testsecret",
            "k3Y+N1lIIV+CFpXH7rKD4I/jSR8="),
        new(
            "v1 TagResources POST specials",
            "POST",
            [
                ("AccessKeyId", "testid"),
                ("Format", "JSON"),
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureNonce", "3156853299f313e23d1673dc12e1703d"),
                ("SignatureVersion", "1.0"),
                ("Timestamp", "2026-01-02T03:04:05Z"),
                ("Version", "2014-05-26"),
                ("Action", "TagResources"),
                ("RegionId", "us-east-1"),
                ("ResourceType", "image"),
                ("ResourceId.1", "m-a"),
                ("ResourceId.2", "m-b"),
                ("Tag.1.Key", "bootimage"),
                ("Tag.1.Value", "a b+c*d~e/f'(!)ü"),
            ],
            "testid",
            "testsecret",
            "Q1Vgq4dXCU/zzazytEeGyYRe19s="),
        new(
            "v1 DeleteImage STS",
            "POST",
            [
                ("AccessKeyId", "testid"),
                ("Format", "JSON"),
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureNonce", "3156853299f313e23d1673dc12e1703d"),
                ("SignatureVersion", "1.0"),
                ("Timestamp", "2026-01-02T03:04:05Z"),
                ("Version", "2014-05-26"),
                ("Action", "DeleteImage"),
                ("RegionId", "us-east-1"),
                ("ImageId", "m-a"),
                ("Force", "false"),
                ("SecurityToken", "sts-token/+="),
            ],
            "testid",
            "testsecret",
            "FQaCtxS9mJnwqC5Izn7RR5oMg7Y="),
    ];

    public override string ToString() => Name;
}
