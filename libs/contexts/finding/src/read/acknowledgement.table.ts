import type { Provenance, Start } from '#kernel';
import { json, table, text } from '#platform/read-store';

/** Findings that somebody of the office knows of. */
export const AcknowledgementTable = table({
  columns: {
    findingId: text(),
    reason: text(),
    acknowledgedOn: text<Start>(),
    provenance: json<Provenance>(),
  },
  key: ['findingId'],
});
