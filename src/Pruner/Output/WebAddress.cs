using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Core.Pins;

namespace Pruner.Output;

/// <summary>
/// An address of the host of the pins, fit to stand in Markdown and HTML as it is. It is made only of parts that look as they must, so a forged
/// ledger cannot lead elsewhere than to a commit or a pull request.
/// </summary>
internal sealed partial record WebAddress
{
    private WebAddress(string text) => Text = text;

    /// <summary>The address: <c>https://github.com/openshift/installer/commit/…</c>.</summary>
    public string Text { get; }

    /// <summary>The commit of a witness; null when it names none, or when the host has no pages (a clone of a folder).</summary>
    /// <param name="host">Host of the API or of the clone's remote, as in the certificate.</param>
    /// <param name="witness">The witness.</param>
    public static WebAddress? OfCommit(string host, Witness witness) => Commit.IsMatch(witness.Commit) ? Of(host, witness, $"commit/{witness.Commit}") : null;

    /// <summary>The pull request of a witness; null when it was seen elsewhere, or when the host has no pages.</summary>
    /// <param name="host">Host of the API or of the clone's remote, as in the certificate.</param>
    /// <param name="witness">The witness.</param>
    public static WebAddress? OfPullRequest(string host, Witness witness) =>
        PullHead.Match(witness.Reference) is { Success: true } match ? Of(host, witness, $"pull/{match.Groups["number"].Value}") : null;

    /// <summary>The host that a witness was seen at: that of its repository's certificate. A repository that is no source any more is looked for where the first one is.</summary>
    /// <param name="certificates">What was read; empty for nothing, which leads nowhere.</param>
    /// <param name="witness">The witness.</param>
    public static string HostOf(ImmutableArray<Certificate> certificates, Witness witness) =>
        (certificates.FirstOrDefault(certificate => string.Equals(certificate.Repository, witness.Repository, StringComparison.OrdinalIgnoreCase)) ?? certificates.FirstOrDefault())?.Host ?? "";

    private static WebAddress? Of(string host, Witness witness, string page) =>
        HostName.IsMatch(host) && Repository.IsMatch(witness.Repository) ? new WebAddress($"https://{PagesOf(host)}/{witness.Repository}/{page}") : null;

    /// <summary>The public API, ssh and data residency have hosts of their own; elsewhere API and pages share one.</summary>
    private static string PagesOf(string host) => host.ToLowerInvariant() switch
    {
        "api.github.com" or "ssh.github.com" => "github.com",
        var tenant when tenant.StartsWith("api.", StringComparison.Ordinal) && tenant.EndsWith(".ghe.com", StringComparison.Ordinal) => tenant["api.".Length..],
        var other => other,
    };

    // Without a dot it is no host that others can open: "file", "localhost".
    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HostName { get; }

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,39}/[A-Za-z0-9_.-]{1,100}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Repository { get; }

    [GeneratedRegex(@"\A[0-9a-f]{40}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Commit { get; }

    [GeneratedRegex(@"\Arefs/pull/(?<number>[0-9]{1,9})/[a-z]{1,9}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PullHead { get; }
}
