using System.Collections.Immutable;

namespace Pruner.Fuzz.Tests.Mutations;

/// <summary>Pieces of text that readers have stumbled over, here or elsewhere.</summary>
internal static class Fragments
{
    /// <summary>Values of JSON, well-formed by its grammar and unusual.</summary>
    public static ImmutableArray<string> Values { get; } =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "1e999", "-1e-999", "1.5", "2147483648", "9223372036854775808", "123456789012345678901234567890123456789",
        "[]", "{}", "[null]", "[[]]", "{\"\":null}", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"a\\ud83d\"", "\"\\ud83d\\ude00\"", "\"\\u202e\"", "\"\\u2028\"",
        "\"\\u001b[2J\"", "\"::set-output::\"", "\"../../etc/passwd\"", "\"true\"", "\"True\"", "\"0\"", "\"none\"", "\"null\"", "\"2022-01-25T13:16:40Z\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"",
        "\"2022-02-30T00:00:00Z\"", "\"2022-01-25T24:00:00Z\"", "\"2022-01-25T13:16:40+99:00\"", "\"m-0xi00000000000000001\"", "\"ami-0123456789abcdef0\"", "\"410.84.202299999999-0\"", "\"410.84.202201251210-999999\"",
        "\"aliyun\"", "\"us-east-1\"", "\"0000000000000000000000000000000000000000\"", "\"2222222222222222222222222222222222222222\"", "\"acs:ram::1:role/x\"", "\"a,b\"", "\"\\n\"", "\"\\ufeff\"", "\"\\uffff\"",
    ];

    /// <summary>Names of members.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "", " ", "$type", "__proto__", "id", "name", "Id", "architectures", "buildid", "images", "regions", "release", "image", "errors", "data", "message", "Code", "Message", "RequestId", "value", "files", "nodes",
        "\\ud800", "\\u0000", "a\\udc00b", "\\u0061rchitectures", "\u00e9", "\\\"", "x-unknown", "digest", "schema", "amis", "azure", "updates", "iss", "aud", "sub", "scp", "repository", "default_branch", "pull_request",
    ];

    /// <summary>Lines and parts of lines, of YAML, headers, arguments and git.</summary>
    public static ImmutableArray<string> Lines { get; } =
    [
        "", "---", "...", "--- a", "%YAML 1.2", "%YAML 99999999999.1", "%TAG ! tag:x,2000:", "# comment", "&a x", "*a", "<<: *a", "? a", ": b", "- - - -", "- ", "key: !!binary x", "key: !!int 1", "key: !<tag> x", "key: |9", "key: >-",
        "key: |2\n   x", "key: \"\\U0011FFFF\"", "key: \"\\xZZ\"", "key: \"\\ud800\"", "key: \"\\u\"", "key: 'it", "key: [a, b", "key: {a: b", "{}", "[]", "\tkey: x", "key:\tx", "min-age: 99999999999d", "min-age: -1d", "keep: [{build: '*', reason: x}]",
        "max-deletions: 1e9", "account: \u0661\u0662", "rules: [{}]", "pins: []", "pins: {repository: a/b/c}", "pins: {repository: openshift/installer, left-out: x}", "streams: []", "stores: []", "\"quoted key\": x", "? [complex, key]\n: x", "? {a: b}\n: x",
        "Retry-After: -1", "Retry-After: 99999999999999999999", "Retry-After: Mon, 01 Jan 0001 00:00:00 GMT", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", "Date: Mon, 01 Jan 0001 00:00:00 GMT", "Link: <>; rel=\"next\"", "Link: <https://api.github.com/>;rel=next",
        "Link: <https://api.github.com/\\\\x>; rel=\"next\"", "Link: <https://api.github.com@example.com/>; rel=next", "x-ratelimit-reset: 253402300799", "x-ratelimit-remaining: -1", "x-acs-retry-after: 2147483647",
        "--", "-", "--help", "--version", "--debug=maybe", "--arch", "--arch=", "--region=\u0000", "@file", "-d:", "--max-deletions", "none", "--min-age=1d", "--unknown=x", "[suggest:99]", "[diagram]", "[env:A=B]", "4.10", "all", "--keep-newest=99999999999",
        "parent 1111111111111111111111111111111111111111", "parent x", "committer x> 99999999999999999999 +0000", "committer x> 253402300800 +0000", "tree x",
    ];

    /// <summary>All of them, and single characters that mean something somewhere.</summary>
    public static ImmutableArray<string> Texts { get; } =
    [
        .. Values, .. Names, .. Lines, ",", ":", "\"", "\\", "\n", "\r", "\r\n", "\t", "\uFEFF", "\uD83D\uDE00", "}", "]", "{", "[", "/", "~1", "~0", "*", "**", "?", "**/", "<", ">", "&", "=", "@", "%", ".", "-", "'", "`",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<?xml version='1.0' encoding='utf-7'?>", "<?xml version='1.0' encoding='x'?>", "<Error>", "</Error>", "<Code/>", "<Code><a/></Code>", "<![CDATA[x]]>", "&#0;", "&lt;",
    ];
}
