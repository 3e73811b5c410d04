// The official artifact client and ours through the same results service: what one uploads the other lists and downloads, byte for byte. Each storage in turn: the
// sandbox's own, and the official emulator of Azure Storage.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DefaultArtifactClient } from '@actions/artifact';
import { needed } from './environment.js';
import { startStorage } from './storage.js';

const desk = needed('PRUNER_DESK'); // Where our side is told what to do.
const client = new DefaultArtifactClient();
const digestOf = bytes => createHash('sha256').update(bytes).digest('hex');

let folder;
let azure;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pruner-conformance-'));
  azure = await startStorage();
});

after(async () => {
  azure?.close();
  await rm(folder, { recursive: true, force: true });
});

async function ours(errand, body) {
  const response = await fetch(`${desk}/${errand}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

for (const storage of ['sandbox', 'azurite']) {
  const use = () => ours('storage', { container: storage === 'azurite' ? azure.container : '' });

  test(`${storage}: what we upload, the official client lists and downloads`, async () => {
    await use();
    const name = `ledger-${storage}`;
    const stored = await ours('upload', { name });
    const { artifact } = await client.getArtifact(name);
    assert.deepEqual([artifact.id, artifact.size, artifact.digest], [stored.id, stored.size, stored.digest]);

    const path = join(folder, name);
    const answer = await client.downloadArtifact(artifact.id, { path, expectedHash: stored.digest });
    assert.equal(answer.digestMismatch, false);
    assert.equal(digestOf(await readFile(join(path, 'ledger.json'))), stored.files['ledger.json']);
    assert.equal(digestOf(await readFile(join(path, 'deep/noise.bin'))), stored.files['deep/noise.bin']);
  });

  test(`${storage}: what the official client uploads, we list and download`, async () => {
    await use();
    const name = `official-${storage}`;
    const file = join(folder, `${name}.json`);
    const content = JSON.stringify({ storage, text: 'x'.repeat(100_000) });
    await writeFile(file, content);
    const stored = await client.uploadArtifact(name, [file], folder, { retentionDays: 7 });
    const read = await ours('download', { name, file: `${name}.json` });
    assert.deepEqual([read.id, read.size, read.digest], [stored.id, stored.size, `sha256:${stored.digest}`]);
    assert.equal(read.content, digestOf(content));
  });

  test(`${storage}: both find the same artifacts, and a name that is taken is refused`, async () => {
    await use();
    const { artifacts } = await client.listArtifacts();
    const listed = (await ours('list', {})).artifacts;
    const line = artifact => `${artifact.id} ${artifact.name} ${artifact.size} ${artifact.digest}`;
    assert.deepEqual(artifacts.map(line).toSorted(), listed.map(line).toSorted());
    assert.ok(listed.some(artifact => artifact.name === `ledger-${storage}`) && listed.some(artifact => artifact.name === `official-${storage}`));

    const file = join(folder, `official-${storage}.json`);
    await assert.rejects(client.uploadArtifact(`ledger-${storage}`, [file], folder), /409|Conflict|already exists/);
    assert.equal((await ours('upload', { name: `official-${storage}` })).name, `official-${storage}-attempt-1`);
  });
}

test('on a server of one\'s own both say that there are none', async () => {
  const server = 'https://github.example.com';
  const before = process.env.GITHUB_SERVER_URL;
  process.env.GITHUB_SERVER_URL = server;
  try {
    await assert.rejects(client.listArtifacts(), /not currently supported on GHES/);
  } finally {
    process.env.GITHUB_SERVER_URL = before;
  }
  assert.equal((await ours('supported', { server })).supported, false);
});
