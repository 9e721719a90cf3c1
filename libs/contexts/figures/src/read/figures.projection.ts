import { projection } from '#platform/read-store';
import type { FiguresEvent } from '../figures.events.ts';
import { FiguresTable } from './figures.table.ts';

export const releasedFigures = projection<FiguresEvent, typeof FiguresTable>({
  name: 'released-figures',
  version: 1,
  table: FiguresTable,
  when: {
    'figures.Released': {
      key: ({ event: { data } }) => ({ period: data.period }),
      apply: (_, { event: { data } }) => ({ countedOn: data.countedOn, release: data }),
    },
  },
});
