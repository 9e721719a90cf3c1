import { upcasters } from '#contexts/all';
import { endsWithTheProcess, main } from '#platform/process';
import { fillInBulk } from '#platform/read-store';
import { projections } from '#projections/all';

/** Fills, in a process of its own, the read models that are far behind; a projector starts it and takes over. */
await main(async () => {
  const url = process.env['DATABASE_URL'];
  if (url === undefined) throw new Error('A projector starts this, and says in DATABASE_URL where.');
  let isEnding = false;
  endsWithTheProcess(() => {
    isEnding = true;
    return filling;
  });
  const filling = fillInBulk({ url, projections, upcasters, goOn: () => !isEnding });
  await filling;
});
