using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Pruner.Sandbox.GitHub.Rest;
using Pruner.Sandbox.GitHub.Schema;
using Pruner.Sandbox.Hosting;

namespace Pruner.Sandbox.GitHub;

/// <summary>GitHub's REST and GraphQL API over real git repositories, on loopback. Written from the published schema and documentation.</summary>
public sealed class GitHubEmulator : IAsyncDisposable
{
    private readonly GitHubEmulatorOptions _options;
    private readonly TimeProvider _time;
    private EmulatorHost? _host;

    private GitHubEmulator(GitHubEmulatorOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        Repository = new GitHubRepository(options);
        Others = [.. options.Others.Select(other => new GitHubRepository(other))];
        RestBudget = new RateBudget("core", options.RateLimit, time);
        AnonymousBudget = new RateBudget("core", options.AnonymousRateLimit, time);
        GraphQLBudget = new RateBudget("graphql", options.RateLimit, time);
    }

    /// <summary>Where REST starts, without a trailing slash; GraphQL is at <see cref="GraphQLUrl"/>.</summary>
    public string BaseUrl => Origin + (_options.EnterprisePath ? "/api/v3" : "");

    /// <summary>Where GraphQL is asked.</summary>
    public string GraphQLUrl => Origin + GraphQLPath;

    /// <summary>What is served. It may be changed while the emulator runs.</summary>
    public GitHubRepository Repository { get; }

    /// <summary>The further repositories, in the order of the options.</summary>
    public ImmutableArray<GitHubRepository> Others { get; }

    /// <summary>The REST budget of callers with a token.</summary>
    public RateBudget RestBudget { get; }

    /// <summary>The REST budget of callers without one.</summary>
    public RateBudget AnonymousBudget { get; }

    /// <summary>The GraphQL budget.</summary>
    public RateBudget GraphQLBudget { get; }

    /// <summary>The part of the published GraphQL schema that is answered, in the schema definition language.</summary>
    public static string Sdl => GitHubSchema.Table.ToSdl();

    private string Origin => _host?.BaseUrl ?? "";

    private string GraphQLPath => _options.EnterprisePath ? "/api/graphql" : "/graphql";

    /// <summary>Starts the emulator on a free loopback port.</summary>
    /// <param name="options">What to serve, and how.</param>
    /// <param name="traffic">The log and the faults. Operations are <c>graphql</c> or method and route, such as <c>GET /repos/{owner}/{repo}/git/blobs/{sha}</c>.</param>
    /// <param name="time">Clock of the Date header, the budgets and the comments.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<GitHubEmulator> StartAsync(GitHubEmulatorOptions options, TrafficLog traffic, TimeProvider time, CancellationToken cancellationToken)
    {
        var emulator = new GitHubEmulator(options, time);
        emulator._host = await EmulatorHost.StartAsync("github", traffic, time, emulator.Classify, emulator.AnswerAsync, cancellationToken);
        return emulator;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        foreach (var repository in Others.Add(Repository))
        {
            repository.Dispose();
        }
    }

    private void Classify(RecordedRequest request)
    {
        if (request.Path == GraphQLPath)
        {
            request.Operation = "graphql";
            request.IsChange = GraphQLEndpoint.IsMutation(request.Body);
            return;
        }

        request.Operation = $"{request.Method} {(Match(request) is { } match ? match.Route.Template : request.Path)}";
        request.IsChange = request.Method is not ("GET" or "HEAD" or "OPTIONS");
    }

    private async Task AnswerAsync(HttpContext context, RecordedRequest request)
    {
        var reply = Answer(request);
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.Headers["X-GitHub-Request-Id"] = $"0000:{request.Number:X}";
        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    private GitHubReply Answer(RecordedRequest request)
    {
        if (request.Headers.GetValueOrDefault("User-Agent") is null or "")
        {
            return new GitHubReply(403, Encoding.UTF8.GetBytes(
                "\r\nRequest forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.\r\n"))
            { ContentType = "text/html" };
        }

        var token = Token(request.Headers.GetValueOrDefault("Authorization"));
        if (token is not null && (token.Length == 0 || (_options.Token is { } wanted && token != wanted)))
        {
            return GitHubReply.Error(401, "Bad credentials");
        }

        return request.Path == GraphQLPath ? AnswerGraphQL(request, token is not null) : AnswerRest(request, token is not null);
    }

    private GitHubReply AnswerGraphQL(RecordedRequest request, bool hasToken)
    {
        if (request.Method != "POST")
        {
            return GitHubReply.NotFound();
        }

        if (!hasToken)
        {
            return GitHubReply.Error(401, "This endpoint requires you to be authenticated.", "https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql");
        }

        return WithBudget(GraphQLEndpoint.Answer(request.Body, new GitHubView(Named(GraphQLEndpoint.RepositoryOf(request.Body)), GraphQLBudget, _options.ViewerLogin)), GraphQLBudget);
    }

    private GitHubReply AnswerRest(RecordedRequest request, bool hasToken)
    {
        if (request.Headers.GetValueOrDefault("X-GitHub-Api-Version") is { } version and not ("2022-11-28" or "2026-03-10"))
        {
            return GitHubReply.Error(400, $"\"{version}\" is not a supported API version.");
        }

        var budget = hasToken ? RestBudget : AnonymousBudget;
        var match = Match(request);
        var isFree = match?.Route.Template == "/rate_limit";
        if (!isFree && !budget.Take(1))
        {
            var whose = hasToken ? "user ID 1." : "127.0.0.1. (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)";
            return WithBudget(GitHubReply.Error(403, $"API rate limit exceeded for {whose}", "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"), budget);
        }

        if (match is not { } found)
        {
            return WithBudget(GitHubReply.NotFound(), budget);
        }

        var named = found.Parameters.TryGetValue("owner", out var owner) ? $"{owner}/{found.Parameters["repo"]}" : null;
        var call = new RestCall(
            new GitHubView(Named(named), budget, _options.ViewerLogin), found.Parameters, QueryHelpers.ParseQuery(request.Query), request.Headers.GetValueOrDefault("Accept") ?? "", request.Body,
            hasToken, BaseUrl, RestPath(request)!, _options, hasToken ? GraphQLBudget : null, _time.GetUtcNow());
        return WithBudget(Revalidate(RestApi.Answer(found.Route, call), request, hasToken ? budget : null), budget);
    }

    // A 304 is not counted when the caller gave a token.
    private static GitHubReply Revalidate(GitHubReply reply, RecordedRequest request, RateBudget? refund)
    {
        if (reply.Status != 200 || request.Method is not ("GET" or "HEAD"))
        {
            return reply;
        }

        // The representation counts: JSON and raw bytes of one blob have tags of their own.
        var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(reply.ContentType), .. reply.Body]))}\"";
        var known = (request.Headers.GetValueOrDefault("If-None-Match") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (!known.Any(candidate => candidate == "*" || candidate.Replace("W/", "", StringComparison.Ordinal) == tag[2..]))
        {
            return reply.With("ETag", tag).With("Cache-Control", "private, max-age=60, s-maxage=60");
        }

        refund?.GiveBack();
        return new GitHubReply(304, []) { Headers = reply.Headers }.With("ETag", tag);
    }

    private static GitHubReply WithBudget(GitHubReply reply, RateBudget budget) => reply
        .With("X-RateLimit-Limit", $"{budget.Limit}")
        .With("X-RateLimit-Remaining", $"{budget.Remaining}")
        .With("X-RateLimit-Used", $"{budget.Used}")
        .With("X-RateLimit-Reset", $"{budget.ResetAt.ToUnixTimeSeconds()}")
        .With("X-RateLimit-Resource", budget.Resource);

    /// <summary>The token given; empty when the header holds none that can be read; null without the header.</summary>
    private static string? Token(string? header) => header?.Split(' ', 2) is [var scheme, var token]
        && (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("token", StringComparison.OrdinalIgnoreCase))
        ? token.Trim()
        : header is null ? null : "";

    private (RestRoute Route, Dictionary<string, string> Parameters)? Match(RecordedRequest request) =>
        RestPath(request) is { } path ? RestApi.Match(request.Method, path) : null;

    /// <summary>The path below the base address, a repository's number replaced by its name; null when it is not below it.</summary>
    private string? RestPath(RecordedRequest request)
    {
        var prefix = _options.EnterprisePath ? "/api/v3" : "";
        if (!request.Path.StartsWith(prefix + "/", StringComparison.Ordinal))
        {
            return null;
        }

        var path = request.Path[prefix.Length..];
        foreach (var repository in Others.Insert(0, Repository))
        {
            var numbered = $"/repositories/{repository.DatabaseId}";
            if (path == numbered || path.StartsWith(numbered + "/", StringComparison.Ordinal))
            {
                return $"/repos/{repository.FullName}{path[numbered.Length..]}";
            }
        }

        return path;
    }

    /// <summary>The repository of that full name; the first one when there is none, which then answers that it is not it.</summary>
    private GitHubRepository Named(string? fullName) =>
        Others.FirstOrDefault(repository => string.Equals(repository.FullName, fullName, StringComparison.OrdinalIgnoreCase)) ?? Repository;
}
