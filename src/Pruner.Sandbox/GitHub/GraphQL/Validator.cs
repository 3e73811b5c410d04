using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>Checks a document against the schema before anything is executed, and words its findings as GitHub does.</summary>
internal sealed class Validator
{
    private static readonly TypeRef TypeName = new NonNullType(new NamedType("String"));

    /// <summary>The field that every composite type has.</summary>
    private static readonly FieldDefinition TypeNameField = new("__typename", [], TypeName, (_, _) => throw new InvalidOperationException("answered by the executor"));

    private readonly SchemaTable _schema;
    private readonly QueryDocument _document;
    private readonly InputValues _values;
    private readonly List<GraphQLError> _errors = [];
    private readonly Dictionary<string, FragmentDefinition> _fragments = new(StringComparer.Ordinal);

    private Validator(SchemaTable schema, QueryDocument document) => (_schema, _document, _values) = (schema, document, new InputValues(schema));

    /// <summary>Everything that is wrong with the document; empty when it may be executed.</summary>
    public static ImmutableArray<GraphQLError> Check(SchemaTable schema, QueryDocument document)
    {
        var validator = new Validator(schema, document);
        validator.CheckFragments();
        if (validator._errors.Count == 0)
        {
            validator.CheckOperations();
        }

        return [.. validator._errors];
    }

    private void CheckFragments()
    {
        foreach (var fragment in _document.Fragments)
        {
            if (!_fragments.TryAdd(fragment.Name, fragment))
            {
                Report($"Fragment name \"{fragment.Name}\" must be unique", fragment.At, [], ("code", "fragmentNotUnique"), ("fragmentName", fragment.Name));
            }
        }

        var spreads = _document.Operations.Select(operation => operation.Selections).Concat(_document.Fragments.Select(fragment => fragment.Selections)).SelectMany(Spreads).ToList();
        foreach (var spread in spreads.Where(spread => !_fragments.ContainsKey(spread.Name)))
        {
            Report($"Fragment {spread.Name} was used, but not defined", spread.At, [], ("code", "useAndDefineFragment"), ("fragmentName", spread.Name));
        }

        foreach (var fragment in _document.Fragments.Where(fragment => spreads.TrueForAll(spread => spread.Name != fragment.Name)))
        {
            Report($"Fragment {fragment.Name} was defined, but not used", fragment.At, [$"fragment {fragment.Name}"], ("code", "useAndDefineFragment"), ("fragmentName", fragment.Name));
        }

        foreach (var fragment in _document.Fragments.Where(fragment => Reaches(fragment.Selections, fragment.Name, [])))
        {
            Report($"Fragment {fragment.Name} contains an infinite loop", fragment.At, [$"fragment {fragment.Name}"], ("code", "infiniteLoop"), ("fragmentName", fragment.Name));
        }
    }

    private static IEnumerable<FragmentSpread> Spreads(SelectionSet set) => set.Items.SelectMany(item => item switch
    {
        FragmentSpread spread => [spread],
        InlineFragment inline => Spreads(inline.Selections),
        FieldSelection { Selections: { } below } => Spreads(below),
        _ => [],
    });

    private bool Reaches(SelectionSet set, string wanted, HashSet<string> seen) => Spreads(set).Any(spread =>
        spread.Name == wanted || (seen.Add(spread.Name) && _fragments.TryGetValue(spread.Name, out var next) && Reaches(next.Selections, wanted, seen)));

    private void CheckOperations()
    {
        foreach (var twice in _document.Operations.GroupBy(operation => operation.Name).Where(group => group.Key is not null && group.Count() > 1))
        {
            Report($"Operation name \"{twice.Key}\" must be unique", twice.First().At, [], ("code", "operationNotUnique"), ("operationName", twice.Key));
        }

        if (_document.Operations.Length > 1 && _document.Operations.Any(operation => operation.Name is null))
        {
            Report("Operation name \"\" must be unique", _document.Operations.First(operation => operation.Name is null).At, [], ("code", "operationNotUnique"));
        }

        foreach (var operation in _document.Operations)
        {
            if (operation.Kind != "query")
            {
                Report($"Schema is not configured for {operation.Kind}s", operation.At, [operation.PathHead], ("code", "missingSchemaRoot"));
                continue;
            }

            var scope = new Scope(operation);
            CheckVariables(scope);
            CheckDirectives(operation.Directives, [operation.PathHead], scope, canSkip: false);
            CheckSet(operation.Selections, _schema.Root, [operation.PathHead], scope);
            foreach (var unused in operation.Variables.Where(variable => !scope.Used.Contains(variable.Name)))
            {
                Report($"Variable ${unused.Name} is declared by {operation.Title} but not used", unused.At, [operation.PathHead], ("code", "variableNotUsed"), ("variableName", unused.Name));
            }
        }
    }

    private void CheckVariables(Scope scope)
    {
        foreach (var variable in scope.Operation.Variables)
        {
            var path = ImmutableArray.Create(scope.Operation.PathHead);
            if (!scope.Variables.TryAdd(variable.Name, variable))
            {
                Report($"There can only be one variable named \"{variable.Name}\"", variable.At, path, ("code", "variableNotUnique"), ("variableName", variable.Name));
            }
            else if (_schema[variable.Type.Leaf] is not { IsInput: true })
            {
                Report($"{variable.Type.Leaf} isn't a defined input type (on ${variable.Name})", variable.At, path, ("code", "variableRequiresValidType"), ("typeName", variable.Type.Leaf), ("variableName", variable.Name));
                scope.Broken.Add(variable.Name);
            }
            else if (variable.Default is { } given && !_values.Fits(given, variable.Type))
            {
                Report($"Default value for ${variable.Name} doesn't match type {variable.Type}", variable.At, path, ("code", "defaultValueInvalidType"), ("variableName", variable.Name), ("typeName", variable.Type.ToString()));
            }
        }
    }

    private void CheckSet(SelectionSet set, SchemaType type, ImmutableArray<string> path, Scope scope)
    {
        foreach (var selection in set.Items)
        {
            CheckDirectives(selection.Directives, path, scope, canSkip: true);
            switch (selection)
            {
                case FieldSelection field:
                    CheckField(field, type, path.Add(field.Key), scope);
                    break;
                case InlineFragment inline:
                    CheckCondition(inline.TypeCondition, inline.Selections, inline.At, type, path.Add(inline.TypeCondition is null ? "..." : $"... on {inline.TypeCondition}"), scope);
                    break;
                case FragmentSpread spread:
                    CheckCondition(_fragments[spread.Name].TypeCondition, _fragments[spread.Name].Selections, spread.At, type, [$"fragment {spread.Name}"], scope);
                    break;
                default:
                    throw new InvalidOperationException("unknown kind of selection");
            }
        }

        CheckConflicts(Fields(set, type), path);
    }

    private void CheckCondition(string? condition, SelectionSet set, Location at, SchemaType parent, ImmutableArray<string> path, Scope scope)
    {
        var type = condition is null ? parent : _schema[condition];
        if (type is null)
        {
            Report($"No such type {condition}, so it can't be a fragment condition", at, path, ("code", "undefinedType"), ("typeName", condition));
        }
        else if (type is not (CompositeType or UnionType))
        {
            Report($"Invalid fragment on type {condition} (must be Union, Interface or Object)", at, path, ("code", "fragmentOnNonCompositeType"), ("typeName", condition));
        }
        else if (!_schema.Possible(type).Intersect(_schema.Possible(parent)).Any())
        {
            Report($"Fragment on {type.Name} can't be spread inside {parent.Name}", at, path, ("code", "cannotSpreadFragment"), ("typeName", type.Name), ("fragmentName", "unknown"), ("parentName", parent.Name));
        }
        else
        {
            CheckSet(set, type, path, scope);
        }
    }

    private void CheckField(FieldSelection field, SchemaType parent, ImmutableArray<string> path, Scope scope)
    {
        if ((field.Name == "__typename" ? TypeNameField : (parent as CompositeType)?.Field(field.Name)) is not { } definition)
        {
            Report(
                parent is UnionType ? $"Selections can't be made directly on unions (see selections on {parent.Name})" : $"Field '{field.Name}' doesn't exist on type '{parent.Name}'",
                field.At, path, ("code", parent is UnionType ? "selectionMismatch" : "undefinedField"), ("typeName", parent.Name), ("fieldName", field.Name));
            return;
        }

        CheckArguments("Field", field.Name, field.Arguments, definition.Arguments, field.At, path, scope);
        var type = _schema.Need(definition.Type);
        switch (type.IsLeaf, field.Selections)
        {
            case (true, not null):
                Report($"Selections can't be made on scalars (field '{field.Name}' returns {type.Name} but has selections)", field.At, path, ("code", "selectionMismatch"), ("nodeName", $"field '{field.Name}'"), ("typeName", type.Name));
                break;
            case (false, null):
                Report($"Field must have selections (field '{field.Name}' returns {type.Name} but has no selections. Did you mean '{field.Name} {{ ... }}'?)", field.At, path, ("code", "selectionMismatch"), ("nodeName", $"field '{field.Name}'"), ("typeName", type.Name));
                break;
            case (false, { } below):
                CheckSet(below, type, path, scope);
                break;
            default:
                break;
        }
    }

    private void CheckDirectives(ImmutableArray<Directive> directives, ImmutableArray<string> path, Scope scope, bool canSkip)
    {
        foreach (var twice in directives.GroupBy(directive => directive.Name).Where(group => group.Skip(1).Any()))
        {
            Report($"The directive \"{twice.Key}\" can only be used once at this location.", twice.First().At, path, ("code", "directiveNotUniqueForLocation"), ("directiveName", twice.Key));
        }

        foreach (var directive in directives)
        {
            if (directive.Name is not ("skip" or "include"))
            {
                Report($"Directive @{directive.Name} is not defined", directive.At, path, ("code", "undefinedDirective"), ("directiveName", directive.Name));
            }
            else if (!canSkip)
            {
                Report($"'@{directive.Name}' can't be applied to queries (allowed: fields, fragment spreads, inline fragments)", directive.At, path, ("code", "directiveCannotBeApplied"), ("targetName", "queries"), ("name", directive.Name));
            }
            else
            {
                CheckArguments("Directive", directive.Name, directive.Arguments, Condition, directive.At, path, scope);
            }
        }
    }

    private static readonly ImmutableArray<VariableDefinition> Condition = [new("if", new NonNullType(new NamedType("Boolean")), Default: null, default)];

    private void CheckArguments(
        string kind, string owner, ImmutableArray<Argument> given, ImmutableArray<VariableDefinition> known, Location at, ImmutableArray<string> path, Scope scope)
    {
        foreach (var argument in given)
        {
            var definition = known.FirstOrDefault(candidate => candidate.Name == argument.Name);
            if (definition is null)
            {
                Report($"{kind} '{owner}' doesn't accept argument '{argument.Name}'", argument.At, path.Add(argument.Name), ("code", "argumentNotAccepted"), ("name", owner), ("typeName", kind), ("argumentName", argument.Name));
                continue;
            }

            CheckUse(argument.Value, definition.Type, definition.Default is not null, argument.Name, path.Add(argument.Name), scope);
            if (!_values.Fits(argument.Value, definition.Type))
            {
                Report($"Argument '{argument.Name}' on {kind} '{owner}' has an invalid value ({Show(argument.Value)}). Expected type '{definition.Type}'.", argument.At, path.Add(argument.Name), ("code", "argumentLiteralsIncompatible"), ("typeName", kind), ("argumentName", argument.Name));
            }
        }

        foreach (var twice in given.GroupBy(argument => argument.Name).Where(group => group.Count() > 1))
        {
            Report($"There can be only one argument named \"{twice.Key}\"", twice.First().At, path, ("code", "argumentNotUnique"), ("name", twice.Key));
        }

        var missing = known.Where(definition => definition is { Type: NonNullType, Default: null } && given.All(argument => argument.Name != definition.Name)).Select(definition => definition.Name).ToList();
        if (missing.Count > 0)
        {
            var names = string.Join(", ", missing);
            Report($"{kind} '{owner}' is missing required arguments: {names}", at, path, ("code", "missingRequiredArguments"), ("className", kind), ("name", owner), ("arguments", names));
        }
    }

    // A variable may stand where its type is at least as strict as the place (specification, section 5.8.5).
    private void CheckUse(Literal value, TypeRef place, bool placeHasDefault, string argument, ImmutableArray<string> path, Scope scope)
    {
        switch (value)
        {
            case ListLiteral list:
                var item = (place is NonNullType required ? required.Inner : place) is ListType of ? of.Item : place;
                foreach (var element in list.Items)
                {
                    CheckUse(element, item, placeHasDefault: false, argument, path, scope);
                }

                break;
            case ObjectLiteral given when _schema[place.Leaf] is InputType input:
                foreach (var field in given.Fields)
                {
                    if (input.Fields.FirstOrDefault(known => known.Name == field.Name) is { } known)
                    {
                        CheckUse(field.Value, known.Type, placeHasDefault: false, field.Name, path, scope);
                    }
                }

                break;
            case VariableLiteral variable:
                CheckVariable(variable, place, placeHasDefault, argument, path, scope);
                break;
            default:
                break;
        }
    }

    private void CheckVariable(VariableLiteral variable, TypeRef place, bool placeHasDefault, string argument, ImmutableArray<string> path, Scope scope)
    {
        scope.Used.Add(variable.Name);
        if (!scope.Variables.TryGetValue(variable.Name, out var definition))
        {
            Report($"Variable ${variable.Name} is used by {scope.Operation.Title} but not declared", variable.At, path, ("code", "variableNotDefined"), ("variableName", variable.Name));
            return;
        }

        var hasDefault = placeHasDefault || definition.Default is not (null or NullLiteral);
        var needed = place is NonNullType nonNull && definition.Type is not NonNullType && hasDefault ? nonNull.Inner : place;
        if (!scope.Broken.Contains(variable.Name) && !Covers(definition.Type, needed))
        {
            Report($"Type mismatch on variable ${variable.Name} and argument {argument} ({definition.Type} / {place})", variable.At, path,
                ("code", "variableMismatch"), ("variableName", variable.Name), ("typeName", definition.Type.ToString()), ("argumentName", argument), ("errorMessage", "Type mismatch"));
        }
    }

    private static bool Covers(TypeRef given, TypeRef needed) => (given, needed) switch
    {
        (NonNullType one, NonNullType other) => Covers(one.Inner, other.Inner),
        (_, NonNullType) => false,
        (NonNullType one, _) => Covers(one.Inner, needed),
        (ListType one, ListType other) => Covers(one.Item, other.Item),
        (NamedType one, NamedType other) => one.Name == other.Name,
        _ => false,
    };

    // Two selections under one key must ask the same thing wherever both can apply, and have answers of one shape wherever not (section 5.3.2).
    private void CheckConflicts(IEnumerable<(FieldSelection Field, SchemaType Type)> fields, ImmutableArray<string> path)
    {
        foreach (var group in fields.GroupBy(pair => pair.Field.Key).Select(group => group.ToList()).Where(group => group.Count > 1))
        {
            for (var i = 1; i < group.Count; i++)
            {
                if (group.Take(i).Select(earlier => Conflict(earlier, group[i])).FirstOrDefault(found => found is not null) is { } conflict)
                {
                    var (code, noun, between) = conflict;
                    Report($"Field '{group[0].Field.Key}' has {noun} conflict: {between}?", group[0].Field.At, path, ("code", code), ("fieldName", group[0].Field.Key), ("conflicts", between));
                    return;
                }
            }

            CheckConflicts(group.Where(pair => pair.Field.Selections is not null).SelectMany(pair => Fields(pair.Field.Selections!, TypeBelow(pair))), path);
        }
    }

    private (string Code, string Noun, string Between)? Conflict((FieldSelection Field, SchemaType Type) one, (FieldSelection Field, SchemaType Type) other)
    {
        if (Returned(one) is { } first && Returned(other) is { } second && !HaveOneShape(first, second))
        {
            return ("fieldConflict", "a return type", $"{first} or {second}");
        }

        if (!_schema.Possible(one.Type).Intersect(_schema.Possible(other.Type)).Any())
        {
            return null;
        }

        return one.Field.Name != other.Field.Name ? ("fieldConflict", "a field", $"{one.Field.Name} or {other.Field.Name}")
            : Show(one.Field.Arguments) != Show(other.Field.Arguments) ? ("argumentConflict", "an argument", $"{Show(one.Field.Arguments)} or {Show(other.Field.Arguments)}")
            : null;
    }

    private bool HaveOneShape(TypeRef one, TypeRef other) => (one, other) switch
    {
        (NonNullType first, NonNullType second) => HaveOneShape(first.Inner, second.Inner),
        (ListType first, ListType second) => HaveOneShape(first.Item, second.Item),
        (NamedType first, NamedType second) => first.Name == second.Name || !(_schema.Need(first).IsLeaf || _schema.Need(second).IsLeaf),
        _ => false,
    };

    private static TypeRef? Returned((FieldSelection Field, SchemaType Type) pair) =>
        pair.Field.Name == "__typename" ? TypeName : (pair.Type as CompositeType)?.Field(pair.Field.Name)?.Type;

    private SchemaType TypeBelow((FieldSelection Field, SchemaType Type) pair) => Returned(pair) is { } type ? _schema.Need(type) : pair.Type;

    private IEnumerable<(FieldSelection Field, SchemaType Type)> Fields(SelectionSet set, SchemaType type) => set.Items.SelectMany(item => item switch
    {
        FieldSelection field => [(field, type)],
        InlineFragment inline => Fields(inline.Selections, inline.TypeCondition is null ? type : _schema[inline.TypeCondition] ?? type),
        FragmentSpread spread => Fields(_fragments[spread.Name].Selections, _schema[_fragments[spread.Name].TypeCondition] ?? type),
        _ => [],
    });

    private static string Show(ImmutableArray<Argument> arguments) =>
        $"{{{string.Join(",", arguments.OrderBy(argument => argument.Name, StringComparer.Ordinal).Select(argument => $"{argument.Name}:{Show(argument.Value)}"))}}}";

    private static string Show(Literal literal) => literal switch
    {
        VariableLiteral variable => $"${variable.Name}",
        IntLiteral number => number.Text,
        FloatLiteral number => number.Text,
        StringLiteral text => $"\"{text.Text}\"",
        BooleanLiteral flag => flag.IsTrue ? "true" : "false",
        EnumLiteral choice => choice.Name,
        ListLiteral list => $"[{string.Join(", ", list.Items.Select(Show))}]",
        ObjectLiteral given => $"{{{string.Join(", ", given.Fields.Select(field => $"{field.Name}: {Show(field.Value)}"))}}}",
        _ => "null",
    };

    private void Report(string message, Location at, ImmutableArray<string> path, params ReadOnlySpan<(string Key, string? Value)> extensions)
    {
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, JsonNode?>>();
        foreach (var (key, value) in extensions)
        {
            pairs.Add(new(key, value));
        }

        _errors.Add(new GraphQLError(message, [at]) { Path = [.. path.Cast<object>()], Extensions = pairs.ToImmutable() });
    }

    /// <summary>One operation while it is checked.</summary>
    private sealed class Scope(OperationDefinition operation)
    {
        public OperationDefinition Operation { get; } = operation;

        public Dictionary<string, VariableDefinition> Variables { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

        /// <summary>Variables of unknown type: reported once, not at each use.</summary>
        public HashSet<string> Broken { get; } = new(StringComparer.Ordinal);
    }
}
