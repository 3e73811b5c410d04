using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>
/// Executes one operation of a validated document (specification, section 6). Resolvers are called one after another; each answer keeps the order of
/// the selection, and a null where none may be makes its parent null.
/// </summary>
internal sealed class Executor
{
    private readonly SchemaTable _schema;
    private readonly GitHubView _view;
    private readonly InputValues _values;
    private readonly Dictionary<string, FragmentDefinition> _fragments;
    private readonly Dictionary<string, object?> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<(SelectionSet, CompositeType), List<FieldGroup>> _collected = [];
    private readonly List<object> _path = [];

    private Executor(SchemaTable schema, QueryDocument document, GitHubView view)
    {
        (_schema, _view, _values) = (schema, view, new InputValues(schema));
        _fragments = document.Fragments.ToDictionary(fragment => fragment.Name, StringComparer.Ordinal);
    }

    private List<GraphQLError> Errors { get; } = [];

    /// <summary>
    /// Executes, once <paramref name="charge"/> let the query's cost pass. The data is null when an error took everything with it, absent when nothing was executed at all.
    /// </summary>
    public static ExecutionResult Execute(SchemaTable schema, QueryDocument document, OperationDefinition operation, JsonElement? variables, GitHubView view, Func<QueryCost, GraphQLError?> charge)
    {
        var executor = new Executor(schema, document, view);
        executor.ReadVariables(operation, variables);
        if (executor.Errors.Count > 0)
        {
            return new ExecutionResult(HasData: false, Data: null, [.. executor.Errors]);
        }

        if (charge(QueryCost.Of(schema, document, operation, executor._variables)) is { } refused)
        {
            return new ExecutionResult(HasData: false, Data: null, [refused]);
        }

        object? data = null;
        try
        {
            data = executor.Object(operation.Selections, schema.Root, QueryRoot.Instance);
        }
        catch (NullPropagation)
        {
            // Reported where it arose; it took the whole answer along.
        }

        return new ExecutionResult(HasData: true, data, [.. executor.Errors]);
    }

    private void ReadVariables(OperationDefinition operation, JsonElement? given)
    {
        foreach (var variable in operation.Variables)
        {
            JsonElement? json = given is { ValueKind: JsonValueKind.Object } bag && bag.TryGetProperty(variable.Name, out var found) ? found : null;
            try
            {
                if (json is { } value)
                {
                    _variables[variable.Name] = _values.Value(value, variable.Type);
                }
                else if (variable.Default is { } standard)
                {
                    _variables[variable.Name] = _values.Value(standard, variable.Type, _variables);
                }
                else if (variable.Type is NonNullType)
                {
                    throw new FormatException("Expected value to not be null");
                }
            }
            catch (FormatException wrong)
            {
                Errors.Add(new GraphQLError($"Variable ${variable.Name} of type {variable.Type} was provided invalid value", [variable.At])
                {
                    Extensions = [new("value", json is { } raw ? JsonNode.Parse(raw.GetRawText()) : null), new("problems", new JsonArray(new JsonObject { ["path"] = new JsonArray(), ["explanation"] = wrong.Message }))],
                });
            }
        }
    }

    private ResponseObject Object(SelectionSet set, CompositeType type, object value)
    {
        var answer = new ResponseObject();
        foreach (var group in Collect(set, type))
        {
            _path.Add(group.Key);
            answer.Add(group.Key, group.Definition is null ? type.Name : Field(group, type, value));
            _path.RemoveAt(_path.Count - 1);
        }

        return answer;
    }

    private object? Field(FieldGroup group, CompositeType parent, object value)
    {
        var definition = group.Definition!;
        var depth = _path.Count;
        try
        {
            var context = new FieldContext(definition, Arguments(group.First, definition), _view, () => Names(group));
            return Complete(definition.Type, group, parent, definition.Resolve(value, context));
        }
        catch (FieldRefusedException refused)
        {
            _path.RemoveRange(depth, _path.Count - depth);
            Errors.Add(new GraphQLError(refused.Message, [group.First.At]) { Path = [.. _path], Type = refused.Type });
            return definition.Type is NonNullType ? throw new NullPropagation() : null;
        }
        catch (NullPropagation)
        {
            _path.RemoveRange(depth, _path.Count - depth);
            if (definition.Type is NonNullType)
            {
                throw;
            }

            return null;
        }
    }

    private Dictionary<string, object?> Arguments(FieldSelection field, FieldDefinition definition)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var known in definition.Arguments)
        {
            var given = field.Arguments.FirstOrDefault(argument => argument.Name == known.Name);
            var isAbsent = given is null || (given.Value is VariableLiteral variable && !_variables.ContainsKey(variable.Name));
            if (!isAbsent)
            {
                arguments[known.Name] = _values.Value(given!.Value, known.Type, _variables);
            }
            else if (known.Default is { } standard)
            {
                arguments[known.Name] = _values.Value(standard, known.Type, _variables);
            }

            if (known.Type is NonNullType && arguments.GetValueOrDefault(known.Name) is null)
            {
                throw new FieldRefusedException("INVALID_ARGUMENT", $"Argument '{known.Name}' on Field '{definition.Name}' must not be null.");
            }
        }

        return arguments;
    }

    private object? Complete(TypeRef type, FieldGroup group, CompositeType parent, object? value)
    {
        switch (type)
        {
            case NonNullType nonNull:
                if (Complete(nonNull.Inner, group, parent, value) is { } there)
                {
                    return there;
                }

                Errors.Add(new GraphQLError($"Cannot return null for non-nullable field {parent.Name}.{group.Definition!.Name}", [group.First.At]) { Path = [.. _path] });
                throw new NullPropagation();
            case var _ when value is null:
                return null;
            case ListType list:
                return List(list, group, parent, (IEnumerable<object?>)value);
            default:
                var named = _schema.Need(type);
                return named.IsLeaf ? Leaf(named, value) : Merge(group, named as CompositeType is { IsInterface: false } exact ? exact : _schema.TypeOf(value), value);
        }
    }

    private List<object?> List(ListType list, FieldGroup group, CompositeType parent, IEnumerable<object?> values)
    {
        var answer = new List<object?>();
        foreach (var item in values)
        {
            _path.Add(answer.Count);
            var depth = _path.Count;
            try
            {
                answer.Add(Complete(list.Item, group, parent, item));
            }
            catch (NullPropagation) when (list.Item is not NonNullType)
            {
                _path.RemoveRange(depth, _path.Count - depth);
                answer.Add(null);
            }

            _path.RemoveAt(_path.Count - 1);
        }

        return answer;
    }

    private static object Leaf(SchemaType type, object value) => (type, value) switch
    {
        (EnumType choice, string name) => choice.Values.Contains(name) ? name : throw new InvalidOperationException($"{name} is no {type.Name}"),
        (ScalarType { Name: "DateTime" }, DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
        // GitHub keeps the author's own offset here, and writes UTC as Z.
        (ScalarType { Name: "GitTimestamp" }, DateTimeOffset time) => time.Offset == TimeSpan.Zero ? time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'") : time.ToString("yyyy-MM-dd'T'HH:mm:sszzz"),
        _ => value,
    };

    private ResponseObject Merge(FieldGroup group, CompositeType type, object value) => Object(group.Merged, type, value);

    private IReadOnlyCollection<string> Names(FieldGroup group) =>
        group.Merged.Items.Length == 0 ? [] : [.. _schema.Possible(_schema.Need(group.Definition!.Type)).SelectMany(type => Collect(group.Merged, type)).Select(field => field.First.Name).Distinct()];

    private List<FieldGroup> Collect(SelectionSet set, CompositeType type)
    {
        if (!_collected.TryGetValue((set, type), out var groups))
        {
            var byKey = new Dictionary<string, List<FieldSelection>>(StringComparer.Ordinal);
            var order = new List<string>();
            Collect(set, type, byKey, order);
            _collected[(set, type)] = groups = [.. order.Select(key => new FieldGroup(key, byKey[key], type.Field(byKey[key][0].Name)))];
        }

        return groups;
    }

    private void Collect(SelectionSet set, CompositeType type, Dictionary<string, List<FieldSelection>> byKey, List<string> order)
    {
        foreach (var selection in set.Items.Where(item => QueryCost.IsIncluded(item, _variables)))
        {
            switch (selection)
            {
                case FieldSelection field:
                    if (!byKey.TryGetValue(field.Key, out var same))
                    {
                        byKey[field.Key] = same = [];
                        order.Add(field.Key);
                    }

                    same.Add(field);
                    break;
                case InlineFragment inline when Applies(inline.TypeCondition, type):
                    Collect(inline.Selections, type, byKey, order);
                    break;
                case FragmentSpread spread when Applies(_fragments[spread.Name].TypeCondition, type):
                    Collect(_fragments[spread.Name].Selections, type, byKey, order);
                    break;
                default:
                    break;
            }
        }
    }

    private bool Applies(string? condition, CompositeType type) => condition is null || _schema.Possible(_schema[condition]!).Contains(type);

    /// <summary>The selections of one response key; their sub-selections count as one set.</summary>
    private sealed class FieldGroup(string key, List<FieldSelection> selections, FieldDefinition? definition)
    {
        public string Key { get; } = key;

        public FieldSelection First { get; } = selections[0];

        /// <summary>Null for <c>__typename</c>.</summary>
        public FieldDefinition? Definition { get; } = definition;

        public SelectionSet Merged { get; } = selections is [{ Selections: { } only }] ? only : new SelectionSet([.. selections.SelectMany(field => field.Selections?.Items ?? [])]);
    }

    /// <summary>Carries a forbidden null up to the nearest parent that may be null.</summary>
    private sealed class NullPropagation : Exception;
}

/// <summary>An object of the answer: keys in the order of the selection.</summary>
internal sealed class ResponseObject
{
    private readonly List<KeyValuePair<string, object?>> _fields = [];

    public void Add(string key, object? value) => _fields.Add(new(key, value));

    /// <summary>Writes a response value: an object, a list or a leaf.</summary>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case ResponseObject fields:
                json.WriteStartObject();
                foreach (var (key, field) in fields._fields)
                {
                    json.WritePropertyName(key);
                    Write(json, field);
                }

                json.WriteEndObject();
                break;
            case List<object?> items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            default:
                throw new InvalidOperationException($"no leaf: {value.GetType()}");
        }
    }
}

/// <summary>What an execution gave.</summary>
internal sealed record ExecutionResult(bool HasData, object? Data, ImmutableArray<GraphQLError> Errors);

/// <summary>The value that the fields of <c>Query</c> are asked of.</summary>
internal sealed class QueryRoot
{
    public static readonly QueryRoot Instance = new();
}
