using Pruner.Core;
using Pruner.Core.Builds;
using Pruner.CoreOS.Catalogs;
using Pruner.CoreOS.Tests.Real;

namespace Pruner.CoreOS.Tests;

/// <summary>Damaged documents yield a reading or a refusal, never another exception. Seeds are fixed, so that a failure comes again.</summary>
public sealed class MutationTests
{
    private const int MutationsPerDocument = 250;

    private static readonly string[] Fragments =
    [
        "null", "true", "[]", "{}", "\"\"", "-1e99999", "123456789012345678901234567890", "\"\\ud800\"", "\"\\u0000\"", "{\"\":{\"\":[]}}", "[[[[[[[[]]]]]]]]",
        "\"aliyun\"", "\"m-0xi00000000000000001\"", "\"410.84.202299999999-0\"", ",", ":", "\"", "\\", "\n", "\uFEFF", "\uD83D", "}", "]", "/", "~1",
    ];

    /// <summary>One small document of each form.</summary>
    public static TheoryData<string> Small { get; } =
    [
        """{"stream":"s","metadata":{},"architectures":{"x86_64":{"artifacts":{"qemu":{"release":"39.20231101.3.0"}},"images":{"aliyun":{"regions":{"us-east-1":{"release":"410.84.202201251210-0","image":"m-0xi00000000000000001"}}},"gcp":{"name":"n"},"kubevirt":{"image":"i","digest-ref":""},"powervs":{"regions":{"r":{"release":"1","object":"o"}}}},"rhel-coreos-extensions":{"azure-disk":{"url":"u"},"marketplace":{"azure":{}}}}}}""",
        """{"amis":{"us-east-1":{"hvm":"ami-08f17f5bd2210c9fa"}},"azure":{"image":"i","url":"u"},"baseURI":"u","buildid":"45.82.202008010929-0","gcp":{"image":"i"},"images":{"aws":{"size":1}},"ostree-version":"45.82.202008010929-0"}""",
        """{"x86_64":{"azure":{"ocp":{"hyperVGen2":{"publisher":"p","offer":"o","sku":"s","version":"v","thirdParty":true}}}}}""",
        """{"schema-version":"1.0.0","builds":[{"id":"410.84.202201251210-0","arches":["x86_64"],"policy-cleanup":{"cloud-uploads":true}},{"id":"30.1","arches":[],"policy-cleanup":["cloud-uploads"]}],"tombstone-builds":[{"id":"30.2"}]}""",
        """{"buildid":"410.84.202201251210-0","name":"rhcos","coreos-assembler.basearch":"x86_64","coreos-assembler.build-timestamp":"2022-01-25T12:16:40Z","aliyun":[{"name":"r","id":"m-0xi00000000000000001"}],"amis":[{"name":"r","hvm":"ami-01234567"}],"gcp":{"image":"i"},"azure":{"url":"u"},"powervs":[{"object":"o"}],"kubevirt":{"image":"i","digest":"d"}}""",
    ];

    [Theory]
    [MemberData(nameof(Small))]
    public void A_damaged_document_of_any_form_is_read_or_refused(string text)
    {
        var outcomes = ReadDamaged(text, new Random(410), MutationsPerDocument);

        // Both happen, or the damage was of one kind only.
        Assert.True(outcomes.Read > 0 && outcomes.Refused > 0, outcomes.ToString());
    }

    [Fact]
    public void A_damaged_real_document_is_read_or_refused()
    {
        var files = Directory.GetFiles(Path.Combine(SharedData.Require(), "meta"), "*.json").Order(StringComparer.Ordinal);
        var random = new Random(411);
        var (read, refused) = (0, 0);
        foreach (var file in files)
        {
            var outcomes = ReadDamaged(File.ReadAllText(file), random, count: 40);
            read += outcomes.Read;
            refused += outcomes.Refused;
        }

        Assert.True(read > 0 && refused > 0, $"{read} {refused}");
    }

    private static (int Read, int Refused) ReadDamaged(string text, Random random, int count)
    {
        var (read, refused) = (0, 0);
        for (var round = 0; round < count; round++)
        {
            var damaged = text;
            for (var wounds = random.Next(1, 4); wounds > 0; wounds--)
            {
                damaged = Damage(damaged, random);
            }

            foreach (var reader in Readers())
            {
                try
                {
                    reader(damaged);
                    read++;
                }
                catch (EvidenceException refusal)
                {
                    Assert.Matches("^f\\.json line [0-9]+, column [0-9]+ \\(.*\\): expected .*\\.$", refusal.Refusal.What);
                    refused++;
                }
            }

            _ = new InstallerMetadataReader().FindMentions(damaged);
        }

        return (read, refused);
    }

    private static IEnumerable<Action<string>> Readers() =>
    [
        text => new InstallerMetadataReader().Read("f.json", text),
        text => BuildsJsonReader.Read("f.json", text),
        text => MetaJsonReader.Read("f.json", text, BuildId.TryParse("410.84.202201251210-0")!, "x86_64", "rhcos-4.10"),
        text => MetaJsonReader.Read("f.json", text, BuildId.TryParse("413.86.202212021619-0")!, "x86_64", "rhcos-4.13"),
    ];

    private static string Damage(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 40), text.Length - at);
        var fragment = Fragments[random.Next(Fragments.Length)];
        return random.Next(6) switch
        {
            0 => text[..at],
            1 => text.Remove(at, length),
            2 => text.Insert(at, text.Substring(at, length)),
            3 => text.Insert(at, fragment),
            4 => ReplaceValue(text, random, fragment),
            _ => at == text.Length ? text : $"{text[..at]}{(char)random.Next(1, 0x300)}{text[(at + 1)..]}",
        };
    }

    // The most telling damage: the document stays well-formed, one value is of another kind.
    private static string ReplaceValue(string text, Random random, string fragment)
    {
        var colon = text.IndexOf(':', random.Next(text.Length + 1));
        var end = colon < 0 ? -1 : text.IndexOfAny([',', '}', ']'], colon);
        return end < 0 ? text : $"{text[..(colon + 1)]}{fragment}{text[end..]}";
    }
}
