import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import extensions from 'fs-native-extensions';
import { makeFolder } from './durable-files.ts';

/** Another process, or another server in this one, owns the data folder. */
export class DataInUse extends Error {
  constructor(dataDir: string) {
    super(
      `The event store in ${dataDir} is already in use by another server. ` +
        'Stop that server first, or choose another data folder.',
    );
    this.name = 'DataInUse';
  }
}

/**
 * Takes the data folder for this server alone. The lock belongs to the operating system and goes with the process,
 * so a crash never leaves it behind.
 * @throws DataInUse when someone else holds it.
 */
export function lockData(dataDir: string): { release(): void } {
  makeFolder(dataDir);
  const fd = openSync(join(dataDir, 'owner.lock'), 'a+', 0o600);
  if (!extensions.tryLock(fd)) {
    closeSync(fd);
    throw new DataInUse(dataDir);
  }
  return { release: () => closeSync(fd) };
}
