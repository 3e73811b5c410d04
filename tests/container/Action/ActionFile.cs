using System.Collections.Immutable;
using Pruner.Container.Tests.Infrastructure;
using YamlDotNet.RepresentationModel;

namespace Pruner.Container.Tests.Action;

/// <summary>action.yml: what the runner knows of the action.</summary>
internal sealed class ActionFile
{
    private ActionFile(YamlNode root)
    {
        Root = root;
        Inputs = [.. root.Entries("inputs").Select(entry => new Input(entry.Key, entry.Value.Text("description") ?? "", entry.Value.Text("default"), entry.Value.Text("required")))];
        Outputs = [.. root.Entries("outputs").Select(entry => (entry.Key, entry.Value.Text("description") ?? ""))];
    }

    public YamlNode Root { get; }

    public ImmutableArray<Input> Inputs { get; }

    public ImmutableArray<(string Name, string Description)> Outputs { get; }

    public static ActionFile Read() => new(YamlFile.Read(ProjectRoot.PathOf("action.yml")));

    internal sealed record Input(string Name, string Description, string? Default, string? Required)
    {
        /// <summary>What the runner hands over when a workflow does not give the input: expressions are its own business.</summary>
        public string Given => Default is null || Default.Contains("${{", StringComparison.Ordinal) ? "" : Default;
    }
}
