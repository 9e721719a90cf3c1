/**
 * `npm run golden`: writes to test/golden, for every shape of event that has none, how an event of it is stored, and
 * notes the file's hash. What stands there is never written again: `test/golden/golden.spec.ts` reads it for ever.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shapeOf } from './shapes.mjs';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const { deciders, retiredShapes } = await import('../dist/libs/contexts/all/src/index.js');
const { enclosed, Hash } = await import('../dist/libs/kernel/src/index.js');
const { canonicalText } = await import('../dist/libs/platform/event-store/src/index.js');

const folder = 'test/golden';
const sums = join(folder, 'SHA256SUMS');

const metadata = {
  actor: 'programme-office',
  organisation: 'ggd-drenthe',
  role: 'secretary',
  correlationId: '018f4e7a-0000-7000-8000-00000000c0de',
  sourceSystem: 'api',
};

/** An event of a shape as the store holds it, and the shape itself, of which nothing may change any more. */
function goldenOf({ name, storedAs }, { type, data, example }) {
  const event = { type, data: example };
  const stored = storedAs === undefined ? event : enclosed(storedAs, event, metadata);
  const hash = Hash.of(event);
  return {
    stream: `${name}-${example[`${name}Id`] ?? 'golden'}`,
    id: `${hash.slice(0, 8)}-${hash.slice(8, 12)}-7${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
    type: stored.type,
    data: canonicalText(stored.data),
    metadata: canonicalText(storedAs === undefined ? metadata : {}),
    shape: shapeOf(data),
  };
}

const known = existsSync(sums) ? readFileSync(sums, 'utf8').trim().split('\n') : [];
const written = [];
for (const decider of deciders) {
  const own = new Set(decider.events.map(({ type }) => type));
  for (const definition of [...decider.events, ...retiredShapes.filter(({ to }) => own.has(to))]) {
    const file = `${definition.type}.json`;
    if (existsSync(join(folder, file)) || known.some((line) => line.endsWith(`  ${file}`))) continue;
    const text = `${JSON.stringify(goldenOf(decider, definition), null, 2)}\n`;
    writeFileSync(join(folder, file), text);
    written.push(`${createHash('sha256').update(text).digest('hex')}  ${file}`);
  }
}
if (written.length > 0) {
  const byFile = (a, b) => (a.slice(66) < b.slice(66) ? -1 : 1);
  writeFileSync(sums, `${[...known, ...written].filter(Boolean).sort(byFile).join('\n')}\n`);
}
console.log(
  written.length === 0
    ? 'Every shape has its golden file.'
    : `Written:\n${written.map((line) => line.slice(66)).join('\n')}`,
);
