using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pruner.Aliyun.Endpoints;
using Pruner.Core.Stores;

namespace Pruner.Aliyun.Credentials;

/// <summary>
/// What one session may do: the <c>Policy</c> of AssumeRoleWithOIDC. The session may do what both it and the role's own policies allow, so that the cloud
/// refuses a change of anything that is not named here.
/// </summary>
/// <param name="Region">The one region that it is for.</param>
/// <param name="Text">The policy, JSON of at most <see cref="MostCharacters"/> ASCII characters.</param>
/// <param name="Resources">What may be changed: <c>image/m-…</c>, <c>snapshot/s-…</c>.</param>
internal sealed partial record SessionPolicy(string Region, string Text, ImmutableArray<string> Resources)
{
    /// <summary>The service documents "1 to 2048 characters" in one place and "smaller than 2048 bytes" in another: this is right by both.</summary>
    public const int MostCharacters = 2047;

    private const string ImageKind = "image/";
    private const string SnapshotKind = "snapshot/";
    private const int MostIdCharacters = 128;

    /// <summary>The resource of an image.</summary>
    public static string Image(string id) => ImageKind + id;

    /// <summary>The resource of a snapshot.</summary>
    public static string Snapshot(string id) => SnapshotKind + id;

    /// <summary>
    /// The fewest policies for a scope, packed in its order: none is for two regions, and none for artifacts with different rights. Whatever has an id of another
    /// shape than the service's is left out, for a <c>*</c> in it would allow more than itself.
    /// </summary>
    /// <param name="account">The account, digits.</param>
    /// <param name="scope">What may be changed.</param>
    public static IEnumerable<SessionPolicy> For(string account, ChangeScope scope) => scope.Artifacts
        .Where(artifact => AliyunEndpoints.IsRegionId(artifact.Id.Location))
        .GroupBy(artifact => (artifact.Id.Location, artifact.Changes))
        .SelectMany(group => Pack(account, group.Key.Location, group.Key.Changes, group.SelectMany(ResourcesOf).Distinct(StringComparer.Ordinal)));

    private static IEnumerable<SessionPolicy> Pack(string account, string region, ScopedChanges changes, IEnumerable<string> resources)
    {
        ImmutableArray<string> batch = [];
        foreach (var resource in resources)
        {
            // One alone always fits: account, region and ids have bounds.
            if (!batch.IsEmpty && Compose(account, region, changes, batch.Add(resource)).Length > MostCharacters)
            {
                yield return new SessionPolicy(region, Compose(account, region, changes, batch), batch);
                batch = [];
            }

            batch = batch.Add(resource);
        }

        if (!batch.IsEmpty)
        {
            yield return new SessionPolicy(region, Compose(account, region, changes, batch), batch);
        }
    }

    private static IEnumerable<string> ResourcesOf(ScopedArtifact artifact) =>
        [.. Named(ImageKind, [artifact.Id.Id]), .. Named(SnapshotKind, artifact.Snapshots)];

    private static IEnumerable<string> Named(string kind, IEnumerable<string> ids) =>
        ids.Where(id => id.Length <= MostIdCharacters && IdShape().IsMatch(id)).Select(id => kind + id);

    // Nothing in it needs escaping: ids, region and account consist of letters, digits, dots, dashes and underscores.
    private static string Compose(string account, string region, ScopedChanges changes, ImmutableArray<string> resources)
    {
        var images = Statement(ActionsOn(changes), ImageKind);
        var snapshots = Statement(["TagResources", "DeleteSnapshot"], SnapshotKind);
        return $$"""{"Version":"1","Statement":[{{string.Join(',', images.Concat(snapshots))}}]}""";

        IEnumerable<string> Statement(string[] actions, string kind) =>
            resources.Where(resource => resource.StartsWith(kind, StringComparison.Ordinal)).Select(resource => $"\"acs:ecs:{region}:{account}:{resource}\"").ToList() is { Count: > 0 } named
                ? [$$"""{"Effect":"Allow","Action":[{{string.Join(',', actions.Select(action => $"\"ecs:{action}\""))}}],"Resource":[{{string.Join(',', named)}}]}"""]
                : [];
    }

    private static string[] ActionsOn(ScopedChanges changes) => changes switch
    {
        ScopedChanges.Prune => ["TagResources", "ModifyImageSharePermission", "DeleteImage"],
        ScopedChanges.Undo => ["TagResources", "UntagResources", "ModifyImageSharePermission"],
        ScopedChanges.PutBack => ["TagResources", "ModifyImageSharePermission"],
        ScopedChanges.Retag => ["TagResources", "UntagResources"],
        _ => ["TagResources"],
    };

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdShape();
}
