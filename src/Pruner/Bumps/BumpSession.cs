using System.CommandLine;
using Pruner.Aliyun;
using Pruner.Commands;
using Pruner.Core.History;
using Pruner.Core.Policies;
using Pruner.CoreOS;
using Pruner.Evidence;
using Pruner.GitHub;
using Pruner.GitHub.Comments;
using Pruner.GitHub.Pulls;
using Pruner.Http;
using Pruner.OnRunner;
using Pruner.Output;
using Pruner.State;
using Pruner.Stores;

namespace Pruner.Bumps;

/// <summary>The composition for one pull request. Unlike <see cref="Session"/> it does without a cloud's credentials, and reads no history.</summary>
internal sealed class BumpSession : IDisposable
{
    private readonly HttpMessageInvoker _http;

    /// <summary>Puts the pieces together. Nothing is called yet.</summary>
    /// <param name="parsed">The options given.</param>
    /// <param name="options">What they mean.</param>
    /// <param name="repository">The pull request's repository; null for the one that the configuration names.</param>
    /// <param name="host">The surroundings.</param>
    /// <exception cref="Core.SetupException">An option, the configuration or the credentials are wrong.</exception>
    public BumpSession(ParseResult parsed, CommonOptions options, string? repository, ProgramHost host)
    {
        _http = host.Connect();
        Policy = options.PolicyOf(parsed, host.Environment);
        var state = new StateFolder(parsed.GetValue(options.State)!);
        state.RefuseAsTarget("--log-file", parsed.GetValue(options.LogFile));
        Log = new ProgressLog(host.Error, host.Live, host.Time, parsed.GetValue(options.LogFile), parsed.GetValue(options.Debug));
        Log.Check();
        var clocks = new ServerClocks();
        var github = new HttpExchange(_http, host.Time, clocks, host.Window(8, Policy.Concurrency.GitHub));
        var pins = Policy.Pins.FirstOrDefault(source => string.Equals(source.Repository, repository, StringComparison.OrdinalIgnoreCase)) ?? Policy.Pins[0];
        var source = MetadataSource.Parse(repository ?? pins.Repository);
        Paths = pins.Scope.Paths;
        var endpoint = new GitHubEndpoint(parsed.GetValue(options.GitHubUrl)!, host.Environment("GITHUB_TOKEN") is { Length: > 0 } token ? token : host.Environment("GH_TOKEN"));
        Pulls = new PullRequestReader(github, endpoint, source);
        Comments = new StickyComments(github, endpoint, source);
        Builds = new BuildLooker(new BuildsClient(new HttpExchange(_http, host.Time, clocks, host.Window(16, Policy.Concurrency.Builds)), parsed.GetValue(options.BuildsUrl)), Policy.Streams);
        var endpoints = AliyunOpening.EndpointsOf(parsed, options, Policy.Stores.FirstOrDefault(store => store.Platform == ImageLooker.Platform)?.Address);
        // Half a key is refused here as everywhere; none at all only means that no image is looked at.
        var aliyun = new HttpExchange(_http, host.Time, clocks, host.Window(4, Policy.Concurrency.Store));
        var credentials = SignIn.Find(parsed.GetValue(options.RoleArn), parsed.GetValue(options.OidcProviderArn), host, host.ReadHomeFile, github, aliyun, endpoints);
        var store = credentials is null ? null : AliyunStoreFactory.Create(aliyun, credentials, endpoints, host.Time);
        Images = new ImageLooker(store);
        Protector = store is null ? null : new Protector(store, Policy, state, host.Time, Log);
    }

    /// <summary>The effective policy.</summary>
    public Policy Policy { get; }

    /// <summary>What is said.</summary>
    public ProgressLog Log { get; }

    /// <summary>Where the documents lie: as configured for the repository, and in one that is not configured (a fork, say) as in the first that is.</summary>
    public DocumentPaths Paths { get; }

    /// <summary>Reads documents.</summary>
    public InstallerMetadataReader Documents { get; } = new();

    /// <summary>Reads pull requests.</summary>
    public PullRequestReader Pulls { get; }

    /// <summary>Writes the comment.</summary>
    public StickyComments Comments { get; }

    /// <summary>Looks builds up.</summary>
    public BuildLooker Builds { get; }

    /// <summary>Looks at images.</summary>
    public ImageLooker Images { get; }

    /// <summary>Tags images; null without credentials.</summary>
    public Protector? Protector { get; }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
