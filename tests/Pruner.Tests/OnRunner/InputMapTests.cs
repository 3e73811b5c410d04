using Pruner.Actions.Runner;
using Pruner.Core;
using Pruner.OnRunner;

namespace Pruner.Tests.OnRunner;

public sealed class InputMapTests
{
    [Theory]
    [InlineData("releases=4.10", "prune 4.10 --dry-run")]
    [InlineData("releases=4.10;dry-run=true", "prune 4.10 --dry-run")]
    [InlineData("releases=4.10 4.11;dry-run=false", "prune 4.10 4.11 --yes")]
    [InlineData("command=prune;releases=4.10;dry-run=;debug=true", "prune 4.10 --dry-run --debug")]
    [InlineData("command=plan;releases=4.10;dry-run=false;config=a b.yml;regions=us-east-1, eu-west-1;max-deletions=0", "plan 4.10 --config=a b.yml --max-deletions=0 --region=us-east-1 --region=eu-west-1")]
    [InlineData("command=apply;plan-digest=abc", "apply pruner-state/plan.json --digest=abc --dry-run")]
    [InlineData("command=apply;plan=p/plan.json;plan-digest=abc;dry-run=false;state=s", "apply p/plan.json --state=s --digest=abc")]
    [InlineData("command=apply;plan-digest=abc;state=s", "apply s/plan.json --state=s --digest=abc --dry-run")]
    [InlineData("command=explain;image=m-0xi1;releases=4.10", "explain m-0xi1 --release=4.10")]
    [InlineData("command=ledger;state=s", "ledger show --state=s")]
    [InlineData("command=bump;pull-request=7;comment=always", "bump --pull-request=7 --comment=always")]
    [InlineData("command=bump;pull-request=7;protect=true", "bump --pull-request=7 --protect --yes")]
    [InlineData("releases=4.10;role-arn=r;oidc-provider-arn=p", "prune 4.10 --role-arn=r --oidc-provider-arn=p --dry-run")]
    [InlineData("command=plan;releases=4.10;comment=changes;protect=false;arch=x86_64", "plan 4.10 --arch=x86_64")]
    public void Inputs_become_a_command_line(string given, string expected) => Assert.Equal(expected, string.Join(' ', InputMap.Arguments(Of(given))));

    [Theory]
    [InlineData("", "The input releases is missing.")]
    [InlineData("command=explain", "The input image is missing.")]
    [InlineData("command=delete;releases=4.10", "The input command is 'delete', expected one of prune, plan, apply, report, bump, explain, ledger.")]
    [InlineData("releases=4.10;dry-run=no", "The input dry-run is 'no', expected true or false.")]
    [InlineData("releases=4.10;plan-digest=abc", "The input plan-digest means nothing to prune.")]
    [InlineData("command=apply;releases=4.10;plan-digest=abc", "The input releases means nothing to apply.")]
    [InlineData("command=ledger;config=pruner.yml", "The input config means nothing to ledger.")]
    [InlineData("releases=4.10 --yes", "'--yes' begins with a dash.")]
    [InlineData("command=apply;plan=--digest;plan-digest=abc", "'--digest' begins with a dash.")]
    public void Wrong_inputs_are_refused(string given, string what) =>
        Assert.Equal(what, Assert.Throws<SetupException>(() => InputMap.Arguments(Of(given))).Refusal.What);

    [Theory]
    [InlineData("releases=4.10", false)]
    [InlineData("releases=4.10;dry-run=false", true)]
    [InlineData("command=apply;plan-digest=a;dry-run=false", true)]
    [InlineData("command=apply;plan-digest=a", false)]
    [InlineData("command=plan;releases=4.10;dry-run=false", false)]
    [InlineData("command=bump;dry-run=false", false)]
    [InlineData("command=bump;protect=true", true)]
    [InlineData("command=ledger;dry-run=false", false)]
    public void Only_an_explicit_word_lets_a_step_change_anything(string given, bool mayChange) => Assert.Equal(mayChange, InputMap.MayChange(Of(given)));

    private static Inputs Of(string given)
    {
        var variables = given.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => Inputs.VariableOf(pair[0]), pair => pair[1]);
        return new Inputs(variables.GetValueOrDefault);
    }
}
