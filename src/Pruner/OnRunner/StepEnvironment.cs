using System.Collections.Immutable;
using Pruner.Actions.Runner;

namespace Pruner.OnRunner;

/// <summary>The environment that a step's command sees: the runner's, with what the inputs say of credentials over it.</summary>
internal static class StepEnvironment
{
    private static readonly ImmutableArray<(string Input, string Variable)> Credentials =
    [
        ("access-key-id", "ALIBABA_CLOUD_ACCESS_KEY_ID"),
        ("access-key-secret", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        ("security-token", "ALIBABA_CLOUD_SECURITY_TOKEN"),
    ];

    /// <summary>Inputs whose values must not be seen in any log.</summary>
    private static readonly ImmutableArray<string> Secret = ["token", "pins-token", "access-key-id", "access-key-secret", "security-token"];

    /// <summary>Every secret that is known when the step begins.</summary>
    public static IEnumerable<string> SecretsOf(RunnerContext context, Inputs inputs) =>
        Secret.Select(inputs.Text).Append(context.RuntimeToken).Append(context.IdTokenRequestToken).OfType<string>().Where(secret => secret.Length > 0);

    /// <summary>The variables of the step.</summary>
    /// <param name="context">The run.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="runner">The runner's variables.</param>
    public static Func<string, string?> Of(RunnerContext context, Inputs inputs, Func<string, string?> runner)
    {
        var over = new Dictionary<string, string?>(StringComparer.Ordinal);
        // The workflow's own token is good for the GitHub that runs it only; another one must not see it.
        // What bump comments on is the workflow's own repository, which its own token is for.
        var isOwn = string.Equals(InputMap.CommandOf(inputs), "bump", StringComparison.Ordinal) && inputs.Text("repository").Length == 0;
        var pins = isOwn ? inputs.Text("token") : inputs.Text("pins-token") is { Length: > 0 } given ? given : context.IsPublicGitHub ? inputs.Text("token") : "";
        if (pins.Length > 0)
        {
            over["GITHUB_TOKEN"] = pins;
        }

        if (Credentials.Any(pair => inputs.Text(pair.Input).Length > 0))
        {
            // A family is taken whole: a token left over from an earlier step must not join keys of an input.
            foreach (var (input, variable) in Credentials)
            {
                over[variable] = inputs.Text(input);
            }
        }

        return name => over.TryGetValue(name, out var value) ? value : runner(name);
    }
}
