import type { Provenance, Told } from '#kernel';
import { day, json, list, nullable, periodColumns, table, text } from '#platform/read-store';
import type { CoalitionRole } from '../coalition.events.ts';
import type { Holding, Member, Partner } from '../coalition-held.state.ts';
import type { Ambition, CoalitionState, WorkingGroup } from '../coalition.state.ts';

type Known<N extends keyof CoalitionState> = NonNullable<CoalitionState[N]>;

/** Coalitions: how they came to be, in which phases they were, and how they ended. */
export const CoalitionTable = table({
  columns: {
    coalitionId: text(),
    /** Null where a source tells what became of it and nobody that it began. */
    name: nullable(text()),
    exploration: nullable(json<Known<'exploration'>>()),
    formed: nullable(json<Known<'formed'>>()),
    phases: json<CoalitionState['phases']>(),
    anchorings: json<CoalitionState['anchorings']>(),
    ended: nullable(json<Known<'ended'>>()),
    /** When it was formed; null: it was not, or nobody told. */
    formedEarliest: nullable(day()),
    formedLatest: nullable(day()),
    /** Of the exploration, or of what is known instead. */
    provenance: json<Provenance>(),
    /** From the exploration, or else the formation, to the end. */
    ...periodColumns,
  },
  key: ['coalitionId'],
});

/** Which municipalities are in a coalition: every stay, in the order in which the register learned of them. */
export const CoalitionMunicipalityTable = table({
  columns: { municipality: text(), coalitionId: text(), stays: json<readonly Member[]>() },
  key: ['municipality', 'coalitionId'],
  indexes: [['coalitionId']],
});

export const CoalitionPartnerTable = table({
  columns: { coalitionId: text(), organisationId: text(), stays: json<readonly Partner[]>() },
  key: ['coalitionId', 'organisationId'],
  indexes: [['organisationId']],
});

export const CoalitionRoleTable = table({
  columns: { coalitionId: text(), role: text<CoalitionRole>(), holdings: json<readonly Holding[]>() },
  key: ['coalitionId', 'role'],
});

/** What a coalition does. */
export const CoalitionWorkTable = table({
  columns: {
    coalitionId: text(),
    sessions: list<CoalitionState['sessions'][number]>(),
    /** Each of these by its id, in the order in which they came; plans by their versions. */
    ambitions: list<readonly [ambitionId: string, Ambition]>(),
    workingGroups: list<readonly [workingGroupId: string, WorkingGroup]>(),
    plans: list<readonly [version: number, Told<object>]>(),
  },
  key: ['coalitionId'],
});
