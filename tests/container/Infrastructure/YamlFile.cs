using YamlDotNet.RepresentationModel;

namespace Pruner.Container.Tests.Infrastructure;

/// <summary>A YAML file as it stands, in the order in which it stands.</summary>
internal static class YamlFile
{
    public static YamlMappingNode Read(string path)
    {
        using var reader = File.OpenText(path);
        var stream = new YamlStream();
        stream.Load(reader);
        return Assert.IsType<YamlMappingNode>(Assert.Single(stream.Documents).RootNode);
    }

    /// <summary>The value of a key, or null.</summary>
    public static YamlNode? Find(this YamlNode node, string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    /// <summary>The text of a key, or null.</summary>
    public static string? Text(this YamlNode node, string key) => (node.Find(key) as YamlScalarNode)?.Value;

    /// <summary>Keys and values of the mapping at a key; none when it is not there.</summary>
    public static IEnumerable<(string Key, YamlNode Value)> Entries(this YamlNode node, string key) =>
        (node.Find(key) as YamlMappingNode)?.Children.Select(child => (((YamlScalarNode)child.Key).Value!, child.Value)) ?? [];

    /// <summary>The node and all nodes below it.</summary>
    public static IEnumerable<YamlNode> All(this YamlNode node) => [node, .. node switch
    {
        YamlMappingNode mapping => mapping.Children.Values.SelectMany(All),
        YamlSequenceNode sequence => sequence.Children.SelectMany(All),
        _ => [],
    }];
}
