/** Pages of now, and the same pages as of five recorded years ago, a million events in. */
import { startIssuer } from './support/access.mjs';
import { journalOf } from './support/journal.mjs';
import { cleanUp, dist, startProgram, startSubject } from './support/processes.mjs';
import { against, byTurns, number, printTable, ratio } from './support/rounds.mjs';
import { sizes } from './support/sizes.mjs';

const { BENCH_EVENTS: events, BENCH_ROUND_MS: ms } = sizes;
const PAGES = ['overview', 'agreements', 'decisions', 'timeline'];
const YEARS_AGO = 5;

/** So many years before an instant. */
function yearsBefore(instant, years) {
  const then = new Date(instant);
  then.setUTCFullYear(then.getUTCFullYear() - years);
  return then.toISOString();
}

const issuer = await startIssuer();
try {
  const journal = await journalOf(events);
  const api = await startProgram(
    dist('apps/api/src/main.js'),
    [],
    { ...journal.settings, ...issuer.settings, PORT: '0' },
    /(http:\/\/127\.0\.0\.1:\d+)\D/,
  );
  const reader = await startSubject('http', { url: api.said[1], token: issuer.token });
  const ago = yearsBefore(journal.until, YEARS_AGO);
  for (const page of PAGES) {
    const path = `/v1/municipalities/GM0114/${page}`;
    const reads = (asOf) => () =>
      reader('reads', {
        path: `${path}${asOf === null ? '' : `?asOf=${asOf}`}`,
        bytesMin: 200,
        inFlight: 16,
        ms,
      });
    const title = `GET ${path}, ${number(journal.count)} events in, 16 in flight`;
    const [NOW, THEN, LAST] = ['now', `as of ${YEARS_AGO} recorded years ago`, 'as of the last instant'];
    const pages = await byTurns(title, {
      [NOW]: reads(null),
      [THEN]: reads(ago),
      [LAST]: reads(journal.until),
    });
    printTable(title, 'requests/s', pages);
    against(`${page} of then, times the time of now`, ratio(pages, NOW, THEN), -3, '×');
  }
} finally {
  issuer.stop();
  await cleanUp();
}
