// The published schemas of our own documents, by the official validator in its strict mode. PRUNER_SCHEMAS names their folder,
// PRUNER_CASES a file: documents, each with the schema it is for and whether it must be valid.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parseDocument } from 'yaml';
import { needed } from './environment.js';

const folder = needed('PRUNER_SCHEMAS');
const schemas = readdirSync(folder).filter(name => name.endsWith('.schema.json')).sort().map(name => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]);

const ajv = new Ajv2020({ strict: true, allErrors: true });
formats(ajv);
schemas.forEach(([name, schema]) => ajv.addSchema(schema, name));

for (const [name, schema] of schemas) {
  test(`${name} is a strict schema of draft 2020-12 under its own name`, () => {
    assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
    assert.equal(schema.$id, name);
    assert.ok(ajv.validateSchema(schema), ajv.errorsText());
    assert.equal(typeof ajv.getSchema(name), 'function');
  });

  test(`${name} says what everything means and leaves nothing open`, () => {
    const nouns = Object.entries(schema.$defs).filter(([, part]) => part.type === 'object');
    for (const [where, part] of [['the document', schema], ...nouns]) {
      assert.match(part.title ?? '', /^[A-Z]/, where);
      assert.equal(part.additionalProperties, false, where);
    }
    for (const [where, part] of [...Object.entries(schema.$defs), ...[schema, ...nouns.map(([, noun]) => noun)].flatMap(noun => Object.entries(noun.properties))]) {
      assert.match(part.description ?? '', /\.$/, where);
    }
  });
}

// Documents of one name (the lines of a journal) are one test: there are thousands.
const tests = new Map();
for (const one of JSON.parse(readFileSync(needed('PRUNER_CASES'), 'utf8'))) {
  const title = `${one.schema} ${one.isValid ? 'allows' : 'refuses'} ${one.name}`;
  if (!tests.has(title)) {
    tests.set(title, []);
  }
  tests.get(title).push(one);
}

function judge({ schema, document, yaml }) {
  if (yaml !== null) {
    const parsed = parseDocument(yaml, { merge: true });
    if (parsed.errors.length > 0) {
      return [false, parsed.errors.join('\n')];
    }
    document = parsed.toJS();
  }
  const validate = ajv.getSchema(schema);
  return [validate(document), ajv.errorsText(validate.errors, { separator: '\n' })];
}

for (const [title, documents] of tests) {
  test(title, () => documents.forEach((one, i) => {
    const [isAllowed, why] = judge(one);
    assert.equal(isAllowed, one.isValid, `number ${i + 1} of ${documents.length}: ${why}`);
  }));
}
