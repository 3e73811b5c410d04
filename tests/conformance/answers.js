// Judges GraphQL answers with graphql itself: a document is executed once more, on the official schema, with the answer in the
// place of the resolvers. What comes out must be the answer again: nothing missing, nothing besides, every value of its type.
import assert from 'node:assert/strict';
import { schema as official } from '@octokit/graphql-schema';
import { buildSchema, executeSync, isScalarType, isSpecifiedScalarType, parse, visit } from 'graphql';

// The text: the introspection beside it is older. The text names two fields twice, alike, which graphql would refuse.
export const schema = buildSchema(official.idl, { assumeValidSDL: true });

// A published schema says only the names of GitHub's own scalars; what they look like stands in their descriptions and in docs.github.com/graphql/reference/scalars.
const scalars = {
  Base64String: value => Buffer.from(value, 'base64').toString('base64') === value,
  DateTime: value => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) && !Number.isNaN(Date.parse(value)),
  GitObjectID: value => /^[0-9a-f]{40}$/.test(value),
  URI: value => URL.canParse(value),
};

for (const type of Object.values(schema.getTypeMap()).filter(type => isScalarType(type) && !isSpecifiedScalarType(type))) {
  type.serialize = value => {
    assert.ok(type.name in scalars, `what a ${type.name} looks like is not known here`);
    assert.ok(typeof value === 'string' && scalars[type.name](value), `${JSON.stringify(value)} is no ${type.name}`);
    return value;
  };
}

const place = node => `${node.loc.startToken.line}:${node.loc.startToken.column}`;

/** Every field that a document selects, by its place in the text. The name of the type is graphql's own business. */
export function selections(text) {
  const places = [];
  visit(parse(text), { Field: node => void (node.name.value === '__typename' || places.push(`${node.name.value} ${place(node)}`)) });
  return places;
}

/** Throws unless the data is what the document asks for; returns the places of the fields that were not null. */
export function judge(text, variables, data) {
  const seen = new Set();
  const { errors, data: again } = executeSync({
    schema,
    document: parse(text),
    variableValues: variables,
    rootValue: data,
    fieldResolver(source, _arguments, _context, info) {
      assert.ok(Object.hasOwn(source, info.path.key), `${info.parentType}.${info.fieldName} is missing`);
      const value = source[info.path.key];
      if (value !== null) {
        info.fieldNodes.forEach(node => seen.add(`${info.fieldName} ${place(node)}`));
      }
      return value;
    },
    // Where a document does not ask for the type it asks for fields of the interface only, and any type that has them will do.
    typeResolver: (source, _context, _info, type) => source.__typename ?? schema.getPossibleTypes(type)[0].name,
  });
  assert.deepEqual((errors ?? []).map(error => `${error.path?.join('.')}: ${error.message}`), []);
  // As text: the order of the fields is the order of the selection, which the specification asks for (§7.2.2).
  assert.deepEqual(JSON.parse(JSON.stringify(again)), data);
  assert.equal(JSON.stringify(again), JSON.stringify(data), 'the order of the fields is not that of the selection');
  return seen;
}

/** Throws unless the answer tells errors in the form of the specification (§7.1) and its data is null where they point. */
export function judgeErrors(text, variables, answer) {
  const { data, errors, ...rest } = answer;
  assert.deepEqual(rest, {});
  assert.ok(Array.isArray(errors) && errors.length > 0, 'an empty list of errors');
  const lines = text.split('\n');
  for (const error of errors) {
    // "type" is GitHub's own, besides the specification.
    const { message, locations = [], path, extensions = {}, type = 'NONE', ...others } = error;
    assert.deepEqual(others, {});
    assert.ok(typeof message === 'string' && message.length > 0, 'an error without a message');
    assert.match(type, /^[A-Z_]+$/);
    assert.equal(Object.getPrototypeOf(extensions), Object.prototype);
    assert.ok(Array.isArray(locations));
    for (const at of locations) {
      assert.deepEqual(Object.keys(at).sort(), ['column', 'line']);
      assert.ok(at.line >= 1 && at.line <= lines.length && at.column >= 1 && at.column <= lines[at.line - 1].length + 1, `no such place: ${at.line}:${at.column}`);
    }
    if (data === undefined) {
      continue; // Nothing was executed: a path of fields has no answer to lead into.
    }
    assert.ok(Array.isArray(path) && path.length > 0, 'an error of execution without a path');
    let value = data;
    for (const step of path) {
      value = value?.[step]; // A null may have moved up to the next field that can be null.
    }
    assert.equal(value ?? null, null, `${path.join('.')} is said to have failed, and is there`);
  }
  if (data !== undefined && data !== null) {
    judge(text, variables, data);
  }
}
