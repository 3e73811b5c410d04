using Pruner.Core.Artifacts;
using Pruner.Core.Records;

namespace Pruner.Aliyun.Images;

/// <summary>The Aliyun CLI's commands for what is left to be done by hand. Ids and accounts hold only letters, digits and dashes, anything else is left out.</summary>
internal static class PutBackCommand
{
    /// <summary>One line for a shell that gives an image its visibility and shares back. Shares go first: a public image cannot be shared.</summary>
    public static string For(ArtifactId id, NotedState noted)
    {
        var modify = $"aliyun ecs ModifyImageSharePermission --RegionId {Word(id.Location)} --ImageId {Word(id.Id)}";
        var share = string.Join(
            " && ",
            noted.Accounts.Chunk(10).Select(accounts => $"{modify} {string.Join(' ', accounts.Select((account, at) => $"--AddAccount.{at + 1} {Word(account)}"))}"));
        var publish = noted.Visibility == Visibility.Public ? $"{modify} --IsPublic true" : "";
        return string.Join(" && ", new[] { share, publish }.Where(command => command.Length > 0));
    }

    /// <summary>One line for a shell that deletes a snapshot.</summary>
    public static string ForSnapshot(string region, string snapshot) => $"aliyun ecs DeleteSnapshot --RegionId {Word(region)} --SnapshotId {Word(snapshot)}";

    private static string Word(string text) => string.Concat(text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
}
