import {
  isDecided,
  prevailing,
  rejector,
  type Command,
  type Decider,
  type EventOf,
  type PartialDate,
  type Told,
} from '#kernel';
import { findingIdOf } from './finding.content.ts';
import { findingCatalogue, type FindingAcknowledged, type FindingEvent } from './finding.events.ts';

type Acknowledgement = EventOf<typeof FindingAcknowledged>['data'];
export type AcknowledgeFinding = Command<'AcknowledgeFinding'> &
  Omit<Acknowledgement, 'on'> & { readonly on: PartialDate };
export type FindingCommand = AcknowledgeFinding;

export const findingRejections = {
  'finding.another': {
    kind: 'invalid',
    says: 'Rule, record, part and day are not those of the finding with this id.',
  },
} as const;
const reject = rejector(findingRejections);

/** What somebody said of a finding; the last word counts. */
export type FindingState = { readonly acknowledged: Told<Acknowledgement> | null };

function decide(command: FindingCommand, { acknowledged }: FindingState): readonly FindingEvent[] {
  switch (command.type) {
    case 'AcknowledgeFinding': {
      const { type: _, ...data } = command;
      if (findingIdOf(data) !== data.findingId) return reject('finding.another', 'findingId');
      return isDecided(acknowledged, data) ? [] : [{ type: 'finding.Acknowledged', data }];
    }
  }
}

export const finding: Decider<FindingCommand, FindingState, FindingEvent> = {
  name: 'finding',
  events: findingCatalogue,
  rejections: findingRejections,
  initial: { acknowledged: null },
  decide,
  evolve: ({ acknowledged }, { data: said }, { kind }) => ({
    acknowledged: prevailing(acknowledged, { said, perSource: kind === 'perSource' }),
  }),
};
