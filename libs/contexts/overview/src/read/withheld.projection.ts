import { coveredBy, type AgreementEvent } from '#contexts/agreement';
import type { DecisionEvent } from '#contexts/decision';
import { projection, type ProjectedFact, type RowOf } from '#platform/read-store';
import { WithheldTable } from './withheld.table.ts';

type Row = RowOf<typeof WithheldTable>;
type Fact = ProjectedFact<AgreementEvent | DecisionEvent>;
type Body = { readonly municipality?: string | undefined; readonly organisationId?: string | undefined };

const NOT_WITHHELD: Row = { isWithheld: false, isSettled: false, audience: [] };

const namesOf = (bodies: readonly Body[]): string[] =>
  bodies.flatMap(({ municipality, organisationId }) =>
    [municipality, organisationId].filter((name) => name !== undefined),
  );

/** Whom an event names that has to do with the record. */
function namedBy({ event }: Fact): readonly string[] {
  switch (event.type) {
    case 'agreement.Drafted':
      return [...coveredBy(event.data.scope), ...(event.data.parties ?? [])];
    case 'agreement.PartyAcceded':
      return [event.data.organisationId];
    case 'decision.Proposed.v2':
      return namesOf([event.data]);
    case 'decision.Taken': {
      const { responsibleOrganisation: organisationId, conditions = [] } = event.data;
      return namesOf([{ organisationId }, ...conditions.flatMap(({ bodies }) => bodies)]);
    }
    case 'decision.ConditionNamed':
      return namesOf(event.data.bodies);
    case 'decision.WithheldFromPublication':
      return event.data.municipalities ?? [];
    default:
      return [];
  }
}

/** Withheld, or published again: what was said last, and live before what sources tell. */
function saidBy({ event, provenance }: Fact, row: Row): Pick<Row, 'isWithheld' | 'isSettled'> {
  switch (event.type) {
    case 'agreement.WithheldFromPublication':
    case 'decision.WithheldFromPublication':
    case 'agreement.Published':
    case 'decision.Published': {
      const isLive = provenance.kind !== 'perSource';
      if (row.isSettled && !isLive) return row;
      return { isWithheld: event.type.endsWith('.WithheldFromPublication'), isSettled: isLive };
    }
    default:
      return row;
  }
}

const told = {
  key: ({ stream }: Fact) => ({ record: stream }),
  apply: (row: Row = NOT_WITHHELD, fact: Fact): Row => ({
    ...row,
    ...saidBy(fact, row),
    audience: [...new Set([...row.audience, ...namedBy(fact)])],
  }),
};

/** Who left goes on to see what they had part in. The policies of PostgreSQL ask this read model by its name. */
export const withheld = projection<AgreementEvent | DecisionEvent, typeof WithheldTable>({
  name: 'withheld',
  version: 1,
  table: WithheldTable,
  when: {
    'agreement.Drafted': told,
    'agreement.PartyAcceded': told,
    'agreement.Published': told,
    'agreement.WithheldFromPublication': told,
    'decision.Proposed.v2': told,
    'decision.Taken': told,
    'decision.ConditionNamed': told,
    'decision.Published': told,
    'decision.WithheldFromPublication': told,
  },
});
