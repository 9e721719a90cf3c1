import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Makes a file, or the names in a folder, durable. */
export function flush(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Writes a small file: it is there whole, or it is what it was before. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.new`, content, { mode: 0o600 });
  flush(`${path}.new`);
  moveDurably(`${path}.new`, path);
}

/** Puts one file in the place of another, in one step. */
export function moveDurably(from: string, to: string): void {
  renameSync(from, to);
  flush(dirname(to));
}

/** Makes a folder and those above it that are not there; none is lost with the power. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let folder = resolve(path); folder !== top; folder = dirname(folder)) flush(dirname(folder));
}
