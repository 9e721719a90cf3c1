import { GmCodeShape, IdShape, isReversed, NameShape, UrlShape } from '#kernel';
import { agreement, AgreementDrafted, PhaseShape, ScopeShape, TopicShape } from '#contexts/agreement';
import {
  asserting,
  end,
  filled,
  list,
  perhaps,
  rowFile,
  start,
  wholeNumber,
  type Reference,
} from './row-file.ts';

/** An agreement, and that it took effect. Who its parties are does not tell that they signed, so no signature is claimed. */
export const agreementRows = rowFile({
  file: 'agreements.csv',
  identity: 'id',
  columns: {
    id: filled(IdShape),
    kind: filled(AgreementDrafted.data.shape.kind),
    title: filled(NameShape),
    level: filled(ScopeShape.shape.level),
    municipalities: list(GmCodeShape),
    on: start,
    until: end,
    parties: list(IdShape),
    topics: list(TopicShape),
    phases: list(PhaseShape),
    review_every_months: perhaps(wholeNumber.pipe(AgreementDrafted.data.shape.reviewEveryMonths.unwrap())),
    decision: perhaps(IdShape),
    source: perhaps(UrlShape),
  },
  tell: ({ id: agreementId, kind, title, level, municipalities, on, until, parties, decision, ...row }) => {
    if (isReversed(on, until)) return { column: 'until', reason: 'lies before the beginning' };
    const names: Reference[] = [
      ...municipalities.map((id) => ({ of: 'municipality' as const, id, column: 'municipalities' })),
      ...parties.map((id) => ({ of: 'organisation' as const, id, column: 'parties' })),
    ];
    if (decision !== undefined) names.push({ of: 'decision', id: decision, column: 'decision' });
    return {
      key: agreementId,
      names,
      assertion: asserting(agreement, agreementId, [
        {
          type: 'agreement.Drafted',
          data: {
            agreementId,
            kind,
            title,
            topics: row.topics,
            phases: row.phases,
            scope: { level, municipalities },
            parties: parties.length === 0 ? undefined : parties,
            reviewEveryMonths: row.review_every_months,
            decisionId: decision,
          },
        },
        { type: 'agreement.TookEffect', data: { agreementId, on, until } },
      ]),
    };
  },
});
