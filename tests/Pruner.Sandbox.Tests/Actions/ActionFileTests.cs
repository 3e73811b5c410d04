using Pruner.Sandbox.Actions.Runner;

namespace Pruner.Sandbox.Tests.Actions;

public sealed class ActionFileTests
{
    private const string Text = """
        name: pruner
        description: Prunes

        inputs:
          # first
          command:
            description: >-
              What to do: a word,
              default: prune
            default: prune
          dry-run:
            description: Whether; 'true' or "false"
            default: 'true'
          token:
            default: ${{ github.token }}
          state:
            required: false
            default: ""
          config:
            required: false

        outputs:
          plan-path:
            description: The plan

        runs:
          using: docker
          image: Dockerfile
          args:
            - action
            - '--x'
          post-entrypoint: /usr/local/bin/pruner
        """;

    [Fact]
    public void Inputs_have_their_defaults_and_runs_its_entry_points()
    {
        var action = ActionFile.Parse(Text);
        Assert.Equal(
            [new("command", "prune"), new("dry-run", "true"), new("token", "${{ github.token }}"), new("state", ""), new("config", "")],
            action.Inputs);
        Assert.Equal(["action", "--x"], action.Arguments!.Value);
        Assert.Equal((null, "/usr/local/bin/pruner"), (action.Entrypoint, action.PostEntrypoint));
    }

    [Fact]
    public void Arguments_in_brackets_are_read_and_none_are_none()
    {
        Assert.Equal(["action", "b"], ActionFile.Parse("runs:\n  args: [action, 'b']\n").Arguments!.Value);
        Assert.Null(ActionFile.Parse("runs:\n  using: docker\n").Arguments);
    }

    [Theory]
    [InlineData("inputs:\n  a:\n    default: >-\n")]
    [InlineData("inputs:\n  a:\n    default: x # y\n")]
    [InlineData("inputs:\n  a:\n    default: \"\\n\"\n")]
    [InlineData("inputs:\n  a:\n    default: 'it''s'\n")]
    [InlineData("runs:\n  args: *anchor\n")]
    public void A_value_in_a_form_that_is_not_understood_is_refused(string text) => Assert.Throws<FormatException>(() => ActionFile.Parse(text));
}
