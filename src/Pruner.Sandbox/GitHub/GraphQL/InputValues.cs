using System.Globalization;
using System.Text.Json;

namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>Turns literals and JSON variables into values: int, double, bool, string, lists and dictionaries.</summary>
internal sealed class InputValues(SchemaTable schema)
{
    /// <summary>True when a literal fits a type, variables aside.</summary>
    public bool Fits(Literal literal, TypeRef type) => (literal, type) switch
    {
        (VariableLiteral, _) => true,
        (NullLiteral, NonNullType) => false,
        (NullLiteral, _) => true,
        (_, NonNullType nonNull) => Fits(literal, nonNull.Inner),
        (ListLiteral list, ListType of) => list.Items.All(item => Fits(item, of.Item)),
        // A single value stands for a list of one.
        (_, ListType of) => Fits(literal, of.Item),
        _ => FitsNamed(literal, schema.Need(type)),
    };

    /// <summary>The value of a literal that fits; <paramref name="variables"/> answers for variables.</summary>
    public object? Value(Literal literal, TypeRef type, IReadOnlyDictionary<string, object?> variables) => (literal, type) switch
    {
        (VariableLiteral variable, _) => variables.GetValueOrDefault(variable.Name),
        (NullLiteral, _) => null,
        (_, NonNullType nonNull) => Value(literal, nonNull.Inner, variables),
        (ListLiteral list, ListType of) => list.Items.Select(item => Value(item, of.Item, variables)).ToList(),
        (_, ListType of) => new List<object?> { Value(literal, of.Item, variables) },
        (ObjectLiteral given, _) when schema.Need(type) is InputType input => given.Fields
            .Where(field => field.Value is not VariableLiteral variable || variables.ContainsKey(variable.Name))
            .ToDictionary(field => field.Name, field => Value(field.Value, input.Fields.First(known => known.Name == field.Name).Type, variables)),
        (EnumLiteral choice, _) => choice.Name,
        _ => Simple(literal),
    };

    /// <summary>The value of a JSON variable.</summary>
    /// <exception cref="FormatException">It does not fit; the message says why, in GitHub's words.</exception>
    public object? Value(JsonElement json, TypeRef type)
    {
        switch (type)
        {
            case NonNullType nonNull:
                return Value(json, nonNull.Inner) ?? throw new FormatException("Expected value to not be null");
            case var _ when json.ValueKind == JsonValueKind.Null:
                return null;
            case ListType of:
                return json.ValueKind == JsonValueKind.Array
                    ? json.EnumerateArray().Select(item => Value(item, of.Item)).ToList()
                    : new List<object?> { Value(json, of.Item) };
            default:
                return Named(json, schema.Need(type));
        }
    }

    private bool FitsNamed(Literal literal, SchemaType type) => type switch
    {
        EnumType choice => literal is EnumLiteral given && choice.Values.Contains(given.Name),
        ScalarType scalar => Simple(literal) is { } value && scalar.Accepts(value),
        InputType input => literal is ObjectLiteral given
            && given.Fields.All(field => input.Fields.Any(known => known.Name == field.Name && Fits(field.Value, known.Type)))
            && given.Fields.Select(field => field.Name).Distinct().Count() == given.Fields.Length
            && input.Fields.All(known => known.Type is not NonNullType || given.Fields.Any(field => field.Name == known.Name)),
        _ => false,
    };

    private static object? Simple(Literal literal) => literal switch
    {
        IntLiteral number => int.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) ? (object)small : double.Parse(number.Text, CultureInfo.InvariantCulture),
        FloatLiteral number => double.Parse(number.Text, CultureInfo.InvariantCulture),
        StringLiteral text => text.Text,
        BooleanLiteral flag => flag.IsTrue,
        _ => null,
    };

    private object Named(JsonElement json, SchemaType type)
    {
        switch (type)
        {
            case EnumType choice:
                return json.ValueKind == JsonValueKind.String && choice.Values.Contains(json.GetString()!)
                    ? json.GetString()!
                    : throw new FormatException($"Expected {json.GetRawText()} to be one of: {string.Join(", ", choice.Values)}");
            case ScalarType scalar:
                object? value = json.ValueKind switch
                {
                    JsonValueKind.String => json.GetString(),
                    JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
                    JsonValueKind.Number => json.TryGetInt32(out var small) ? (object)small : json.GetDouble(),
                    _ => null,
                };
                return value is not null && scalar.Accepts(value) ? value : throw new FormatException($"Could not coerce value {json.GetRawText()} to {scalar.Name}");
            case InputType input when json.ValueKind == JsonValueKind.Object:
                return Fields(json, input);
            default:
                throw new FormatException($"Expected {json.GetRawText()} to be a key-value object responding to `to_h` or `to_unsafe_h`.");
        }
    }

    private Dictionary<string, object?> Fields(JsonElement json, InputType input)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            var known = input.Fields.FirstOrDefault(field => field.Name == property.Name) ?? throw new FormatException("Field is not defined on " + input.Name);
            values[property.Name] = Value(property.Value, known.Type);
        }

        return input.Fields.FirstOrDefault(known => known.Type is NonNullType && !values.ContainsKey(known.Name)) is { } missing
            ? throw new FormatException($"Expected value of {missing.Name} to not be null")
            : values;
    }
}
