// The published schemas of our own documents, by the official validator in its strict mode. PRUNER_SCHEMAS names their folder,
// PRUNER_CASES a file: documents, each with the schema it is for and whether it must be valid.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';
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

for (const { schema, name, isValid, document, yaml } of JSON.parse(readFileSync(needed('PRUNER_CASES'), 'utf8'))) {
  test(`${schema} ${isValid ? 'allows' : 'refuses'} ${name}`, () => {
    const validate = ajv.getSchema(schema);
    let instance = document;
    if (yaml !== null) {
      try {
        instance = parse(yaml, { merge: true });
      } catch (error) {
        assert.equal(isValid, false, String(error));
        return;
      }
    }
    assert.equal(validate(instance), isValid, ajv.errorsText(validate.errors, { separator: '\n' }));
  });
}
