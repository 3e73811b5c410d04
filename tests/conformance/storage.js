// The official emulator of Azure Storage on loopback, with one container, and an address that lets its bearer read and write in it.
import { BlobServiceClient, ContainerSASPermissions, generateBlobSASQueryParameters, StorageSharedKeyCredential } from '@azure/storage-blob';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

// The account and the key that the emulator comes with and that its documentation prints.
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const longestStart = 30_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function started(azurite) {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`azurite did not start: ${said}`)), longestStart);
    azurite.stdout.on('data', chunk => {
      said += chunk;
      if (said.includes('successfully listens')) {
        clearTimeout(late);
        resolve();
      }
    });
    azurite.stderr.on('data', chunk => { said += chunk; });
    azurite.once('exit', code => {
      clearTimeout(late);
      reject(new Error(`azurite ended with ${code}: ${said}`));
    });
  });
}

/** Starts it; `container` is the signed address, `close` ends it. */
export async function startStorage() {
  const port = await freePort();
  const azurite = spawn(process.execPath, [
    'node_modules/azurite/dist/src/blob/main.js', '--disableTelemetry', '--inMemoryPersistence', '--skipApiVersionCheck',
    '--blobHost', '127.0.0.1', '--blobPort', String(port),
  ], { stdio: ['ignore', 'pipe', 'pipe'] });
  const close = () => azurite.kill();

  try {
    await started(azurite);
    const credential = new StorageSharedKeyCredential(account, key);
    const container = new BlobServiceClient(`http://127.0.0.1:${port}/${account}`, credential).getContainerClient('artifacts');
    await container.create();
    const signature = generateBlobSASQueryParameters({
      containerName: 'artifacts',
      permissions: ContainerSASPermissions.parse('rcw'),
      expiresOn: new Date(Date.now() + 3_600_000),
    }, credential);
    return { container: `${container.url}?${signature}`, close };
  } catch (error) {
    close();
    throw error;
  }
}
