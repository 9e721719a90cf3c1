import { projection, type ProjectedFact, type RowOf } from '#platform/read-store';
import type { ReferralEvent } from '../referral.events.ts';
import { standingsOf } from '../referral-status.state.ts';
import { evolve, last, NO_REFERRAL, onEachStep, stepsOf, type ReferralState } from '../referral.state.ts';
import { duesOf } from '../referral-terms.state.ts';
import { ReferralPartyTable, ReferralTable, type PartyRole } from './referral-board.table.ts';

type Fact = ProjectedFact<ReferralEvent>;
type Row = RowOf<typeof ReferralTable>;

function rowOf(state: ReferralState, provenance: Row['provenance']): Row {
  const prepared = last(state, 'referral.Prepared')?.data;
  const directions = stepsOf(state, 'referral.CaseDirectorAssigned', 'referral.CaseDirectionHandedOver').map(
    ({ data: { organisationId, on } }) => ({ organisationId, from: on }),
  );
  const parties = [prepared?.referrer, prepared?.recipient, ...directions.map((one) => one.organisationId)];
  return {
    steps: state.steps,
    preparedOn: prepared?.on ?? null,
    sentOn: last(state, 'referral.Sent')?.data.on ?? null,
    referrer: prepared?.referrer ?? null,
    recipient: prepared?.recipient ?? null,
    standings: standingsOf(state),
    dues: duesOf(state),
    directions,
    parties: [...new Set(parties.filter((one) => one !== undefined))],
    provenance,
  };
}

/** Every event is folded as the decisions fold it. */
const folded = {
  key: ({ event: { data } }: Fact) => ({ referralId: data.referralId }),
  apply: (row: Row | undefined, { event, provenance }: Fact): Row =>
    rowOf(
      evolve(row ?? NO_REFERRAL, event, provenance),
      row === undefined || event.type === 'referral.Prepared' ? provenance : row.provenance,
    ),
};

export const referralBoard = projection<ReferralEvent, typeof ReferralTable>({
  name: 'referral-board',
  version: 3,
  table: ReferralTable,
  when: onEachStep(folded),
});

type PartyRow = RowOf<typeof ReferralPartyTable>;
const withRole = (row: PartyRow | undefined, role: PartyRole): PartyRow => ({
  roles: [...(row?.roles ?? []).filter((other) => other !== role), role],
});
const directing = {
  key: ({
    event: { data },
  }: ProjectedFact<ReferralEvent & { readonly data: { readonly organisationId: string } }>) => ({
    organisationId: data.organisationId,
    referralId: data.referralId,
  }),
  apply: (row: PartyRow | undefined) => withRole(row, 'caseDirector'),
};

export const referralParty = projection<ReferralEvent, typeof ReferralPartyTable>({
  name: 'referral-party',
  version: 2,
  table: ReferralPartyTable,
  when: {
    'referral.Prepared': {
      key: ({ event: { data } }) =>
        [data.referrer, data.recipient].map((organisationId) => ({
          organisationId,
          referralId: data.referralId,
        })),
      apply: (row, { event: { data } }, { organisationId }) =>
        withRole(row, organisationId === data.referrer ? 'referrer' : 'recipient'),
    },
    'referral.CaseDirectorAssigned': directing,
    'referral.CaseDirectionHandedOver': directing,
  },
});
