// Every GraphQL document that the program sends, against GitHub's own published schema.
// PRUNER_DOCUMENTS names the folder they were written to, one .graphql file each.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Kind, NoDeprecatedCustomRule, parse, specifiedRules, validate } from 'graphql';
import { schema } from './answers.js';
import { needed } from './environment.js';

const folder = needed('PRUNER_DOCUMENTS');
const names = readdirSync(folder).filter(name => name.endsWith('.graphql')).sort();
assert.notEqual(names.length, 0, `no document in ${folder}`);

const rules = [...specifiedRules, NoDeprecatedCustomRule]; // What is deprecated goes away one day, and the pins with it.

for (const name of names) {
  test(`${name} is a query that GitHub's schema allows`, () => {
    const document = parse(readFileSync(join(folder, name), 'utf8'));
    const operations = document.definitions.filter(definition => definition.kind === Kind.OPERATION_DEFINITION);
    assert.deepEqual(operations.map(operation => operation.operation), ['query']);
    assert.deepEqual(validate(schema, document, rules).map(String), []);
  });
}

test('a field that GitHub does not have is refused', () => {
  const document = parse('query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pins } }');
  assert.match(String(validate(schema, document, rules)), /Cannot query field "pins" on type "Repository"/);
});
