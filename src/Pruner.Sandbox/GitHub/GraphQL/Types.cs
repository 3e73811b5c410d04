using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>A type of the schema.</summary>
internal abstract class SchemaType(string name)
{
    public string Name { get; } = name;

    /// <summary>True for types that may be an argument or a variable.</summary>
    public bool IsInput => this is ScalarType or EnumType or InputType;

    /// <summary>True for types without fields of their own to select.</summary>
    public bool IsLeaf => this is ScalarType or EnumType;
}

/// <summary>A scalar; input is held as int, bool or string, output as what the resolver gives.</summary>
internal sealed class ScalarType(string name, Func<object, bool> accepts) : SchemaType(name)
{
    /// <summary>True when an input (int, double, bool or string) is one of this scalar's values.</summary>
    public Func<object, bool> Accepts { get; } = accepts;

    public static Func<object, bool> Matching(Regex pattern) => value => value is string text && pattern.IsMatch(text);
}

internal sealed class EnumType(string name, ImmutableArray<string> values) : SchemaType(name)
{
    public ImmutableArray<string> Values { get; } = values;
}

internal sealed class InputType(string name, ImmutableArray<VariableDefinition> fields) : SchemaType(name)
{
    public ImmutableArray<VariableDefinition> Fields { get; } = fields;
}

internal sealed class UnionType(string name, ImmutableArray<string> members) : SchemaType(name)
{
    public ImmutableArray<string> Members { get; } = members;
}

/// <summary>An object or an interface.</summary>
internal sealed class CompositeType(string name, bool isInterface, ImmutableArray<string> interfaces, Type? clrType) : SchemaType(name)
{
    private readonly Dictionary<string, FieldDefinition> _fields = new(StringComparer.Ordinal);

    public bool IsInterface { get; } = isInterface;

    public ImmutableArray<string> Interfaces { get; } = interfaces;

    /// <summary>The class whose instances are of this type; null for an interface.</summary>
    public Type? ClrType { get; } = clrType;

    public IEnumerable<FieldDefinition> Fields => _fields.Values;

    public FieldDefinition? Field(string field) => _fields.GetValueOrDefault(field);

    public void Add(FieldDefinition field) => _fields.Add(field.Name, field);
}

/// <summary>A field: its arguments, its type, and who answers it.</summary>
internal sealed record FieldDefinition(string Name, ImmutableArray<VariableDefinition> Arguments, TypeRef Type, Func<object, FieldContext, object?> Resolve);
