using System.CommandLine;
using Pruner.Commands;
using Pruner.Core;
using Pruner.Core.Policies;
using Pruner.Core.Records;
using Pruner.Core.Stores;
using Pruner.Http;
using Pruner.Output;
using Pruner.State;
using Pruner.Stores;

namespace Pruner.Undoing;

/// <summary>The composition for an undo. Unlike <see cref="Session"/> it reads no history and no catalog: what was changed is on record.</summary>
internal sealed class UndoSession : IDisposable
{
    private readonly ParseResult _parsed;
    private readonly CommonOptions _options;
    private readonly HttpMessageInvoker _http;
    private IArtifactStore? _store;

    /// <summary>Puts the pieces together. Nothing is called yet.</summary>
    /// <exception cref="SetupException">An option or the configuration is wrong.</exception>
    public UndoSession(ParseResult parsed, CommonOptions options, ProgramHost host)
    {
        (_parsed, _options, Host, _http) = (parsed, options, host, host.Connect());
        Policy = options.PolicyOf(parsed, host.Environment);
        State = new StateFolder(parsed.GetValue(options.State)!);
        State.RefuseAsTarget("--log-file", parsed.GetValue(options.LogFile));
        Log = new ProgressLog(host.Error, host.Live, host.Time, parsed.GetValue(options.LogFile), parsed.GetValue(options.Debug));
        Log.Check();
    }

    /// <summary>The surroundings.</summary>
    public ProgramHost Host { get; }

    /// <summary>The effective policy, which says what stores and what account may be changed.</summary>
    public Policy Policy { get; }

    /// <summary>The state folder.</summary>
    public StateFolder State { get; }

    /// <summary>What is said.</summary>
    public ProgressLog Log { get; }

    /// <summary>Opens the store that a plan is for, among those that the configuration allows.</summary>
    /// <exception cref="SetupException">It is not among them, or the credentials are wrong or missing.</exception>
    public IArtifactStore OpenStore(Plan plan)
    {
        var clocks = new ServerClocks();
        return _store ??= StoreTable.Open(Policy, plan.Platform, address => new StoreOpening
        {
            Address = address,
            Parsed = _parsed,
            Options = _options,
            Host = Host,
            Exchange = new HttpExchange(_http, Host.Time, clocks, Host.Window(4, Policy.Concurrency.Store)),
            GitHub = new HttpExchange(_http, Host.Time, clocks, Host.Window(1, Policy.Concurrency.GitHub)),
        });
    }

    /// <inheritdoc />
    public void Dispose()
    {
        (_store as IDisposable)?.Dispose();
        _http.Dispose();
    }
}
