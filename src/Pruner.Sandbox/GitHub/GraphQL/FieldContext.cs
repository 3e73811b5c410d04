namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>What a resolver gets besides the value it is asked about.</summary>
/// <param name="Field">The field.</param>
/// <param name="Arguments">Its arguments by name: those given or with a default. A null that was given is there as null.</param>
/// <param name="View">The repository as this request sees it.</param>
/// <param name="Selected">Names of the fields selected below.</param>
internal sealed record FieldContext(FieldDefinition Field, IReadOnlyDictionary<string, object?> Arguments, GitHubView View, Func<IReadOnlyCollection<string>> Selected)
{
    public string? Text(string name) => Arguments.GetValueOrDefault(name) as string;

    public int? Number(string name) => Arguments.GetValueOrDefault(name) as int?;

    public bool? Flag(string name) => Arguments.GetValueOrDefault(name) as bool?;

    /// <summary>A list of strings or enumeration values, or null when the argument is absent.</summary>
    public IReadOnlyList<string>? Texts(string name) => (Arguments.GetValueOrDefault(name) as IReadOnlyList<object?>)?.OfType<string>().ToList();

    public IReadOnlyDictionary<string, object?>? Object(string name) => Arguments.GetValueOrDefault(name) as IReadOnlyDictionary<string, object?>;
}
