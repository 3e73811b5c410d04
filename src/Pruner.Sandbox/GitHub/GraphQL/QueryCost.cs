using System.Globalization;
using System.Runtime.InteropServices;

namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>
/// What GitHub charges for a query: each connection counts as one request per parent node, hundred requests make a point, at least one; and the most nodes
/// it could answer (docs.github.com, rate limits and node limits for the GraphQL API).
/// </summary>
/// <param name="Points">Points taken from the budget.</param>
/// <param name="Nodes">Most nodes that the query can answer.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueryCost(int Points, int Nodes)
{
    public static QueryCost Of(SchemaTable schema, QueryDocument document, OperationDefinition operation, IReadOnlyDictionary<string, object?> variables)
    {
        var (requests, nodes) = Count(operation.Selections, schema.Root, 1);
        return new QueryCost(Math.Max(1, (int)Math.Round(requests / 100.0, MidpointRounding.AwayFromZero)), (int)Math.Min(nodes, int.MaxValue));

        (long Requests, long Nodes) Count(SelectionSet set, SchemaType type, long parents)
        {
            var (sumRequests, sumNodes) = (0L, 0L);
            foreach (var item in set.Items.Where(item => IsIncluded(item, variables)))
            {
                var (addRequests, addNodes) = item switch
                {
                    FieldSelection { Selections: { } below } field when (type as CompositeType)?.Field(field.Name) is { } definition => OfField(field, definition, below, parents),
                    InlineFragment inline => Count(inline.Selections, inline.TypeCondition is null ? type : schema[inline.TypeCondition]!, parents),
                    FragmentSpread spread when document.Fragments.First(fragment => fragment.Name == spread.Name) is var fragment => Count(fragment.Selections, schema[fragment.TypeCondition]!, parents),
                    _ => (0, 0),
                };
                (sumRequests, sumNodes) = (sumRequests + addRequests, sumNodes + addNodes);
            }

            return (sumRequests, sumNodes);
        }

        (long Requests, long Nodes) OfField(FieldSelection field, FieldDefinition definition, SelectionSet below, long parents)
        {
            var type = schema.Need(definition.Type);
            if (!type.Name.EndsWith("Connection", StringComparison.Ordinal))
            {
                return Count(below, type, parents);
            }

            var children = Math.Min(parents * PageSize(field, variables), int.MaxValue);
            var (requests, nodes) = Count(below, type, children);
            return (requests + parents, nodes + children);
        }
    }

    /// <summary>What <c>@skip</c> and <c>@include</c> say of a selection.</summary>
    public static bool IsIncluded(Selection selection, IReadOnlyDictionary<string, object?> variables) => selection.Directives.All(directive =>
    {
        var condition = directive.Arguments[0].Value switch
        {
            BooleanLiteral flag => flag.IsTrue,
            VariableLiteral variable => variables.GetValueOrDefault(variable.Name) is true,
            _ => false,
        };
        return condition == (directive.Name == "include");
    });

    private static long PageSize(FieldSelection field, IReadOnlyDictionary<string, object?> variables)
    {
        var bound = field.Arguments.FirstOrDefault(argument => argument.Name is "first" or "last")?.Value;
        return bound switch
        {
            IntLiteral number when long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) => Math.Clamp(size, 0, 100),
            VariableLiteral variable when variables.GetValueOrDefault(variable.Name) is int size => Math.Clamp(size, 0, 100),
            _ => 0,
        };
    }
}
