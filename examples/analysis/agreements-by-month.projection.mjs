import { integer, projection, table, text } from 'register';

// How many agreements came into being each month, by their kind: a question of one's own, over the history as it reads.
export default projection({
  name: 'agreements-by-month',
  version: 1,
  table: table({
    columns: { month: text(), kind: text(), drafted: integer(), signed: integer() },
    key: ['month', 'kind'],
  }),
  when: {
    'agreement.Drafted': {
      key: ({ event, recordedAt }) => ({ month: recordedAt.slice(0, 7), kind: event.data.kind }),
      apply: (row) => ({ drafted: (row?.drafted ?? 0) + 1, signed: row?.signed ?? 0 }),
    },
    'agreement.Signed': {
      key: ({ recordedAt }) => ({ month: recordedAt.slice(0, 7), kind: 'signatures' }),
      apply: (row) => ({ drafted: row?.drafted ?? 0, signed: (row?.signed ?? 0) + 1 }),
    },
  },
});
