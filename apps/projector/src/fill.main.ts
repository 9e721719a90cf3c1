import { endProcess, endsWithTheProcess, main } from '#platform/process';
import { fillInBulk } from '#platform/read-store';
import { projections } from '#projections/all';
import { readingWith } from '../../api/src/reading.ts';

/**
 * Fills, in a process of its own, the named read models that are far behind, and says how far it is: a number of the
 * journal and the end, a line each time. Whoever starts it takes over when it ends, and ends it by closing its input.
 */
await main(async () => {
  const { DATABASE_URL: url, KEYS_DIR: keysDir } = process.env;
  if (url === undefined || keysDir === undefined)
    throw new Error('Others start this, and say in DATABASE_URL and KEYS_DIR where.');
  const names = process.argv.slice(2);
  const named = projections.filter(({ name }) => names.includes(name));
  let isEnding = false;
  endsWithTheProcess(() => {
    isEnding = true;
    return filling;
  });
  process.stdin.on('end', () => void endProcess(0)).resume();
  const filling = fillInBulk({
    ...{ url, projections: named, upcasters: readingWith(keysDir), goOn: () => !isEnding },
    onProgress: ({ seq, end }) => void process.stdout.write(`${seq} ${end}\n`),
  });
  await filling;
  process.stdin.destroy();
});
