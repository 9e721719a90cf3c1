import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataFolderInUse, DataFolderUnusable, endpointsOf, takeDataFolder } from './data-folder.ts';

const where = { eventStoreUrl: 'esdb://a', databaseUrl: 'postgresql://b', apiUrl: 'http://c' };

describe('the data folder', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'data-folder-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('has one owner at a time', async () => {
    const first = await takeDataFolder(dir);
    await expect(takeDataFolder(dir)).rejects.toThrow(DataFolderInUse);
    await first.release();
    await (await takeDataFolder(dir)).release();
  });

  it('is free again when its owner was killed', async () => {
    const holder = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import locks from 'fs-native-extensions'; import { openSync } from 'node:fs';
         console.log(locks.tryLock(openSync(${JSON.stringify(join(dir, 'lock'))}, 'a+'))); setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [said] = (await once(holder.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('true\n');
    await expect(takeDataFolder(dir)).rejects.toThrow(DataFolderInUse);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await (await takeDataFolder(dir)).release();
  });

  it('tells where its owner can be reached, as long as there is one', async () => {
    expect(await endpointsOf(dir)).toBeNull();
    const folder = await takeDataFolder(dir);
    await folder.announce(where);
    expect(await endpointsOf(dir)).toEqual(where);
    expect((await stat(join(dir, 'endpoints.json'))).mode & 0o777).toBe(0o600);
    await folder.release();
    expect(await endpointsOf(dir)).toBeNull();
  });

  it('is refused with a reason where it cannot be made', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(takeDataFolder(join(dir, 'file', 'data'))).rejects.toThrow(DataFolderUnusable);
  });
});
