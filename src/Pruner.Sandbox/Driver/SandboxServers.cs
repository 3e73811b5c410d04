using System.Collections.Immutable;
using Pruner.Sandbox.Actions.Oidc;
using Pruner.Sandbox.Aliyun;
using Pruner.Sandbox.Builds;
using Pruner.Sandbox.Ecs;
using Pruner.Sandbox.GitHub;
using Pruner.Sandbox.Hosting;
using Pruner.Sandbox.Seed;
using Pruner.Sandbox.Sts;

namespace Pruner.Sandbox.Driver;

/// <summary>All emulators over one seeded world, and what <c>pruner</c> must be told to use them.</summary>
public sealed class SandboxServers : IAsyncDisposable
{
    private const string Token = "sandbox-token-not-a-secret";
    private const string AccessKeyId = "SandboxKeyNotReal";
    private const string AccessKeySecret = "sandbox-secret-not-real";

    private readonly SandboxOptions _options;
    private readonly List<IAsyncDisposable> _servers = [];

    private SandboxServers(SandboxOptions options, string folder, SeedWorld world, string repository)
    {
        (_options, Folder, World, RepositoryPath) = (options, folder, world, repository);
        Traffic.Latency = options.Latency;
    }

    /// <summary>The folder that holds repository, configuration and state.</summary>
    public string Folder { get; }

    /// <summary>The seeded world.</summary>
    public SeedWorld World { get; }

    /// <summary>The git repository that is served as openshift/installer.</summary>
    public string RepositoryPath { get; }

    /// <summary>Every request to any of the servers, and their faults.</summary>
    public TrafficLog Traffic { get; } = new();

    /// <summary>The account's images and snapshots, live.</summary>
    public EcsCloud Cloud => World.Cloud;

    /// <summary>The ECS emulator, for its switches.</summary>
    public EcsEmulator Ecs { get; private set; } = null!;

    /// <summary>The builds server's documents, live.</summary>
    public BuildsSite BuildsSite { get; private set; } = null!;

    /// <summary>The GitHub emulator.</summary>
    public GitHubEmulator GitHub { get; private set; } = null!;

    /// <summary>Where GitHub's REST API starts.</summary>
    public string GitHubUrl => GitHub.BaseUrl;

    /// <summary>Where the streams' folders are.</summary>
    public string BuildsUrl { get; private set; } = "";

    /// <summary>Where DescribeRegions is asked.</summary>
    public string AliyunEndpoint => Ecs.CentralUrl;

    /// <summary>Where GetCallerIdentity is asked.</summary>
    public string StsEndpoint { get; private set; } = "";

    /// <summary>Who makes the id tokens of the runner.</summary>
    public OidcIssuer Issuer { get; } = new();

    /// <summary>The roles that can be had for them.</summary>
    public RoleDesk Roles { get; private set; } = null!;

    /// <summary>A role that a job of the runner can have.</summary>
    public string RoleArn => $"acs:ram::{SeedWorld.AccountId}:role/pruner";

    /// <summary>GitHub, as the account knows it.</summary>
    public string OidcProviderArn => $"acs:ram::{SeedWorld.AccountId}:oidc-provider/github";

    /// <summary>What a runner tells a job with <c>permissions: id-token: write</c>: no access key is among it.</summary>
    public ImmutableSortedDictionary<string, string> RunnerEnvironment { get; private set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The configuration file.</summary>
    public string ConfigurationFile => Path.Combine(Folder, "pruner.yml");

    /// <summary>Where <c>pruner</c> keeps its state.</summary>
    public string StateFolder => Path.Combine(Folder, "state");

    /// <summary>The variables that <c>pruner</c> reads. The credentials are made up and open nothing else.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; } = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("GITHUB_TOKEN", Token),
        KeyValuePair.Create("ALIBABA_CLOUD_ACCESS_KEY_ID", AccessKeyId),
        KeyValuePair.Create("ALIBABA_CLOUD_ACCESS_KEY_SECRET", AccessKeySecret),
    ]);

    /// <summary>The options that <c>pruner</c> must be given after its own arguments, names and values in turn.</summary>
    public ImmutableArray<string> Arguments =>
    [
        "--github-url", GitHubUrl,
        "--builds-url", BuildsUrl,
        "--aliyun-endpoint", AliyunEndpoint,
        "--sts-endpoint", StsEndpoint,
        "--config", ConfigurationFile,
        "--state", StateFolder,
    ];

    /// <summary>Makes the world, relative to the clock's present time, and starts all servers on free loopback ports.</summary>
    /// <param name="options">What to serve.</param>
    /// <param name="time">The clock of the world and of every server.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="InvalidOperationException">git is not there or failed.</exception>
    public static async Task<SandboxServers> StartAsync(SandboxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = options.Folder ?? Directory.CreateTempSubdirectory("pruner-sandbox-").FullName;
        var (repository, pulls) = (options.RepositoryPath, options.PullsFile);
        if (repository is null)
        {
            var seed = await SeedRepository.WriteAsync(folder, cancellationToken);
            (repository, pulls) = (seed.Path, pulls ?? seed.PullsFile);
        }

        var servers = new SandboxServers(options, folder, SeedWorld.Create(time.GetUtcNow(), options.OrdinaryBuilds), repository);
        try
        {
            await File.WriteAllTextAsync(servers.ConfigurationFile, servers.World.Configuration, cancellationToken);
            await servers.StartServersAsync(pulls, time, cancellationToken);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        if (!_options.KeepFolder && _options.Folder is null && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task StartServersAsync(string? pulls, TimeProvider time, CancellationToken cancellationToken)
    {
        var github = new GitHubEmulatorOptions { RepositoryPath = RepositoryPath, PullsFile = pulls, Token = Token, Others = _options.OtherRepositories };
        _servers.Add(GitHub = await GitHubEmulator.StartAsync(github, Traffic, time, cancellationToken));

        BuildsSite = new BuildsSite(time);
        foreach (var (path, text) in World.Documents)
        {
            BuildsSite.Put(path, text);
        }

        var builds = await BuildsServer.StartAsync(BuildsSite, Traffic, time, cancellationToken);
        _servers.Add(builds);
        BuildsUrl = builds.BaseUrl;

        var accounts = new AliyunAccounts(new AliyunCredential(AccessKeyId, AccessKeySecret, SeedWorld.AccountId));
        _servers.Add(Ecs = await EcsEmulator.StartAsync(Cloud, accounts, Traffic, time, cancellationToken));
        Roles = new RoleDesk(accounts, time);
        Roles.Put(new OidcProvider(OidcProviderArn, Issuer, ["sts.aliyuncs.com"]));
        Roles.Put(new TrustedRole(RoleArn, OidcProviderArn));
        var sts = await StsEmulator.StartAsync(accounts, Roles, Traffic, time, cancellationToken);
        _servers.Add(sts);
        StsEndpoint = sts.BaseUrl;

        var idTokens = await IdTokenEmulator.StartAsync(Issuer, Traffic, time, cancellationToken);
        _servers.Add(idTokens);
        RunnerEnvironment = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("GITHUB_TOKEN", Token),
            KeyValuePair.Create("GITHUB_ACTIONS", "true"),
            KeyValuePair.Create("GITHUB_SERVER_URL", "https://github.com"),
            KeyValuePair.Create("GITHUB_REPOSITORY", "example/images"),
            KeyValuePair.Create("GITHUB_RUN_ID", "17"),
            KeyValuePair.Create("GITHUB_EVENT_NAME", "schedule"),
            KeyValuePair.Create("ACTIONS_ID_TOKEN_REQUEST_URL", idTokens.RequestUrl),
            KeyValuePair.Create("ACTIONS_ID_TOKEN_REQUEST_TOKEN", idTokens.RequestToken),
        ]);
    }
}
