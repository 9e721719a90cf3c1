/** Memory of the embedded event store while many events are appended and then read: it must not grow with the log. */
import { readFile } from 'node:fs/promises';
import { cleanUp, startEventStore, startSubject } from './support/processes.mjs';
import { against, number, progress } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';

const { BENCH_MEMORY_EVENTS: events } = sizes;
const SAMPLE_MS = 250;
const LINES_PER_PHASE = 6;

/**
 * Megabytes of a process: `rss` and `pss` with the pages of the index that it has mapped, which belong to the
 * page cache and are given back when anybody needs them; `own` without. Linux only.
 */
async function memoryOf(pid) {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1_024;
  return { rss: of('Rss'), pss: of('Pss'), own: of('Pss_Anon') };
}

async function sampled(pid, phase, work) {
  const samples = [];
  const began = performance.now();
  let isOver = false;
  const sampling = (async () => {
    while (!isOver) {
      samples.push({ phase, at: (performance.now() - began) / 1_000, ...(await memoryOf(pid)) });
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  await work();
  isOver = true;
  await sampling;
  return samples;
}

try {
  const { url, pid } = await startEventStore();
  const port = await startSubject('port', { url });
  const client = await startSubject('client', { url });
  progress(`Memory: ${events} events are appended`);
  const appending = await sampled(pid, 'append', () => port('fill', { events, batch: 100, inFlight: 4 }));
  progress('Memory: they are read through the port');
  const reading = await sampled(pid, 'read', () => port('read'));
  progress('Memory: they are read through the client');
  const again = await sampled(pid, 'client', () => client('read'));
  progress('');

  console.log(`\nMemory of the embedded event store, ${events} events appended, then read twice (MB)`);
  console.log('            s        RSS        PSS        own');
  for (const phase of [appending, reading, again]) {
    const step = Math.max(1, Math.ceil(phase.length / LINES_PER_PHASE));
    for (const [index, { phase: name, at, rss, pss, own }] of phase.entries()) {
      if (index % step !== 0 && index !== phase.length - 1) continue;
      const cells = [at, rss, pss, own].map((value) => number(value).padStart(11));
      console.log(`  ${name.padEnd(7)}${cells.join('').slice(5)}`);
    }
  }
  const all = [...appending, ...reading, ...again];
  for (const kind of ['rss', 'pss', 'own']) {
    console.log(`  max ${kind} ${number(Math.max(...all.map((sample) => sample[kind])))} MB`);
  }
  against('memory of the server (PSS)', Math.max(...all.map(({ pss }) => pss)), -250, ' MB');
  console.log(
    '  What is not its own are pages of files: of Node, and of the index, which the system takes back when it needs them.',
  );
} finally {
  await cleanUp();
}
