import { day, json, table, text } from '#platform/read-store';
import type { MeasuredPeriod } from '#contexts/indicator';
import type { Release } from '../figures.events.ts';

/** Releases, by the quarter that they are of. */
export const FiguresTable = table({
  columns: { period: text<MeasuredPeriod>(), countedOn: day(), release: json<Release>() },
  key: ['period'],
});
