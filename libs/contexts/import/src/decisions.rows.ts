import { GmCodeShape, IdShape, NameShape, TextShape, UrlShape } from '#kernel';
import { decision, DecisionProposed, DecisionVerbs, paymentOf, type Point } from '#contexts/decision';
import { amountEur, asserting, filled, list, perhaps, rowFile, start, type Reference } from './row-file.ts';
import { z } from 'zod';

/** A point is a verb, and mostly what it is about: `approve: costs`, or `note`. */
const PointText = z.string().transform((text, context): Omit<Point, 'number'> => {
  const [verb = '', ...rest] = text.split(':');
  const known = DecisionVerbs.find((each) => each === verb.trim());
  if (known === undefined) {
    context.addIssue(`must begin with one of the verbs ${DecisionVerbs.join(', ')} and a colon`);
    return z.NEVER;
  }
  const about = rest.join(':').trim();
  return about === '' ? { verb: known } : { verb: known, text: about };
});

/** A decision as it was put, and that it was taken. A condition that names no body stays open text. */
export const decisionRows = rowFile({
  file: 'decisions.csv',
  identity: 'id',
  columns: {
    id: filled(IdShape),
    on: start,
    body: filled(DecisionProposed.data.shape.body),
    municipality: perhaps(GmCodeShape),
    coalition: perhaps(IdShape),
    subject: filled(NameShape),
    points: list(PointText),
    amount_eur: amountEur,
    amount_per: perhaps(NameShape),
    conditions: list(TextShape),
    reference: perhaps(NameShape),
    source: perhaps(UrlShape),
  },
  tell: ({ id: decisionId, on, body, municipality, coalition: coalitionId, subject, ...row }) => {
    const names: Reference[] = [];
    if (municipality !== undefined)
      names.push({ of: 'municipality', id: municipality, column: 'municipality' });
    if (coalitionId !== undefined) names.push({ of: 'coalition', id: coalitionId, column: 'coalition' });
    const points = row.points.map((point, index) => ({ number: index + 1, ...point }));
    const conditions = row.conditions.map((text, index) => ({
      conditionId: `condition-${index + 1}`,
      text,
      bodies: [],
    }));
    // A bare reference does not say whose it is.
    const reference = row.reference === undefined ? undefined : { system: 'unknown', id: row.reference };
    return {
      key: decisionId,
      names,
      makesKnown: [{ of: 'decision', id: decisionId }],
      assertion: asserting(decision, decisionId, [
        {
          type: 'decision.Proposed.v2',
          data: {
            decisionId,
            body,
            subject,
            coalitionId,
            municipality,
            points,
            amountEur: row.amount_eur,
            payment: row.amount_per === undefined ? undefined : paymentOf(row.amount_per),
            reference,
          },
        },
        {
          type: 'decision.Taken',
          data: { decisionId, on, conditions: conditions.length === 0 ? undefined : conditions },
        },
      ]),
    };
  },
});
