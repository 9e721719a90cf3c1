import { defineEvent, EurShape, GmCodeShape, IdShape, NameShape, retired, StartShape } from '#kernel';
import { z } from 'zod';
import {
  DecisionBodies,
  DecisionProposed,
  LegalWeights,
  PointShape,
  ReferenceShape,
  type Payment,
} from './decision.events.ts';

/** Per what the amount was paid, in the words of the source: nobody could add such amounts up. */
const ProposedV1 = defineEvent('decision.Proposed', {
  says: 'A decision was put before a body, point by point.',
  data: {
    decisionId: IdShape,
    body: z.enum(DecisionBodies),
    legalWeight: z.enum(LegalWeights).optional(),
    subject: NameShape,
    coalitionId: IdShape.optional(),
    municipality: GmCodeShape.optional(),
    points: z.array(PointShape).max(200),
    amountEur: EurShape.optional(),
    amountPer: NameShape.optional(),
    reference: ReferenceShape.optional(),
    on: StartShape.optional(),
  },
  example: {
    decisionId: 'veendam-ojg-2021',
    body: 'executive',
    legalWeight: 'administrative',
    subject: 'Uitbreiding Ondersteuning Jeugd en Gezin bij huisartsen',
    municipality: 'GM0047',
    points: [{ number: 1, verb: 'agree', text: 'deploy youth and family support at GP practices' }],
    amountEur: 71000,
    amountPer: 'year (structural)',
    on: '2021-02-02',
  },
});

/** A frequency, and perhaps what kind of amount it is: `year (maximum)`. */
const PER = /^(once|month|year)(?: \((maximum|structural)\))?$/;
const FREQUENCIES: Readonly<Record<string, Payment['frequency']>> = {
  once: 'once',
  month: 'monthly',
  year: 'yearly',
};

/** How an amount is paid, from the words of a source; words that mean nothing known are kept as they are. */
export function paymentOf(per: string): Payment {
  const match = PER.exec(per);
  const frequency = FREQUENCIES[match?.[1] ?? ''];
  if (match === null || frequency === undefined) return { note: per };
  switch (match[2]) {
    case 'maximum':
      return { frequency, cap: true };
    case 'structural':
      return { frequency, structural: true };
    default:
      return { frequency };
  }
}

/** The shapes of a decision in which nothing is recorded any more. */
export const decisionRetired = [
  retired(ProposedV1, DecisionProposed, { amountPer: { to: 'payment', as: paymentOf } }),
];
