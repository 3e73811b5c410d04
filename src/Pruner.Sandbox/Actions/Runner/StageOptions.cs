using System.Collections.Immutable;

namespace Pruner.Sandbox.Actions.Runner;

/// <summary>The run that a step belongs to, and the step. The default is a run by schedule of the public GitHub, with everything there.</summary>
public sealed record StageOptions
{
    private const string WritingToken = "ghs_sandboxMayWrite0000000000000000000000";
    private const string ReadingToken = "ghs_sandboxMayRead00000000000000000000000";

    /// <summary>What started the run.</summary>
    public StageEvent Event { get; init; } = StageEvent.Schedule();

    /// <summary>The repository, <c>owner/name</c>.</summary>
    public string Repository { get; init; } = "example/images";

    /// <summary>Its id.</summary>
    public long RepositoryId { get; init; } = 1296269;

    /// <summary>Id of the run.</summary>
    public long RunId { get; init; } = 17;

    /// <summary>Attempt, from 1.</summary>
    public int RunAttempt { get; init; } = 1;

    /// <summary>The step's <c>with</c>.</summary>
    public ImmutableDictionary<string, string> With { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Variables of the workflow, the job and the step.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A GitHub Enterprise Server instead of the public GitHub: other addresses, no results service.</summary>
    public bool IsEnterpriseServer { get; init; }

    /// <summary>Base of the REST API; null is that of the server.</summary>
    public string? ApiUrl { get; init; }

    /// <summary>The results service; null where there is none.</summary>
    public string? ResultsUrl { get; init; } = "https://results-receiver.actions.githubusercontent.com/";

    /// <summary>The runtime token: a token of the results service.</summary>
    public string RuntimeToken { get; init; } = "sandbox-runtime-token";

    /// <summary>Where an id token is asked for; null without <c>permissions: id-token: write</c>. A run of a fork's pull request has none.</summary>
    public string? IdTokenRequestUrl { get; init; }

    /// <summary>A token that may only read, as a fork's pull request has anyway.</summary>
    public bool IsTokenReadOnly { get; init; }

    /// <summary>Somebody asked for debug lines.</summary>
    public bool IsDebug { get; init; }

    /// <summary>Days that artifacts are kept at most.</summary>
    public int RetentionDays { get; init; } = 90;

    /// <summary>The job's network, for <c>docker run</c>.</summary>
    public string? Network { get; init; }

    /// <summary>The token of the run, <c>${{ github.token }}</c>.</summary>
    public string Token => IsTokenReadOnly || Event.IsFromFork ? ReadingToken : WritingToken;

    /// <summary>Address of the web pages.</summary>
    internal string ServerUrl => IsEnterpriseServer ? "https://github.example.com" : "https://github.com";

    /// <summary>Address of the REST API, without a slash at the end.</summary>
    internal string RestUrl => ApiUrl ?? (IsEnterpriseServer ? ServerUrl + "/api/v3" : "https://api.github.com");

    /// <summary>Address of the GraphQL API.</summary>
    internal string GraphQLUrl => RestUrl.EndsWith("/v3", StringComparison.Ordinal) ? RestUrl[..^"/v3".Length] + "/graphql" : RestUrl + "/graphql";
}
