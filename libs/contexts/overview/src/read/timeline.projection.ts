import { boundsOf, DISTANT_FUTURE, PartialDate, type Bounds, type Event, type Json } from '#kernel';
import { agreementEvents } from '#contexts/agreement';
import { coalitionEvents } from '#contexts/coalition';
import { decisionEvents } from '#contexts/decision';
import { municipalityEvents } from '#contexts/municipality';
import { organisationEvents } from '#contexts/organisation';
import { programmeEvents } from '#contexts/programme';
import { projection, type ProjectedFact } from '#platform/read-store';
import { TimelineTable } from './timeline.table.ts';

/** The fields in which an event names the day that it is about, the most telling first. */
const DATE_FIELDS = ['on', 'from', 'effectiveOn', 'until'] as const;
const UNKNOWN: Bounds = { earliest: DISTANT_FUTURE, latest: DISTANT_FUTURE };

function boundsIn(data: object): Bounds {
  for (const field of DATE_FIELDS) {
    const value: unknown = field in data ? data[field as keyof typeof data] : undefined;
    if (PartialDate.is(value)) return boundsOf(value);
  }
  return UNKNOWN;
}

/** The municipalities and regions that an event of their one common stream is about. */
function placesIn(data: object): string[] {
  const fields = data as { [field: string]: unknown };
  const from: readonly unknown[] = Array.isArray(fields['from']) ? fields['from'] : [];
  const codes = [fields['code'], fields['into'], ...from];
  const region = fields['regionId'];
  return [
    ...new Set(codes.filter((code) => typeof code === 'string')),
    ...(typeof region === 'string' ? [`region-${region}`] : []),
  ];
}

const aboutOf = ({ stream, event }: ProjectedFact): readonly string[] =>
  stream.startsWith('municipality-') ? placesIn(event.data) : [stream];

const told = {
  key: (fact: ProjectedFact) =>
    aboutOf(fact).map((about) => ({
      about,
      stream: fact.stream,
      revision: fact.revision,
      part: fact.part,
    })),
  apply: (_row: unknown, { event, seq, recordedAt, recordedAs, provenance }: ProjectedFact) => {
    const { earliest, latest } = boundsIn(event.data);
    return {
      number: seq,
      recordedAt,
      eventId: recordedAs,
      onEarliest: earliest,
      onLatest: latest,
      type: event.type,
      data: event.data as Json,
      provenance,
    };
  },
};

const types = [
  ...municipalityEvents,
  ...organisationEvents,
  ...coalitionEvents,
  ...decisionEvents,
  ...agreementEvents,
  ...programmeEvents,
].map(({ type }) => type);

/** Everything that happened, as it reads now. */
export const timeline = projection<Event, typeof TimelineTable>({
  name: 'timeline',
  version: 2,
  table: TimelineTable,
  when: Object.fromEntries(types.map((type) => [type, told])),
});
