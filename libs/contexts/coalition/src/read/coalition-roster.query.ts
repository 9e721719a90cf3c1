import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { inForceOn, periodOf, type Certainty, type End, type IsoDate, type Start, type Told } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { all, type KeyOf, periodFrom, type RowOf, sql, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import type { CoalitionPhase } from '../coalition.events.ts';
import { phaseOf } from '../coalition.facts.ts';
import type { CoalitionParameters } from '../coalition.requests.ts';
import {
  coalitionMunicipality,
  coalitionPartner,
  coalitionRole,
  coalitionWork,
} from './coalition-members.projection.ts';
import type {
  CoalitionAnswer,
  CoalitionPage,
  CoalitionRosterAnswer,
  CoalitionSummary,
} from './coalition-roster.answers.ts';
import { coalitionRoster, exploredOn, stateOf } from './coalition-roster.projection.ts';
import type {
  CoalitionMunicipalityTable,
  CoalitionPartnerTable,
  CoalitionRoleTable,
  CoalitionTable,
  CoalitionWorkTable,
} from './coalition-roster.table.ts';

export class CoalitionRoster extends Query<QueryAnswer<CoalitionPage>> {
  constructor(readonly parameters: CoalitionParameters) {
    super();
  }
}

export class CoalitionById extends Query<QueryAnswer<CoalitionAnswer>> {
  constructor(
    readonly coalitionId: string,
    readonly parameters: QueryParameters,
  ) {
    super();
  }
}

type Row = KeyOf<typeof CoalitionTable> & RowOf<typeof CoalitionTable>;
/** A coalition that somebody told of, and what it comes to on a day. */
export type CoalitionLine = Row & { readonly name: string; readonly isFormed: Certainty };
export type CoalitionMunicipalityRow = KeyOf<typeof CoalitionMunicipalityTable> &
  RowOf<typeof CoalitionMunicipalityTable>;
export type CoalitionPartnerRow = KeyOf<typeof CoalitionPartnerTable> & RowOf<typeof CoalitionPartnerTable>;
export type CoalitionRoleRow = KeyOf<typeof CoalitionRoleTable> & RowOf<typeof CoalitionRoleTable>;
type WorkRow = KeyOf<typeof CoalitionWorkTable> & RowOf<typeof CoalitionWorkTable>;

/** Rows of the roster, called `c`, with what they come to on a day. */
export const coalitionLines = (
  view: View,
  day: IsoDate,
  where: Sql,
): Sql<CoalitionLine> => sql<CoalitionLine>`
  SELECT c.*, CASE WHEN ${day}::date >= c.formed_latest THEN 'yes'
    WHEN ${day}::date >= c.formed_earliest THEN 'uncertain' ELSE 'no' END AS is_formed
  FROM ${view.rows(coalitionRoster)} c WHERE c.name IS NOT NULL AND (${where})`;

function coalitionsAsked(
  view: View,
  day: IsoDate,
  asked: CoalitionParameters,
  limit: number,
): Sql<CoalitionLine> {
  const { municipality, formed, cursor } = asked;
  const within = [
    cursor !== undefined && sql`c.coalition_id > ${cursor}`,
    municipality !== undefined &&
      sql`c.coalition_id IN (SELECT m.coalition_id FROM ${view.rows(coalitionMunicipality)} m
        WHERE m.municipality = ${municipality})`,
  ];
  const then = formed === undefined ? sql`true` : sql`is_formed = ${formed}`;
  return sql<CoalitionLine>`SELECT * FROM (${coalitionLines(view, day, all(within))}) lines
    WHERE ${then} ORDER BY coalition_id LIMIT ${limit}`;
}

type Held = { readonly from: Start; readonly until: End; readonly perSource: boolean };

/** Something held, and whether it holds on a day. */
export const heldOn = <H extends Held>(day: IsoDate, held: H): H & { readonly holds: Certainty } => ({
  ...held,
  holds: inForceOn(periodOf(held.from, held.until), day),
});

/** The phase that a coalition is in on a day; `null`: it has not begun. What has no date counts as long past. */
export function phaseOn(day: IsoDate, row: RowOf<typeof CoalitionTable>): CoalitionPhase | null {
  const state = stateOf(row);
  const hasBegun = (on: Start): boolean => periodOf(on, 'open').from.earliest <= day;
  return phaseOf({
    ...state,
    exploration: hasBegun(exploredOn(row)) ? state.exploration : null,
    formed: state.formed !== null && hasBegun(state.formed.on) ? state.formed : null,
    phases: state.phases.filter(({ on }) => hasBegun(on)),
    ended: state.ended !== null && hasBegun(state.ended.on) ? state.ended : null,
  });
}

/** One coalition as a list tells it; `members` are rows of any coalitions. */
export function coalitionSummary(
  line: CoalitionLine,
  members: readonly CoalitionMunicipalityRow[],
  day: IsoDate,
): CoalitionSummary {
  const { coalitionId, name, isFormed, provenance, formedEarliest: earliest, formedLatest: latest } = line;
  return {
    coalitionId,
    name,
    phase: phaseOn(day, line),
    formed: isFormed,
    formedOn: earliest === null || latest === null ? null : { earliest, latest },
    period: periodFrom(line),
    municipalities: members
      .filter((row) => row.coalitionId === coalitionId)
      .flatMap(({ stays }) => stays.map((stay) => heldOn(day, stay))),
    provenance,
  };
}

/** Everything about the coalitions whose ids a piece of SQL answers. */
export const rosterQuestions = (view: View, ids: Sql) => ({
  members: sql<CoalitionMunicipalityRow>`SELECT m.* FROM ${view.rows(coalitionMunicipality)} m
    WHERE m.coalition_id IN (${ids}) ORDER BY m.municipality`,
  partners: sql<CoalitionPartnerRow>`SELECT p.* FROM ${view.rows(coalitionPartner)} p
    WHERE p.coalition_id IN (${ids}) ORDER BY p.organisation_id`,
  roles: sql<CoalitionRoleRow>`SELECT r.* FROM ${view.rows(coalitionRole)} r
    WHERE r.coalition_id IN (${ids}) ORDER BY r.role`,
  work: sql<WorkRow>`SELECT w.* FROM ${view.rows(coalitionWork)} w WHERE w.coalition_id IN (${ids})`,
});
type RosterRows = {
  readonly members: readonly CoalitionMunicipalityRow[];
  readonly partners: readonly CoalitionPartnerRow[];
  readonly roles: readonly CoalitionRoleRow[];
  readonly work: readonly WorkRow[];
};

/** Who takes part in a coalition, who holds which role and who works on what, on a day; `rows` are of any coalitions. */
export function rosterAnswer(line: CoalitionLine, rows: RosterRows, day: IsoDate): CoalitionRosterAnswer {
  const { coalitionId } = line;
  const own = <R extends { readonly coalitionId: string }>(all: readonly R[]): R[] =>
    all.filter((row) => row.coalitionId === coalitionId);
  const mayHold = ({ holds }: { readonly holds: Certainty }): boolean => holds !== 'no';
  const { workingGroups } = workAnswer(day, own(rows.work)[0]);
  return {
    ...coalitionSummary(line, rows.members, day),
    partners: own(rows.partners)
      .flatMap(({ stays }) => stays.map((stay) => heldOn(day, stay)))
      .filter(mayHold),
    roles: own(rows.roles)
      .flatMap(({ holdings }) => holdings.map((held) => heldOn(day, held)))
      .filter(mayHold),
    workingGroups: workingGroups
      .map((group) => ({ ...group, members: group.members.filter(mayHold) }))
      .filter(({ disbandedOn }) => disbandedOn === null || periodOf(disbandedOn, 'open').from.latest > day),
  };
}

const told = ({ said, perSource }: Told<object>): object => ({ ...said, perSource });
const perhapsTold = (one: Told<object> | null): object | null => (one === null ? null : told(one));

const workAnswer = (day: IsoDate, work: WorkRow | undefined) => ({
  sessions: work?.sessions ?? [],
  ambitions: (work?.ambitions ?? []).map(([, { adoption, dropped }]) => ({
    ...told(adoption),
    dropped: perhapsTold(dropped),
  })),
  workingGroups: (work?.workingGroups ?? []).map(
    ([workingGroupId, { formation, focus, members, disbanded }]) => ({
      workingGroupId,
      focus,
      formation: told(formation),
      members: members.map((member) => heldOn(day, member)),
      disbandedOn: disbanded?.said ?? null,
    }),
  ),
  plans: (work?.plans ?? []).map(([, plan]) => told(plan)),
});

@QueryHandler(CoalitionRoster)
export class CoalitionRosterHandler implements IQueryHandler<CoalitionRoster> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: CoalitionRoster): Promise<QueryAnswer<CoalitionPage>> {
    const { limit = PAGE_ITEMS } = parameters;
    const { rows, day, answer } = await this.reading.ask(parameters, (view, on) => {
      const coalitions = coalitionsAsked(view, on, parameters, limit + 1);
      const members = sql<CoalitionMunicipalityRow>`SELECT m.* FROM ${view.rows(coalitionMunicipality)} m
        WHERE m.coalition_id IN (SELECT coalition_id FROM (${coalitions}) page) ORDER BY m.municipality`;
      return { coalitions, members };
    });
    const { page, next } = pageOf(rows.coalitions, limit, ({ coalitionId }) => coalitionId);
    return answer({ coalitions: page.map((line) => coalitionSummary(line, rows.members, day)), next });
  }
}

@QueryHandler(CoalitionById)
export class CoalitionByIdHandler implements IQueryHandler<CoalitionById> {
  constructor(private readonly reading: Reading) {}

  async execute({ coalitionId: id, parameters }: CoalitionById): Promise<QueryAnswer<CoalitionAnswer>> {
    const { rows, day, absent, answer } = await this.reading.ask(
      parameters,
      (view, on) => ({
        found: coalitionLines(view, on, sql`c.coalition_id = ${id}`),
        ...rosterQuestions(view, sql`${id}`),
      }),
      { record: `coalition-${id}` },
    );
    const [found] = rows.found;
    if (found === undefined) throw absent();
    return answer({
      ...coalitionSummary(found, rows.members, day),
      exploration: perhapsTold(found.exploration),
      partners: rows.partners.flatMap(({ stays }) => stays.map((stay) => heldOn(day, stay))),
      roles: rows.roles.flatMap(({ holdings }) => holdings.map((held) => heldOn(day, held))),
      phases: found.phases,
      anchorings: found.anchorings,
      ended: found.ended,
      ...workAnswer(day, rows.work[0]),
    });
  }
}
