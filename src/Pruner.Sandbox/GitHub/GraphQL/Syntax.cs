using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>A place in the query text, both from 1.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Location(int Line, int Column);

/// <summary>A type as written: a name, a list, or either of them non-null.</summary>
internal abstract record TypeRef
{
    /// <summary>The name inside all wrappers.</summary>
    public string Leaf => this switch
    {
        NamedType named => named.Name,
        ListType list => list.Item.Leaf,
        NonNullType nonNull => nonNull.Inner.Leaf,
        _ => throw new InvalidOperationException("unknown kind of type"),
    };

    public sealed override string ToString() => this switch
    {
        NamedType named => named.Name,
        ListType list => $"[{list.Item}]",
        NonNullType nonNull => $"{nonNull.Inner}!",
        _ => throw new InvalidOperationException("unknown kind of type"),
    };
}

internal sealed record NamedType(string Name) : TypeRef;

internal sealed record ListType(TypeRef Item) : TypeRef;

internal sealed record NonNullType(TypeRef Inner) : TypeRef;

/// <summary>A value as written in the query.</summary>
internal abstract record Literal(Location At);

internal sealed record VariableLiteral(string Name, Location At) : Literal(At);

internal sealed record IntLiteral(string Text, Location At) : Literal(At);

internal sealed record FloatLiteral(string Text, Location At) : Literal(At);

internal sealed record StringLiteral(string Text, Location At) : Literal(At);

internal sealed record BooleanLiteral(bool IsTrue, Location At) : Literal(At);

internal sealed record NullLiteral(Location At) : Literal(At);

internal sealed record EnumLiteral(string Name, Location At) : Literal(At);

internal sealed record ListLiteral(ImmutableArray<Literal> Items, Location At) : Literal(At);

internal sealed record ObjectLiteral(ImmutableArray<Argument> Fields, Location At) : Literal(At);

/// <summary>A named value: an argument, or a field of an input object.</summary>
internal sealed record Argument(string Name, Literal Value, Location At);

internal sealed record Directive(string Name, ImmutableArray<Argument> Arguments, Location At);

internal abstract record Selection(ImmutableArray<Directive> Directives, Location At);

/// <summary>A field; <paramref name="Selections"/> is null when no braces follow.</summary>
internal sealed record FieldSelection(
    string? Alias, string Name, ImmutableArray<Argument> Arguments, ImmutableArray<Directive> Directives, SelectionSet? Selections, Location At)
    : Selection(Directives, At)
{
    /// <summary>The key in the answer.</summary>
    public string Key => Alias ?? Name;
}

internal sealed record FragmentSpread(string Name, ImmutableArray<Directive> Directives, Location At) : Selection(Directives, At);

internal sealed record InlineFragment(string? TypeCondition, ImmutableArray<Directive> Directives, SelectionSet Selections, Location At) : Selection(Directives, At);

/// <summary>What stands between braces. A class: the executor uses its identity as a key.</summary>
internal sealed class SelectionSet(ImmutableArray<Selection> items)
{
    public ImmutableArray<Selection> Items { get; } = items;
}

internal sealed record VariableDefinition(string Name, TypeRef Type, Literal? Default, Location At);

internal sealed record OperationDefinition(
    string Kind, string? Name, ImmutableArray<VariableDefinition> Variables, ImmutableArray<Directive> Directives, SelectionSet Selections, Location At)
{
    /// <summary>How messages speak of it.</summary>
    public string Title => Name is null ? $"anonymous {Kind}" : Name;

    /// <summary>The first element of the path of a validation error.</summary>
    public string PathHead => Name is null ? Kind : $"{Kind} {Name}";
}

internal sealed record FragmentDefinition(string Name, string TypeCondition, ImmutableArray<Directive> Directives, SelectionSet Selections, Location At);

internal sealed record QueryDocument(ImmutableArray<OperationDefinition> Operations, ImmutableArray<FragmentDefinition> Fragments);
