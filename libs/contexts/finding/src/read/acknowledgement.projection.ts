import { projection } from '#platform/read-store';
import type { FindingEvent } from '../finding.events.ts';
import { AcknowledgementTable } from './acknowledgement.table.ts';

export const acknowledgement = projection<FindingEvent, typeof AcknowledgementTable>({
  name: 'finding-acknowledgement',
  version: 1,
  table: AcknowledgementTable,
  when: {
    'finding.Acknowledged': {
      key: ({ event: { data } }) => ({ findingId: data.findingId }),
      apply: (row, { event: { data }, provenance }) =>
        // What a source tells undoes nothing that was said live.
        provenance.kind === 'perSource' && row?.provenance.kind === 'live'
          ? row
          : { reason: data.reason, acknowledgedOn: data.on, provenance },
    },
  },
});
