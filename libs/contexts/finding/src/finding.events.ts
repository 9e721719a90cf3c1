import {
  defineEvent,
  historyEvents,
  IdShape,
  IsoDateShape,
  NameShape,
  StartShape,
  TextShape,
  type EventOf,
} from '#kernel';
import { z } from 'zod';
import { AboutShape, FindingRules } from './finding.content.ts';

export const FindingAcknowledged = defineEvent('finding.Acknowledged', {
  says: 'Somebody of the office knows of a finding, and says why it stands as it is.',
  data: {
    findingId: IdShape,
    rule: z.enum(FindingRules),
    /** The stream of the record that it is about. */
    about: AboutShape,
    part: NameShape.optional(),
    since: IsoDateShape.optional(),
    reason: TextShape,
    on: StartShape,
  },
  example: {
    findingId: '02d9f5aa43b0d0b8e8bb0c7ee57bd6ae',
    rule: 'review-passed',
    about: 'agreement-emmen-goede-start',
    since: '2021-01-01',
    reason: 'The parties review it together with the provincial agreement.',
    on: '2021-02-01',
  },
});

export const findingEvents = [FindingAcknowledged] as const;
export type FindingEvent = EventOf<(typeof findingEvents)[number]>;

/** All that can stand in a stream of a finding. */
export const findingCatalogue = [
  ...findingEvents,
  ...historyEvents('finding', { type: FindingAcknowledged.type, data: FindingAcknowledged.example }),
];
