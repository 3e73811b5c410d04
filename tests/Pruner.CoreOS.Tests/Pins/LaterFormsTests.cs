using Pruner.Core.Pins;
using Pruner.Core.Policies;

namespace Pruner.CoreOS.Tests.Pins;

/// <summary>The forms of 2025 and later: other names of files and builds, and clouds that were not there before.</summary>
public sealed class LaterFormsTests
{
    private static readonly InstallerMetadataReader Reader = new();

    /// <summary>CentOS Stream CoreOS, of OKD: clouds without Aliyun, and build ids that look like RHEL's.</summary>
    [Fact]
    public void The_file_of_CentOS_Stream_CoreOS_pins_like_any_other()
    {
        var reading = Read("data/data/coreos/scos.json", """
            {
              "stream": "c10s",
              "metadata": { "last-modified": "2025-09-02T13:01:05Z", "generator": "plume cosa2stream 7c1d1d4" },
              "architectures": {
                "aarch64": {
                  "artifacts": { "qemu": { "release": "10.0.20250902-0", "formats": { "qcow2.gz": { "disk": {
                    "location": "https://example.com/prod/streams/c10s/builds/10.0.20250902-0/aarch64/scos-10.0.20250902-0-qemu.aarch64.qcow2.gz",
                    "sha256": "01", "uncompressed-sha256": "02" } } } } },
                  "images": { "aws": { "regions": { "us-east-1": { "release": "10.0.20250902-0", "image": "ami-0123456789abcdef1" } } } }
                },
                "x86_64": {
                  "artifacts": {},
                  "images": {
                    "aws": { "regions": { "us-east-1": { "release": "10.0.20250901-1", "image": "ami-0123456789abcdef2" } } },
                    "gcp": { "release": "10.0.20250901-1", "project": "rhcos-cloud", "name": "scos-10-0-20250901-1-gcp-x86-64" },
                    "kubevirt": { "release": "10.0.20250901-1", "image": "quay.io/openshift-release-dev/scos:c10s-kubevirt", "digest-ref": "quay.io/openshift-release-dev/scos@sha256:03" }
                  }
                }
              }
            }
            """);

        Assert.Equal(
            [
                "aarch64 aws us-east-1 ami-0123456789abcdef1 10.0.20250902-0",
                "x86_64 aws us-east-1 ami-0123456789abcdef2 10.0.20250901-1",
                "x86_64 gcp  scos-10-0-20250901-1-gcp-x86-64 10.0.20250901-1",
                "x86_64 kubevirt  quay.io/openshift-release-dev/scos:c10s-kubevirt 10.0.20250901-1",
                "x86_64 kubevirt  quay.io/openshift-release-dev/scos@sha256:03 10.0.20250901-1",
            ],
            Pins(reading));
        Assert.Equal(["10.0.20250902-0", "10.0.20250901-1"], reading.Builds.Select(build => build.Text));
    }

    /// <summary>The files that took the place of rhcos.json in 2026, one for each RHEL, with clouds and artifacts that nobody had named before.</summary>
    [Theory]
    [InlineData("data/data/coreos/coreos-rhel-9.json", "9.8.20260401-0")]
    [InlineData("data/data/coreos/coreos-rhel-10.json", "10.2.20260401-0")]
    public void A_file_of_one_RHEL_pins_clouds_not_heard_of_and_its_new_artifacts_pin_nothing(string path, string build)
    {
        var reading = Read(path, """
            {
              "stream": "rhel-coreos",
              "metadata": {},
              "architectures": {
                "aarch64": {
                  "artifacts": { "nvidiabluefield": { "release": "BUILD", "formats": { "bfb": { "disk": { "location": "https://example.com/rhcos-BUILD-nvidiabluefield.aarch64.bfb", "sha256": "01" } } } } },
                  "images": { "oraclecloud": { "regions": { "us-ashburn-1": { "release": "BUILD", "image": "ocid1.image.oc1.iad.aaaaaaaaexample" } } } }
                },
                "x86_64": {
                  "artifacts": {},
                  "images": {
                    "oraclecloud": { "regions": { "eu-frankfurt-1": { "release": "BUILD", "image": "ocid1.image.oc1.eu-frankfurt-1.aaaaaaaaexample" } } },
                    "ibmcloud": { "regions": { "us-south": { "release": "BUILD", "object": "rhcos-BUILD-ibmcloud.x86_64.qcow2.gz", "bucket": "b", "url": "https://example.com/o" } } }
                  },
                  "rhel-coreos-extensions": {
                    "aws-winli": { "regions": { "us-east-1": { "release": "BUILD", "image": "ami-0123456789abcdef3" } } },
                    "azure-disk": { "release": "BUILD", "url": "https://example.com/rhcos-BUILD-azure.x86_64.vhd" }
                  }
                }
              }
            }
            """.Replace("BUILD", build, StringComparison.Ordinal));

        Assert.Equal(
            [
                $"aarch64 oraclecloud us-ashburn-1 ocid1.image.oc1.iad.aaaaaaaaexample {build}",
                $"x86_64 oraclecloud eu-frankfurt-1 ocid1.image.oc1.eu-frankfurt-1.aaaaaaaaexample {build}",
                $"x86_64 ibmcloud us-south rhcos-{build}-ibmcloud.x86_64.qcow2.gz {build}",
                $"x86_64 aws-winli us-east-1 ami-0123456789abcdef3 {build}",
                $"x86_64 azure-disk  https://example.com/rhcos-{build}-azure.x86_64.vhd {build}",
            ],
            Pins(reading));
        Assert.Equal([build], reading.Builds.Select(named => named.Text));
    }

    /// <summary>A new cloud whose images have no regions is not guessed at: somebody must say what its ids are.</summary>
    [Fact]
    public void A_new_cloud_of_another_form_is_refused() =>
        Assert.Contains(
            "(/architectures/x86_64/images/oraclecloud): expected a member \"regions\"",
            Refused.Message(() => Read("data/data/coreos/coreos-rhel-10.json", """
                {"stream":"s","architectures":{"x86_64":{"images":{"oraclecloud":{"release":"10.2.20260401-0","ocid":"ocid1.image.oc1.iad.aaaaaaaaexample"}}}}}
                """)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("data/data/coreos/marketplace-rhcos.json")]
    [InlineData("data/data/coreos/marketplace/coreos-rhel-9.json")]
    [InlineData("data/data/coreos/marketplace/coreos-rhel-10.json")]
    public void Offers_of_a_marketplace_are_read_in_every_place_they_had_and_pin_nothing(string path)
    {
        var reading = Read(path, """
            {
              "aarch64": { "azure": {
                "no-purchase-plan": { "hyperVGen2": { "publisher": "azureopenshift", "offer": "aro4", "sku": "421-arm", "version": "421.96.20260401", "thirdParty": false } } } },
              "x86_64": { "azure": {
                "no-purchase-plan": { "hyperVGen1": { "publisher": "azureopenshift", "offer": "aro4", "sku": "aro_421", "version": "421.96.20260401", "thirdParty": false } },
                "ocp": { "hyperVGen2": { "publisher": "redhat", "offer": "rh-ocp-worker", "sku": "rh-ocp-worker", "version": "4.18.2025112710", "thirdParty": true } },
                "ocp-emea": { "hyperVGen2": { "publisher": "redhat-limited", "offer": "rh-ocp-worker", "sku": "rh-ocp-worker", "version": "4.18.2025112710", "thirdParty": true } },
                "opp": { "hyperVGen2": { "publisher": "redhat", "offer": "rh-opp-worker", "sku": "rh-opp-worker", "version": "4.18.2025112710", "thirdParty": true } },
                "oke": { "hyperVGen2": { "publisher": "redhat", "offer": "rh-oke-worker", "sku": "rh-oke-worker", "version": "4.18.2025112710", "thirdParty": true } } } }
            }
            """);

        Assert.Equal("marketplace", reading.Format);
        Assert.Empty(reading.Pins);
        Assert.Empty(reading.Builds);
    }

    private static IEnumerable<string> Pins(DocumentReading reading) =>
        reading.Pins.Select(pin => $"{pin.Architecture} {pin.Platform} {pin.Location} {pin.ImageId} {pin.Release}");

    private static DocumentReading Read(string path, string text)
    {
        Assert.True(PinSource.OpenShiftInstaller.Scope.Paths.IsDocument(path));
        var reading = Reader.Read(path, text);
        Assert.Empty(TwoReaders.Disagreements(reading, Reader.FindMentions(text)));
        return reading;
    }
}
