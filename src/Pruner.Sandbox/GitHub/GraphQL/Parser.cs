using System.Collections.Immutable;

namespace Pruner.Sandbox.GitHub.GraphQL;

/// <summary>Reads executable GraphQL documents, and the field signatures that the schema's table is written in.</summary>
internal sealed class Parser
{
    /// <summary>Deepest nesting of braces and brackets.</summary>
    private const int MostDepth = 60;
    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;

    private Parser(string text) => _tokens = Lexer.Read(text);

    private Token Current => _tokens[_at];

    /// <summary>Reads a whole document.</summary>
    /// <exception cref="GraphQLSyntaxException">It is not one.</exception>
    public static QueryDocument Document(string text)
    {
        var parser = new Parser(text);
        var operations = ImmutableArray.CreateBuilder<OperationDefinition>();
        var fragments = ImmutableArray.CreateBuilder<FragmentDefinition>();
        do
        {
            if (parser.Current is { Kind: TokenKind.Identifier, Text: "fragment" })
            {
                fragments.Add(parser.Fragment());
            }
            else
            {
                operations.Add(parser.Operation());
            }
        }
        while (parser.Current.Kind != TokenKind.End);

        return new QueryDocument(operations.ToImmutable(), fragments.ToImmutable());
    }

    /// <summary>Reads <c>name(argument: Type = default, …): Type</c>.</summary>
    public static (string Name, ImmutableArray<VariableDefinition> Arguments, TypeRef Type) Signature(string text)
    {
        var parser = new Parser(text);
        var name = parser.Name();
        var arguments = ImmutableArray.CreateBuilder<VariableDefinition>();
        if (parser.Take("("))
        {
            while (!parser.Take(")"))
            {
                var here = parser.Current.At;
                var argument = parser.Name();
                parser.Need(":");
                var type = parser.Type();
                arguments.Add(new VariableDefinition(argument, type, parser.Take("=") ? parser.Value(constant: true) : null, here));
            }
        }

        parser.Need(":");
        var result = (name, arguments.ToImmutable(), parser.Type());
        return parser.Current.Kind == TokenKind.End ? result : throw parser.Unexpected("end of signature");
    }

    private OperationDefinition Operation()
    {
        var here = Current.At;
        if (Current is { Kind: TokenKind.Punctuator, Text: "{" })
        {
            return new OperationDefinition("query", Name: null, [], [], Selections(), here);
        }

        if (Current is not { Kind: TokenKind.Identifier, Text: "query" or "mutation" or "subscription" })
        {
            throw Unexpected("LCURLY, QUERY, MUTATION, SUBSCRIPTION or FRAGMENT");
        }

        var kind = Name();
        var name = Current.Kind == TokenKind.Identifier ? Name() : null;
        var variables = ImmutableArray.CreateBuilder<VariableDefinition>();
        if (Take("("))
        {
            do
            {
                var at = Current.At;
                Need("$");
                var variable = Name();
                Need(":");
                var type = Type();
                variables.Add(new VariableDefinition(variable, type, Take("=") ? Value(constant: true) : null, at));
                _ = Directives(constant: true);
            }
            while (!Take(")"));
        }

        return new OperationDefinition(kind, name, variables.ToImmutable(), Directives(constant: false), Selections(), here);
    }

    private FragmentDefinition Fragment()
    {
        var here = Current.At;
        _ = Name();
        if (Current.Text == "on")
        {
            throw Unexpected("a fragment's name");
        }

        var name = Name();
        NeedWord("on");
        return new FragmentDefinition(name, Name(), Directives(constant: false), Selections(), here);
    }

    private SelectionSet Selections()
    {
        Enter();
        Need("{");
        var items = ImmutableArray.CreateBuilder<Selection>();
        do
        {
            items.Add(OneSelection());
        }
        while (!Take("}"));
        _depth--;
        return new SelectionSet(items.ToImmutable());
    }

    private Selection OneSelection()
    {
        var here = Current.At;
        if (Take("..."))
        {
            if (Current is { Kind: TokenKind.Identifier, Text: not "on" })
            {
                return new FragmentSpread(Name(), Directives(constant: false), here);
            }

            var condition = Current is { Kind: TokenKind.Identifier, Text: "on" } ? SecondName() : null;
            return new InlineFragment(condition, Directives(constant: false), Selections(), here);
        }

        var name = Name();
        var alias = Take(":") ? name : null;
        name = alias is null ? name : Name();
        var arguments = Arguments(constant: false);
        var directives = Directives(constant: false);
        var selections = Current is { Kind: TokenKind.Punctuator, Text: "{" } ? Selections() : null;
        return new FieldSelection(alias, name, arguments, directives, selections, here);
    }

    private string SecondName()
    {
        _ = Name();
        return Name();
    }

    private ImmutableArray<Argument> Arguments(bool constant)
    {
        if (!Take("("))
        {
            return [];
        }

        var arguments = ImmutableArray.CreateBuilder<Argument>();
        do
        {
            arguments.Add(OneArgument(constant));
        }
        while (!Take(")"));
        return arguments.ToImmutable();
    }

    private Argument OneArgument(bool constant)
    {
        var here = Current.At;
        var name = Name();
        Need(":");
        return new Argument(name, Value(constant), here);
    }

    private ImmutableArray<Directive> Directives(bool constant)
    {
        var directives = ImmutableArray.CreateBuilder<Directive>();
        for (var here = Current.At; Take("@"); here = Current.At)
        {
            directives.Add(new Directive(Name(), Arguments(constant), here));
        }

        return directives.ToImmutable();
    }

    private Literal Value(bool constant)
    {
        var token = Current;
        switch (token)
        {
            case { Kind: TokenKind.Punctuator, Text: "$" } when !constant:
                _at++;
                return new VariableLiteral(Name(), token.At);
            case { Kind: TokenKind.Punctuator, Text: "[" }:
                return ListValue(constant);
            case { Kind: TokenKind.Punctuator, Text: "{" }:
                return ObjectValue(constant);
            case { Kind: TokenKind.Int }:
                _at++;
                return new IntLiteral(token.Text, token.At);
            case { Kind: TokenKind.Float }:
                _at++;
                return new FloatLiteral(token.Text, token.At);
            case { Kind: TokenKind.String }:
                _at++;
                return new StringLiteral(token.Text, token.At);
            case { Kind: TokenKind.Identifier }:
                _at++;
                return token.Text switch
                {
                    "true" or "false" => new BooleanLiteral(token.Text == "true", token.At),
                    "null" => new NullLiteral(token.At),
                    _ => new EnumLiteral(token.Text, token.At),
                };
            default:
                throw Unexpected("a value");
        }
    }

    private ListLiteral ListValue(bool constant)
    {
        var here = Current.At;
        Enter();
        Need("[");
        var items = ImmutableArray.CreateBuilder<Literal>();
        while (!Take("]"))
        {
            items.Add(Value(constant));
        }

        _depth--;
        return new ListLiteral(items.ToImmutable(), here);
    }

    private ObjectLiteral ObjectValue(bool constant)
    {
        var here = Current.At;
        Enter();
        Need("{");
        var fields = ImmutableArray.CreateBuilder<Argument>();
        while (!Take("}"))
        {
            fields.Add(OneArgument(constant));
        }

        _depth--;
        return new ObjectLiteral(fields.ToImmutable(), here);
    }

    private TypeRef Type()
    {
        TypeRef type;
        if (Take("["))
        {
            Enter();
            type = new ListType(Type());
            Need("]");
            _depth--;
        }
        else
        {
            type = new NamedType(Name());
        }

        return Take("!") ? new NonNullType(type) : type;
    }

    private void Enter()
    {
        if (++_depth > MostDepth)
        {
            throw new GraphQLSyntaxException($"The document is nested deeper than {MostDepth}", Current.At);
        }
    }

    private string Name()
    {
        var token = Current;
        if (token.Kind != TokenKind.Identifier)
        {
            throw Unexpected("a name");
        }

        _at++;
        return token.Text;
    }

    private void NeedWord(string word)
    {
        if (Current.Kind != TokenKind.Identifier || Current.Text != word)
        {
            throw Unexpected(word.ToUpperInvariant());
        }

        _at++;
    }

    private bool Take(string punctuator)
    {
        if (Current.Kind != TokenKind.Punctuator || Current.Text != punctuator)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Need(string punctuator)
    {
        if (!Take(punctuator))
        {
            throw Unexpected($"\"{punctuator}\"");
        }
    }

    private GraphQLSyntaxException Unexpected(string wanted) => Current.Kind == TokenKind.End
        ? new GraphQLSyntaxException("Unexpected end of document", Current.At)
        : new GraphQLSyntaxException($"Expected {wanted}, actual: {Current.Kind.ToString().ToUpperInvariant()} (\"{Current.Text}\") at [{Current.At.Line}, {Current.At.Column}]", Current.At);
}
