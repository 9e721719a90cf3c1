import { inForceOn, periodOf, type Certainty, type IsoDate, type Start } from '#kernel';
import type { Computation } from '#contexts/indicator';
import { sql, type Sql, type View } from '#platform/read-store';
import {
  coalitionMunicipality,
  coalitionRoster,
  coalitionWork,
  heldOn,
  type CoalitionMunicipalityRow,
} from '#read/coalition';
import { coalitionsOf } from './records.ts';
import type { CountedAnswer } from './indicator-figures.answers.ts';

type StagesRow = {
  readonly coalitionId: string;
  readonly formedEarliest: IsoDate | null;
  readonly formedLatest: IsoDate | null;
  readonly untilEarliest: IsoDate;
  readonly untilLatest: IsoDate;
  /** When a plan of action was adopted, one for each version; null: none was. */
  readonly plannedOn: readonly Start[] | null;
};
export type ComputationRows = {
  readonly memberships: readonly CoalitionMunicipalityRow[];
  readonly stages: readonly StagesRow[];
};

/** What the register counts indicators from: coalitions of municipality codes (an array in SQL), and how far they are. */
export const computationQuestions = (view: View, own: Sql) => ({
  memberships: sql<CoalitionMunicipalityRow>`SELECT m.* FROM ${view.rows(coalitionMunicipality)} m
    WHERE m.municipality = ANY (${own})`,
  stages: sql<StagesRow>`SELECT c.coalition_id, c.formed_earliest, c.formed_latest, c.until_earliest, c.until_latest,
      jsonb_path_query_array(w.plans::jsonb, '$.*.on') AS planned_on
    FROM ${view.rows(coalitionRoster)} c LEFT JOIN ${view.rows(coalitionWork)} w USING (coalition_id)
    WHERE c.coalition_id IN (${coalitionsOf(view, own)})`,
});

/** Both must hold. */
const least = (...all: readonly Certainty[]): Certainty =>
  all.includes('no') ? 'no' : all.includes('uncertain') ? 'uncertain' : 'yes';
/** One suffices. */
const most = (all: readonly Certainty[]): Certainty =>
  all.includes('yes') ? 'yes' : all.includes('uncertain') ? 'uncertain' : 'no';

const hadCome = (earliest: IsoDate | null, latest: IsoDate | null, day: IsoDate): Certainty =>
  earliest === null || latest === null ? 'no' : latest <= day ? 'yes' : earliest <= day ? 'uncertain' : 'no';

/** Whether a coalition had come so far by a day, and had not ended. */
function stands(of: Computation, row: StagesRow, day: IsoDate): Certainty {
  const goesOn = day <= row.untilEarliest ? 'yes' : day <= row.untilLatest ? 'uncertain' : 'no';
  switch (of) {
    case 'coalitionFormed':
      return least(goesOn, hadCome(row.formedEarliest, row.formedLatest, day));
    case 'planOfAction':
      return least(goesOn, most((row.plannedOn ?? []).map((on) => inForceOn(periodOf(on, 'open'), day))));
  }
}

/** Of how many municipalities a coalition was formed, or had adopted a plan of action, on a day. */
export function computed(
  of: Computation,
  members: readonly { readonly member: 'yes' | 'uncertain'; readonly codes: readonly string[] }[],
  { memberships, stages }: ComputationRows,
  day: IsoDate,
): CountedAnswer {
  const byId = new Map(stages.map((row) => [row.coalitionId, row]));
  const held = members.map(({ member, codes }) => {
    const own = memberships.filter(({ municipality }) => codes.includes(municipality));
    const each = own.map(({ coalitionId, stays }) => {
      const stage = byId.get(coalitionId);
      const isIn = most(stays.map((stay) => heldOn(day, stay).holds));
      return stage === undefined ? 'no' : least(isIn, stands(of, stage, day));
    });
    return least(member, most(each));
  });
  const count = (all: readonly Certainty[], wanted: Certainty): number =>
    all.filter((one) => one === wanted).length;
  const counted = members.map(({ member }) => member);
  return {
    numerator: { certain: count(held, 'yes'), uncertain: count(held, 'uncertain') },
    denominator: { certain: count(counted, 'yes'), uncertain: count(counted, 'uncertain') },
  };
}
