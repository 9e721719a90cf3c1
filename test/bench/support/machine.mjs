import { open, rm } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { folder } from './processes.mjs';

const FLUSHES = 200;

/** The machine and its disk in a few lines: what the figures have to be seen against. */
export async function machine() {
  const [cpu] = os.cpus();
  return [
    `${cpu?.model ?? 'unknown processor'}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ` +
      `${os.type()} ${os.release()}, Node ${process.versions.node}, load ${os.loadavg()[0].toFixed(1)}`,
    `Disk of temporary folders: a write of 4 KiB is flushed in ${await flushMs()} ms (median). ` +
      'Durable commits everywhere: the log flushed before the answer, PostgreSQL with fsync and synchronous_commit on.',
  ].join('\n');
}

async function flushMs() {
  const path = join(await folder(), 'flush');
  const file = await open(path, 'w');
  const page = Buffer.alloc(4_096, 1);
  const times = [];
  for (let count = 0; count < FLUSHES; count++) {
    const began = performance.now();
    await file.write(page);
    await file.datasync();
    times.push(performance.now() - began);
  }
  await file.close();
  await rm(path);
  return times.sort((a, b) => a - b)[FLUSHES / 2].toFixed(2);
}
