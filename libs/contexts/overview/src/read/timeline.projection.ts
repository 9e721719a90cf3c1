import { boundsOf, DISTANT_FUTURE, PartialDate, type Bounds, type Event, type Json } from '#kernel';
import { agreementEvents } from '#contexts/agreement';
import { coalitionEvents } from '#contexts/coalition';
import { decisionEvents } from '#contexts/decision';
import { indicatorEvents } from '#contexts/indicator';
import { municipalityEvents } from '#contexts/municipality';
import { organisationEvents } from '#contexts/organisation';
import { programmeEvents } from '#contexts/programme';
import { projection, type ProjectedFact } from '#platform/read-store';
import { TimelineTable } from './timeline.table.ts';

/** The fields in which an event names the day that it is about, the most telling first. */
const DATE_FIELDS = ['on', 'from', 'effectiveOn', 'until'] as const;
const UNKNOWN: Bounds = { earliest: DISTANT_FUTURE, latest: DISTANT_FUTURE };

/** The bounds of the first day that an event names; an unknown one lies in the distant future. */
export function boundsIn(data: object): Bounds {
  for (const field of DATE_FIELDS) {
    const value: unknown = field in data ? data[field as keyof typeof data] : undefined;
    if (PartialDate.is(value)) return boundsOf(value);
  }
  return UNKNOWN;
}

/** The municipalities and regions that an event of their one common stream is about. */
export function placesIn(data: object): string[] {
  const fields = data as { [field: string]: unknown };
  const from: readonly unknown[] = Array.isArray(fields['from']) ? fields['from'] : [];
  const codes = [fields['code'], fields['into'], ...from];
  const region = fields['regionId'];
  return [
    ...new Set(codes.filter((code) => typeof code === 'string')),
    ...(typeof region === 'string' ? [`region-${region}`] : []),
  ];
}

/** A record, the places of the one stream that they share, or beside its record the municipality that an event names. */
export function aboutOf({ stream, event }: ProjectedFact): readonly string[] {
  if (stream.startsWith('municipality-')) return placesIn(event.data);
  const named: unknown =
    NAMING.some((prefix) => stream.startsWith(prefix)) && 'municipality' in event.data
      ? event.data.municipality
      : undefined;
  return typeof named === 'string' ? [stream, named] : [stream];
}
/** Records of which a place has no list of its own: what they tell of it stands with the place. */
const NAMING = ['programme-', 'indicator-'];

const told = {
  key: (fact: ProjectedFact) => {
    const onEarliest = boundsIn(fact.event.data).earliest;
    return aboutOf(fact).map((about) => ({ about, onEarliest, number: fact.seq, part: fact.part }));
  },
  apply: (_row: unknown, { event, stream, recordedAt, recordedAs, provenance }: ProjectedFact) => ({
    onLatest: boundsIn(event.data).latest,
    stream,
    recordedAt,
    eventId: recordedAs,
    type: event.type,
    data: event.data as Json,
    provenance,
  }),
};

const types = [
  ...municipalityEvents,
  ...organisationEvents,
  ...coalitionEvents,
  ...decisionEvents,
  ...agreementEvents,
  ...programmeEvents,
  ...indicatorEvents,
].map(({ type }) => type);

/** Everything that happened, as it reads now. */
export const timeline = projection<Event, typeof TimelineTable>({
  name: 'timeline',
  version: 3,
  table: TimelineTable,
  when: Object.fromEntries(types.map((type) => [type, told])),
});
