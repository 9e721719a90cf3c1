import { flag, table, text, texts } from '#platform/read-store';

/** Agreements and decisions, and whether they are withheld: what PostgreSQL asks before it shows a row of one of them. */
export const WithheldTable = table({
  columns: {
    /** The stream. */
    record: text(),
    isWithheld: flag(),
    /** Whether somebody said so live: what a source tells then changes nothing. */
    isSettled: flag(),
    /** Who is shown it still: municipalities (`*` for all of them) and organisations that it names or named. */
    audience: texts(),
  },
  key: ['record'],
});
