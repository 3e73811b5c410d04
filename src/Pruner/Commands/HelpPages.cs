using System.Collections.Immutable;
using System.CommandLine;

namespace Pruner.Commands;

/// <summary>What help says besides what commands and options say of themselves.</summary>
/// <param name="Examples">What one wants, and the command for it; the most wanted first.</param>
/// <param name="Notes">Further sections.</param>
internal sealed record HelpPage(
    ImmutableArray<(string Does, string Command)> Examples, ImmutableArray<(string Title, ImmutableArray<string> Lines)> Notes);

/// <summary>The pages.</summary>
internal static class HelpPages
{
    private static readonly HelpPage _empty = new([], []);

    private static readonly HelpPage _root = new(
        [
            ("A first look, which changes nothing", "pruner plan 4.10"),
            ("A rehearsal of every step, which changes nothing either", "pruner prune 4.10 --dry-run"),
            ("Carry out the plan that you have read", "pruner apply pruner-state/plan.json --digest SHA256"),
            ("Both in one go; shows the plan and asks", "pruner prune 4.10"),
            ("Why is this image kept?", "pruner explain m-0xi47nhv1zat67he9n4j"),
        ],
        [
            ("Credentials",
            [
                "GITHUB_TOKEN (or GH_TOKEN), a token without any scope, to read the history of boot images.",
                "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or the Aliyun CLI's profile.",
            ]),
            ("Exit codes",
            [
                "0    done",
                "1    a defect in the program",
                "2    options, configuration or credentials are wrong; not approved",
                "3    refused: evidence missing, a limit, a plan edited or expired",
                "4    finished, with regions missing, failures or unknown outcomes",
                "130, 143  interrupted; run the same command again",
            ]),
            ("More", ["pruner COMMAND --help says what a command can do."]),
        ]);

    private static readonly ImmutableDictionary<string, HelpPage> _pages = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("plan", new HelpPage(
            [
                ("What may go of 4.10?", "pruner plan 4.10"),
                ("Of two releases, in two regions only", "pruner plan 4.10 4.11 --region us-east-1 --region eu-central-1"),
                ("Every build, one line each", "pruner plan 4.10 --full"),
                ("For a script", "pruner plan 4.10 --format json | jq '.verdicts | length'"),
            ],
            [])),
        KeyValuePair.Create("apply", new HelpPage(
            [
                ("Carry out what was read; the digest is what 'pruner plan' printed last", "pruner apply pruner-state/plan.json --digest SHA256"),
                ("Rehearse it", "pruner apply pruner-state/plan.json --digest SHA256 --dry-run"),
                ("At a terminal: show it and ask", "pruner apply pruner-state/plan.json"),
            ],
            [])),
        KeyValuePair.Create("prune", new HelpPage(
            [
                ("Rehearse", "pruner prune 4.10 --dry-run"),
                ("Show the plan, ask, and delete", "pruner prune 4.10 4.11"),
                ("In a job, where nobody can be asked", "pruner prune 4.10 --yes --format markdown"),
            ],
            [])),
        KeyValuePair.Create("explain", new HelpPage(
            [
                ("By the last plan", "pruner explain m-0xi47nhv1zat67he9n4j"),
                ("From fresh evidence", "pruner explain m-0xi47nhv1zat67he9n4j --release 4.10"),
                ("The deciding reason, for a script", "pruner explain m-0xi47nhv1zat67he9n4j --format json | jq '.images[].reason'"),
            ],
            [])),
        KeyValuePair.Create("report", new HelpPage(
            [
                ("How much is there, and what is wrong with it?", "pruner report 4.10 4.11"),
                ("How much room is left in each region?", "pruner report 4.10 --quota 500"),
                ("Pinned images that are missing, for a script", "pruner report 4.10 --format json | jq '.pins.missing'"),
                ("As a part of the ledger's page", "pruner ledger show --html ledger.html"),
            ],
            [])),
        KeyValuePair.Create("bump", new HelpPage(
            [
                ("What does this pull request of the installer change?", "pruner bump --pull-request 5452"),
                ("In a job: the same, as one comment that is kept up to date", "pruner bump --pull-request 5452 --comment changes"),
                ("After the merge: tag the new images bootimage=true", "pruner bump --pull-request 5452 --protect"),
            ],
            [
                ("Exit codes",
                [
                    "0    nothing looks wrong",
                    "4    something looks wrong, was not answered, or could not be tagged",
                ]),
            ])),
        KeyValuePair.Create("ledger", new HelpPage(
            [
                ("What became of every image", "pruner ledger show --format json"),
                ("Does the ledger agree with its journal?", "pruner ledger verify"),
                ("What could be put back of the last run?", "pruner ledger undo --dry-run"),
            ],
            [])),
        KeyValuePair.Create("ledger show", new HelpPage(
            [
                ("What the last run did", "pruner ledger show"),
                ("As a page for a browser, with search", "pruner ledger show --html ledger.html"),
                ("How many images it deleted, for a script", "pruner ledger show --format json | jq .totals.pruned"),
            ],
            [])),
        KeyValuePair.Create("ledger verify", new HelpPage([("Check the ledger in the usual folder", "pruner ledger verify")], [])),
        KeyValuePair.Create("ledger undo", new HelpPage(
            [
                ("What could be put back?", "pruner ledger undo --dry-run"),
                ("Show it, ask, and put it back", "pruner ledger undo"),
            ],
            [
                ("Exit codes",
                [
                    "0    whatever still exists is as before, but for what protects it",
                    "4    something is not, and the output says what and why",
                ]),
            ])),
        KeyValuePair.Create("policy", new HelpPage(
            [
                ("Is pruner.yml right, and what does it come to?", "pruner policy check"),
                ("Every key with its default, to begin from", "pruner policy show"),
                ("From coreos-assembler's policy", "pruner policy import gc-policy.yaml --out pruner.yml"),
            ],
            [])),
        KeyValuePair.Create("policy check", new HelpPage(
            [
                ("The configuration of this folder", "pruner policy check"),
                ("For a comment on a pull request that changes it", "pruner policy check pruner.yml --format markdown"),
                ("What is unusual about it, for a script", "pruner policy check --format json | jq -r '.unusual[]'"),
            ],
            [("Exit codes", ["0    it can be used", "2    it cannot, and the message names line and column"])])),
        KeyValuePair.Create("policy show", new HelpPage([("Every key with its default", "pruner policy show")], [])),
        KeyValuePair.Create("policy import", new HelpPage(
            [
                ("Look at what comes of it", "pruner policy import gc-policy.yaml"),
                ("Into a new file", "pruner policy import gc-policy.yaml --out pruner.yml"),
            ],
            [])),
        KeyValuePair.Create("completion", new HelpPage(
            [
                ("bash: in ~/.bashrc", "source <(pruner completion bash)"),
                ("zsh: in ~/.zshrc, after compinit", "source <(pruner completion zsh)"),
                ("fish: in ~/.config/fish/config.fish", "pruner completion fish | source"),
            ],
            [])),
    ]);

    /// <summary>The page of a command; an empty one when there is nothing to add.</summary>
    public static HelpPage Of(Command command) => command is RootCommand ? _root : _pages.GetValueOrDefault(PathOf(command), _empty);

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand ? $"{PathOf(parent)} {command.Name}" : command.Name;
}
