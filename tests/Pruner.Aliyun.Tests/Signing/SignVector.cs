using System.Collections.Immutable;

namespace Pruner.Aliyun.Tests.Signing;

/// <summary>Signature version 3 facts: the first is from the vendor's document, the others were computed with the official SDK.</summary>
internal sealed record SignVector(
    string Name,
    string AccessKeyId,
    string AccessKeySecret,
    ImmutableArray<(string Name, string Value)> Query,
    ImmutableArray<(string Name, string Value)> Headers,
    string Body,
    string Authorization)
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public static readonly ImmutableArray<SignVector> All =
    [
        new(
            "v3 official RunInstances",
            "YourAccessKeyId",
            "YourAccessKeySecret",
            [("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"), ("RegionId", "cn-shanghai")],
            [
                ("host", "ecs.cn-shanghai.aliyuncs.com"),
                ("x-acs-action", "RunInstances"),
                ("x-acs-version", "2014-05-26"),
                ("x-acs-date", "2023-10-26T10:22:32Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-content-sha256", EmptyHash),
            ],
            "",
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"),
        new(
            "v3 DescribeRegions",
            "testid",
            "testsecret",
            [],
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "DescribeRegions"),
                ("x-acs-version", "2014-05-26"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-content-sha256", EmptyHash),
            ],
            "",
            "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=29ae07e776fc56745b161a1b4c1ecf6745b67c7ff8429e2753687ff098e95e94"),
        new(
            "v3 DescribeImages",
            "testid",
            "testsecret",
            [("RegionId", "us-east-1"), ("ImageOwnerAlias", "self"), ("Status", "Creating,Waiting,Available,UnAvailable,CreateFailed,Deprecated"), ("PageNumber", "1"), ("PageSize", "100"), ("Tag.1.Key", "bootimage"), ("Tag.1.Value", "false")],
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "DescribeImages"),
                ("x-acs-version", "2014-05-26"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-content-sha256", EmptyHash),
            ],
            "",
            "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=b660ec40f1ae6221fb0241c3bcf010d7b38e185d2007e3e14c57d9a2a710cc9a"),
        new(
            "v3 TagResources specials",
            "testid",
            "testsecret",
            [("RegionId", "us-east-1"), ("ResourceType", "image"), ("ResourceId.1", "m-a"), ("ResourceId.2", "m-b"), ("Tag.1.Key", "bootimage"), ("Tag.1.Value", "a b+c*d~e/f'(!)ü")],
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "TagResources"),
                ("x-acs-version", "2014-05-26"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-content-sha256", EmptyHash),
            ],
            "",
            "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=cb413e7207d2bc026b9f8f0dc72ec5ae6086d614f2eb7c6044c68370ce483c5b"),
        new(
            "v3 DeleteImage STS",
            "testid",
            "testsecret",
            [("RegionId", "us-east-1"), ("ImageId", "m-a"), ("Force", "false")],
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "DeleteImage"),
                ("x-acs-version", "2014-05-26"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-content-sha256", EmptyHash),
                ("x-acs-accesskey-id", "testid"),
                ("x-acs-security-token", "sts-token/+="),
            ],
            "",
            "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version,Signature=d55d3c9e75d92e33a69909592c4fe633d5690dd7368e4cacda0fe05e8fec2577"),
        new(
            "v3 form body",
            "testid",
            "testsecret",
            [],
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "DeleteImage"),
                ("x-acs-version", "2014-05-26"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-content-sha256", "c1426aa3d5a8ec1d61efd4be4a89aaed78206605d6f078e6891d41d83a73e33b"),
                ("content-type", "application/x-www-form-urlencoded"),
            ],
            "Force=false&ImageId=m-a&RegionId=us-east-1",
            "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=content-type;host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=a8e55e2bf21fa71a84b37dbb8d394207dc30045ced7288109c2d2f5515ee230e"),
        new(
            "v3 TagResources 11 ids",
            "testid",
            "testsecret",
            [("RegionId", "us-east-1"), ("ResourceType", "image"), ("ResourceId.1", "m-1"), ("ResourceId.2", "m-2"), ("ResourceId.3", "m-3"), ("ResourceId.4", "m-4"), ("ResourceId.5", "m-5"), ("ResourceId.6", "m-6"), ("ResourceId.7", "m-7"), ("ResourceId.8", "m-8"), ("ResourceId.9", "m-9"), ("ResourceId.10", "m-10"), ("ResourceId.11", "m-11"), ("Tag.1.Key", "k"), ("Tag.1.Value", "")],
            [
                ("host", "ecs.us-east-1.aliyuncs.com"),
                ("x-acs-action", "TagResources"),
                ("x-acs-version", "2014-05-26"),
                ("x-acs-date", "2026-01-02T03:04:05Z"),
                ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
                ("x-acs-content-sha256", EmptyHash),
            ],
            "",
            "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=61f92612cd4f1765e40e4208877efd4df8c90c28712fcb012aa62d2e751e9dc0"),
    ];
}
