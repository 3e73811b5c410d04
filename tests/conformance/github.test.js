// What GitHub's emulator answers, against what GitHub publishes of itself: GraphQL answers against the schema, REST answers
// against the description. PRUNER_GITHUB names a file: where the emulators are, the documents, and what is in the repository.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import Ajv from 'ajv';
import formats from 'ajv-formats';
import { buildSchema, findBreakingChanges } from 'graphql';
import { judge, judgeErrors, schema, selections } from './answers.js';
import { needed } from './environment.js';

const world = JSON.parse(readFileSync(needed('PRUNER_GITHUB'), 'utf8'));
const { owner, name } = world;
const headers = { 'User-Agent': 'conformance', 'X-GitHub-Api-Version': '2022-11-28', Accept: 'application/vnd.github+json' };
const withToken = { ...headers, Authorization: `Bearer ${world.token}` };

const post = (base, body, heads = withToken) =>
  fetch(`${base}/graphql`, { method: 'POST', headers: { ...heads, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

function assertBudget(response) {
  for (const part of ['limit', 'remaining', 'used', 'reset']) {
    assert.match(response.headers.get(`x-ratelimit-${part}`) ?? 'absent', /^\d+$/);
  }
}

async function asked(response, status = 200) {
  assert.equal(response.status, status);
  assert.match(response.headers.get('content-type'), /^application\/json\b/);
  return response.json();
}

// --- GraphQL ---

const seen = new Map(Object.keys(world.documents).map(document => [document, new Set()]));

/** Asks one of our documents and judges the answer; returns the repository. */
async function query(document, variables) {
  const text = world.documents[document];
  const all = { owner, name, ...variables };
  const response = await post(world.url, { query: text, variables: all });
  const answer = await asked(response);
  assertBudget(response);
  assert.deepEqual(Object.keys(answer), ['data'], JSON.stringify(answer.errors));
  judge(text, all, answer.data).forEach(place => seen.get(document).add(place));
  return answer.data.repository;
}

/** Reads a connection to its end; `read` asks for the page after a cursor. */
async function pages(read) {
  const nodes = [];
  let after = null;
  for (let page = 0; page < 100; page++) {
    const connection = await read(after);
    nodes.push(...connection.nodes);
    if (!connection.pageInfo.hasNextPage) {
      assert.equal(nodes.length, connection.totalCount ?? nodes.length);
      return nodes;
    }
    after = connection.pageInfo.endCursor;
  }
  return assert.fail('the list does not end');
}

const numbered = (letter, values) => Object.fromEntries(values.map((value, i) => [letter + i, value]));
// Every one stands once in every place of a batch.
const batches = (document, kind) => [1, 3].flatMap(size =>
  world[kind].map((_, i) => [`${document}-${size}`, Array.from({ length: size }, (_, j) => world[kind][(i + j) % world[kind].length])]));

test('GraphQL: whatever the emulator offers GitHub offers too', () => {
  // From the emulator's schema to GitHub's nothing may be lost: no type, no field, no argument, no value.
  assert.deepEqual(findBreakingChanges(buildSchema(world.sdl), schema).map(change => change.description), []);
});

test('GraphQL: the repository', async () => {
  const repository = await query('repository', {});
  assert.equal(repository.nameWithOwner, `${owner}/${name}`);
});

test('GraphQL: branches and tags, and tags of tags', async () => {
  const kinds = new Set();
  for (const prefix of ['refs/heads/', 'refs/tags/']) {
    const refs = await pages(async after => (await query('refs', { prefix, first: 2, after })).refs);
    assert.ok(refs.length > 2);
    refs.forEach(ref => kinds.add(ref.target.__typename));
  }
  assert.deepEqual([...kinds].sort(), ['Blob', 'Commit', 'Tag']);
});

test('GraphQL: pull requests of every state, in every order, with and without their paths', async () => {
  for (const state of ['OPEN', 'CLOSED', 'MERGED']) {
    for (const field of ['CREATED_AT', 'UPDATED_AT']) {
      for (const direction of ['ASC', 'DESC']) {
        for (const withFiles of [true, false]) {
          const pulls = await pages(async after => (await query('pull-requests', { states: [state], field, direction, first: 1, withFiles, after })).pullRequests);
          assert.ok(pulls.length > 0 && pulls.every(pull => pull.state === state && 'files' in pull === withFiles));
        }
      }
    }
  }
});

test('GraphQL: the paths of a pull request, page by page', async () => {
  const files = await pages(async after => (await query('pull-request-files', { number: world.manyFiles, after })).pullRequest.files);
  assert.ok(files.length > 100);
});

test('GraphQL: the history of commits, page by page, of a folder in the root, of a deeper one and of the root itself', async () => {
  const above = { above: 'data', above1: 'data/data', above2: 'data/data/coreos' };
  const places = { 'history-deep': { folder: 'data/data/coreos', ...above }, 'history-root': {} };
  const further = Object.keys(places).map(document => [document, world.commits.slice(0, 2)]);
  for (const [document, oids] of [...batches('history', 'commits'), ...further]) {
    const heads = oids.map(oid => ({ oid, after: null, open: true }));
    for (let page = 0; page < 100 && heads.some(head => head.open); page++) {
      const repository = await query(document, {
        ...(places[document] ?? { folder: 'data/data', above: 'data' }), first: 2, ...numbered('o', heads.map(head => head.oid)), ...numbered('a', heads.map(head => head.after)),
      });
      heads.forEach((head, i) => {
        const { hasNextPage, endCursor } = repository[`h${i}`].history.pageInfo;
        Object.assign(head, { open: hasNextPage, after: endCursor });
      });
    }
    assert.ok(heads.every(head => !head.open), 'the history does not end');
  }
});

test('GraphQL: folders, with every kind of entry', async () => {
  const kinds = new Set();
  for (const [document, oids] of batches('trees', 'trees')) {
    const repository = await query(document, numbered('o', oids));
    oids.forEach((_, i) => repository[`t${i}`].entries.forEach(entry => kinds.add(`${entry.type} ${entry.mode.toString(8)}`)));
  }
  assert.deepEqual([...kinds].sort(), ['blob 100644', 'blob 100755', 'blob 120000', 'commit 160000', 'tree 40000']);
});

test('GraphQL: files: text, none, bytes, and more than is shown', async () => {
  const kinds = new Set();
  for (const [document, oids] of batches('blobs', 'blobs')) {
    const repository = await query(document, numbered('o', oids));
    oids.forEach((_, i) => kinds.add(['isBinary', 'isTruncated'].map(flag => repository[`b${i}`][flag]).join()));
  }
  assert.deepEqual([...kinds].sort(), ['false,false', 'false,true', 'true,false']);
});

test('GraphQL: an object that is not there is null', async () => {
  const absent = '0'.repeat(39) + '1';
  assert.equal((await query('blobs-1', { o0: absent })).b0, null);
  assert.equal((await query('trees-1', { o0: absent })).t0, null);
  assert.equal((await query('history-1', { o0: absent, folder: 'data/data', above: 'data', first: 1 })).h0, null);
});

test('GraphQL: force pushes, page by page, also from a commit that is gone', async () => {
  const events = [];
  for (const [document, pulls] of batches('force-pushes', 'pulls')) {
    events.push(...await pages(async after => (await query(document, { ...numbered('n', pulls), a0: after })).p0.timelineItems));
  }
  assert.ok(events.length > 100);
  assert.ok(events.some(event => event.beforeCommit === null) && events.some(event => event.beforeCommit !== null));
});

test('GraphQL: every field of every document was answered with something', () => {
  for (const [document, places] of seen) {
    assert.deepEqual(selections(world.documents[document]).filter(place => !places.has(place)), [], document);
  }
});

const refusals = {
  'a repository that is not there': ['repository', { name: 'absent' }, { type: 'NOT_FOUND', path: ['repository'] }],
  'a pull request that is not there': ['force-pushes-3', numbered('n', [world.pulls[0], 4711, world.pulls[1]]), { type: 'NOT_FOUND', path: ['repository', 'p1'] }],
  'more records than a page may hold': ['refs', { prefix: 'refs/heads/', first: 101 }, { type: 'EXCESSIVE_PAGINATION' }],
  'a cursor of another list': ['refs', { prefix: 'refs/heads/', first: 1, after: 'x' }, { type: 'INVALID_CURSOR_ARGUMENTS' }],
  'a variable that is missing': ['refs', { first: 1 }, {}],
  'a variable of another type': ['pull-request-files', { number: 'one' }, {}],
  'an order that is not published': ['pull-requests', { first: 1, withFiles: false, field: 'SIZE', direction: 'ASC' }, {}],
};

for (const [what, [document, variables, expected]] of Object.entries(refusals)) {
  test(`GraphQL refuses ${what} in the specified form`, async () => {
    const text = world.documents[document];
    const all = { owner, name, ...variables };
    const answer = await asked(await post(world.url, { query: text, variables: all }));
    judgeErrors(text, all, answer);
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map(key => [key, answer.errors[0][key]])), expected);
  });
}

for (const text of ['query { repository', 'query { nothing }', 'query { viewer { login { x } } }', 'query($a: Int) { viewer { login } }']) {
  test(`GraphQL refuses ${text} in the specified form, before anything is executed`, async () => {
    const answer = await asked(await post(world.url, { query: text }));
    assert.deepEqual(Object.keys(answer), ['errors']);
    judgeErrors(text, {}, answer);
  });
}

test('GraphQL refuses a caller who has used up the budget in the specified form', async () => {
  const text = world.documents.repository;
  const response = await post(world.spentUrl, { query: text, variables: { owner, name } });
  assertBudget(response);
  const answer = await asked(response);
  judgeErrors(text, { owner, name }, answer);
  assert.equal(answer.errors[0].type, 'RATE_LIMITED');
});

// --- REST ---

const description = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json'), 'utf8'));

// The description closes no object, so a member that GitHub does not have would pass. Here it does not.
for (const component of ['git-ref', 'git-commit', 'blob', 'artifact', 'basic-error']) {
  (function close(part) {
    if (part?.properties) {
      part.additionalProperties = false;
      Object.values(part.properties).forEach(close);
    }
    if (part?.items) {
      close(part.items);
    }
  })(description.components.schemas[component]);
}
// Nor does it require a message of an error, although the prose does: docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api.
description.components.schemas['basic-error'].required = ['message', 'documentation_url', 'status'];

// Of a run the emulator shows what decides whether it counts, not every address; what it shows must be as described.
for (const component of ['workflow-run', 'minimal-repository', 'simple-user']) {
  delete description.components.schemas[component].required;
}

const ajv = new Ajv({ strict: false, allErrors: true }); // Not strict: OpenAPI has words besides those of JSON Schema.
formats(ajv);
ajv.addSchema(description, 'github');
const pointer = parts => 'github#' + parts.map(part => '/' + encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('');

function described(body, ...parts) {
  const validate = ajv.compile({ $ref: pointer([...parts, 'content', 'application/json', 'schema']) });
  assert.ok(validate(body), ajv.errorsText(validate.errors, { separator: '\n' }) + '\n' + JSON.stringify(body, null, 1).slice(0, 2000));
}

const git = '/repos/{owner}/{repo}/git';
const route = (path, status) => ['paths', `${git}/${path}`, 'get', 'responses', status];
const get = (path, heads = withToken, base = world.url) => fetch(`${base}/repos/${owner}/${name}/git/${path}`, { headers: heads });

for (const kind of ['heads', 'tags']) {
  test(`REST: ${kind}, all at once and page by page`, async () => {
    const whole = await get(`matching-refs/${kind}/`);
    assertBudget(whole);
    assert.equal(whole.headers.get('link'), null);
    const all = await asked(whole);
    described(all, ...route('matching-refs/{ref}', '200'));

    // The description names no per_page here, and a Link header: GitHub has been seen to do both. Our client follows the header.
    const collected = [];
    let next = `${world.url}/repos/${owner}/${name}/git/matching-refs/${kind}/?per_page=2`;
    for (let page = 1; next; page++) {
      const response = await fetch(next, { headers: withToken });
      const refs = await asked(response);
      described(refs, ...route('matching-refs/{ref}', '200'));
      assert.ok(refs.length > 0 && refs.length <= 2);
      collected.push(...refs);
      const links = new Map((response.headers.get('link') ?? '').split(', ').map(link => /^<([^>]+)>; rel="(\w+)"$/.exec(link)).map(match => [match?.[2], match?.[1]]));
      const isFirst = page === 1;
      const isLast = collected.length === all.length;
      assert.deepEqual([...links.keys()].sort(), [...(isFirst ? [] : ['first', 'prev']), ...(isLast ? [] : ['last', 'next'])].sort());
      next = links.get('next');
    }
    assert.ok(collected.length > 2);
    assert.deepEqual(collected, all);
  });
}

test('REST: commits', async () => {
  for (const oid of world.commits) {
    const commit = await asked(await get(`commits/${oid}`));
    described(commit, ...route('commits/{commit_sha}', '200'));
    assert.equal(commit.sha, oid);
  }
});

test('REST: files, as JSON and raw', async () => {
  for (const oid of world.blobs) {
    const blob = await asked(await get(`blobs/${oid}`));
    described(blob, ...route('blobs/{file_sha}', '200'));
    // The description knows JSON only; docs.github.com/rest/git/blobs: "application/vnd.github.raw+json: Returns the raw blob data."
    const raw = await get(`blobs/${oid}`, { ...withToken, Accept: 'application/vnd.github.raw+json' });
    assert.match(raw.headers.get('content-type'), /^application\/vnd\.github\.raw\+json\b/);
    const bytes = Buffer.from(await raw.arrayBuffer());
    assert.deepEqual([bytes.length, bytes.toString('base64')], [blob.size, blob.content.replaceAll('\n', '')]);
  }
});

test('REST: a workflow run, and what it left', async () => {
  const actions = '/repos/{owner}/{repo}/actions';
  const responses = (path, status) => ['paths', `${actions}/${path}`, 'get', 'responses', status];
  const act = (path, init) => fetch(`${world.url}/repos/${owner}/${name}/actions/${path}`, { headers: withToken, ...init });

  const run = await asked(await act(`runs/${world.run}`));
  described(run, ...responses('runs/{run_id}', '200'));
  assert.equal(run.id, world.run);
  for (const [path, template] of [['artifacts?name=ledger', 'artifacts'], [`runs/${world.run}/artifacts`, 'runs/{run_id}/artifacts']]) {
    const list = await asked(await act(path));
    described(list, ...responses(template, '200'));
    assert.deepEqual([list.total_count, list.artifacts.length, list.artifacts[0].workflow_run.id], [1, 1, world.run]);
  }

  const [{ id }] = (await asked(await act('artifacts'))).artifacts;
  const found = await act(`artifacts/${id}/zip`, { redirect: 'manual' });
  assert.equal(found.status, 302);
  assert.ok(URL.canParse(found.headers.get('location')));
});

const absent = '0'.repeat(39) + '1';
for (const [path, template] of [[`commits/${absent}`, 'commits/{commit_sha}'], [`blobs/${absent}`, 'blobs/{file_sha}']]) {
  test(`REST: 404 at ${template}`, async () => {
    const error = await asked(await get(path), 404);
    const { $ref } = description.paths[`${git}/${template}`].get.responses['404'];
    described(error, ...$ref.slice(2).split('/'));
    assert.equal(error.status, '404');
  });
}

// What the description says of errors in general; it does not repeat 401 and 403 at every path.
const general = { 401: 'requires_authentication', 403: 'forbidden', 404: 'not_found' };
const bad = { ...headers, Authorization: 'Bearer another' };
const errors = {
  'a token that is not known': [401, () => get('matching-refs/heads/', bad)],
  'a token that is not known, by GraphQL': [401, () => post(world.url, { query: 'query { viewer { login } }' }, bad)],
  'no token, by GraphQL': [401, () => post(world.url, { query: 'query { viewer { login } }' }, headers)],
  'a budget that is used up': [403, () => get('matching-refs/heads/', withToken, world.spentUrl)],
  'a budget that is used up, without a token': [403, () => get('matching-refs/heads/', headers, world.spentUrl)],
  'a repository that is not there': [404, () => fetch(`${world.url}/repos/${owner}/absent/git/matching-refs/heads/`, { headers: withToken })],
};

for (const [what, [status, ask]] of Object.entries(errors)) {
  test(`REST: ${status} for ${what}`, async () => {
    const error = await asked(await ask(), status);
    described(error, 'components', 'responses', general[status]);
    assert.equal(error.status, `${status}`);
    assert.match(error.documentation_url, /^https:\/\/docs\.github\.com\//);
  });
}
