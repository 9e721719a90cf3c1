import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import locks from 'fs-native-extensions';
import { v4 as uuid } from 'uuid';

/** The bytes of a file, or `null` where there is none. */
export function read(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function flushFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  flushFolder(dirname(folder));
}

function writeNew(file: string, bytes: Buffer): void {
  const fd = openSync(file, 'wx', 0o600);
  try {
    writeSync(fd, bytes);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Puts a file there, whole and on the disk, unless there is one: false then. Several processes may do so at once. */
export function putOnce(file: string, bytes: Buffer): boolean {
  const own = `${file}.${uuid()}`;
  writeNew(own, bytes);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(own);
    flushFolder(dirname(file));
  }
}

/** Puts a file in the place of another, whole and on the disk. */
export function replace(file: string, bytes: Buffer): void {
  const own = `${file}.${uuid()}`;
  writeNew(own, bytes);
  renameSync(own, file);
  flushFolder(dirname(file));
}

/** Does something while no other process has the lock of a file, or none but those that share it. */
export function locked<T>(file: string, { shared }: { readonly shared: boolean }, work: () => T): T {
  const fd = openSync(file, 'a+', 0o600);
  try {
    locks.waitForLockSync(fd, { shared });
    return work();
  } finally {
    closeSync(fd);
  }
}

/** Overwrites what is in a file and takes it away. Nothing happens where there is none. */
export function wipe(file: string): void {
  if (!existsSync(file)) return;
  const { size } = statSync(file);
  const fd = openSync(file, 'r+');
  try {
    writeSync(fd, Buffer.alloc(size));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  unlinkSync(file);
  flushFolder(dirname(file));
}
