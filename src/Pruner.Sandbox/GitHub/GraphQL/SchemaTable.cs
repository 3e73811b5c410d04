using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>All types by name. Filled once by the schema's families, then only read.</summary>
internal sealed partial class SchemaTable
{
    private readonly Dictionary<string, SchemaType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, CompositeType> _byClrType = [];

    public SchemaTable()
    {
        Add(new ScalarType("Int", value => value is int));
        Add(new ScalarType("Float", value => value is int or double));
        Add(new ScalarType("String", value => value is string));
        Add(new ScalarType("Boolean", value => value is bool));
        Add(new ScalarType("ID", value => value is string or int));
        Add(new ScalarType("URI", value => value is string));
        Add(new ScalarType("BigInt", value => value is string));
        Add(new ScalarType("Base64String", value => value is string));
        Add(new ScalarType("GitObjectID", ScalarType.Matching(ObjectId())));
        Add(new ScalarType("DateTime", ScalarType.Matching(Timestamp())));
        Add(new ScalarType("GitTimestamp", ScalarType.Matching(Timestamp())));
    }

    /// <summary>The type a query starts at.</summary>
    public CompositeType Root => (CompositeType)_types["Query"];

    public SchemaType? this[string name] => _types.GetValueOrDefault(name);

    /// <summary>The type of that name, which the schema is known to have.</summary>
    public SchemaType Need(TypeRef type) => _types[type.Leaf];

    public void Enum(string name, string values) => Add(new EnumType(name, [.. values.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)]));

    public void Input(string name, params ImmutableArray<string> fields) =>
        Add(new InputType(name, [.. fields.Select(Parser.Signature).Select(field => new VariableDefinition(field.Name, field.Type, Default: null, default))]));

    public void Union(string name, params ImmutableArray<string> members) => Add(new UnionType(name, members));

    /// <summary>Adds an interface; its fields are those every implementor has, answered there.</summary>
    public void Interface(string name, params ImmutableArray<string> fields)
    {
        var type = new CompositeType(name, isInterface: true, [], clrType: null);
        Add(type);
        foreach (var (field, arguments, fieldType) in fields.Select(Parser.Signature))
        {
            type.Add(new FieldDefinition(field, arguments, fieldType, (_, _) => throw new InvalidOperationException("an interface answers nothing")));
        }
    }

    /// <summary>Adds an object type whose values are instances of <typeparamref name="T"/>.</summary>
    public ObjectTable<T> Object<T>(string name, params ImmutableArray<string> interfaces)
        where T : class
    {
        var type = new CompositeType(name, isInterface: false, interfaces, typeof(T));
        Add(type);
        // A connection class serves many types; only what can stand behind an interface or a union needs the way back.
        _byClrType.TryAdd(typeof(T), type);
        return new ObjectTable<T>(type);
    }

    /// <summary>The object type of a resolved value.</summary>
    public CompositeType TypeOf(object value) => _byClrType[value.GetType()];

    /// <summary>The object types that a value of this type may have.</summary>
    public IEnumerable<CompositeType> Possible(SchemaType type) => type switch
    {
        CompositeType { IsInterface: false } single => [single],
        CompositeType abstraction => _types.Values.OfType<CompositeType>().Where(candidate => candidate.Interfaces.Contains(abstraction.Name)),
        UnionType union => union.Members.Select(member => (CompositeType)_types[member]),
        _ => [],
    };

    /// <summary>Refuses a schema that names types it does not have, or interfaces that are not met.</summary>
    public void Check()
    {
        foreach (var type in _types.Values.OfType<CompositeType>())
        {
            foreach (var named in type.Fields.SelectMany(field => field.Arguments.Select(argument => argument.Type).Append(field.Type)).Where(named => this[named.Leaf] is null))
            {
                throw new InvalidOperationException($"{type.Name} uses {named}, which is not in the schema");
            }

            foreach (var (abstraction, field) in type.Interfaces.SelectMany(name => ((CompositeType)_types[name]).Fields.Select(field => (name, field))))
            {
                _ = type.Field(field.Name) ?? throw new InvalidOperationException($"{type.Name} implements {abstraction} without {field.Name}");
            }
        }
    }

    /// <summary>The schema in the schema definition language, for comparison with the published one.</summary>
    public string ToSdl()
    {
        var sdl = new StringBuilder();
        foreach (var type in _types.Values.OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            sdl.Append(type switch
            {
                ScalarType => type.Name is "Int" or "Float" or "String" or "Boolean" or "ID" ? "" : $"scalar {type.Name}\n\n",
                EnumType choice => $"enum {type.Name} {{\n  {string.Join("\n  ", choice.Values)}\n}}\n\n",
                UnionType union => $"union {type.Name} = {string.Join(" | ", union.Members)}\n\n",
                InputType input => $"input {type.Name} {{\n{string.Concat(input.Fields.Select(field => $"  {field.Name}: {field.Type}\n"))}}}\n\n",
                CompositeType composite => Sdl(composite),
                _ => throw new InvalidOperationException("unknown kind of type"),
            });
        }

        return sdl.ToString();
    }

    private static string Sdl(CompositeType type)
    {
        var implements = type.Interfaces.Length > 0 ? $" implements {string.Join(" & ", type.Interfaces)}" : "";
        var fields = type.Fields.Select(field =>
        {
            var arguments = field.Arguments.Select(argument => $"{argument.Name}: {argument.Type}{(argument.Default is BooleanLiteral flag ? $" = {(flag.IsTrue ? "true" : "false")}" : "")}");
            return $"  {field.Name}{(field.Arguments.Length > 0 ? $"({string.Join(", ", arguments)})" : "")}: {field.Type}\n";
        });
        return $"{(type.IsInterface ? "interface" : "type")} {type.Name}{implements} {{\n{string.Concat(fields)}}}\n\n";
    }

    private void Add(SchemaType type) => _types.Add(type.Name, type);

    [GeneratedRegex("^[0-9a-fA-F]{40}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ObjectId();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Timestamp();
}

/// <summary>Adds fields to one object type.</summary>
internal sealed class ObjectTable<T>(CompositeType type)
    where T : class
{
    /// <summary>Adds a field whose answer needs the value alone.</summary>
    public ObjectTable<T> Field(string signature, Func<T, object?> resolve) => Field(signature, (value, _) => resolve(value));

    /// <summary>Adds a field, written as in the schema definition language, and its answer.</summary>
    public ObjectTable<T> Field(string signature, Func<T, FieldContext, object?> resolve)
    {
        var (name, arguments, fieldType) = Parser.Signature(signature);
        type.Add(new FieldDefinition(name, arguments, fieldType, (value, context) => resolve((T)value, context)));
        return this;
    }
}
