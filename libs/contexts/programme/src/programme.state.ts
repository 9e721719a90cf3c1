import type { EventOf, Start, Told } from '#kernel';
import type {
  FundingGranted,
  Obligation,
  ObligationMissed,
  ObligationMet,
  ObligationSet,
  PracticeShared,
  ProgrammeStarted,
} from './programme.events.ts';
import { noSupport, type Support } from './support.decider.ts';

type Data<D> = EventOf<D>['data'];

/** What became of an obligation; one that was missed may still be met, late. */
export type Outcome = {
  readonly met: Told<Data<typeof ObligationMet>> | null;
  readonly missed: Told<Data<typeof ObligationMissed>> | null;
};

/** A programme, or a grant or an obligation that stands on its own. */
export type ProgrammeState = {
  readonly started: Told<Data<typeof ProgrammeStarted>> | null;
  /** Its last day, whatever end had been set. */
  readonly ended: Told<Start> | null;
  readonly grants: ReadonlyMap<string, Told<Data<typeof FundingGranted>>>;
  readonly obligations: ReadonlyMap<string, Told<Obligation>>;
  /** The obligations that came without a grant, as they were laid down. */
  readonly duties: ReadonlyMap<string, Told<Data<typeof ObligationSet>>>;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly supports: ReadonlyMap<string, Support>;
  readonly practices: ReadonlyMap<string, Told<Data<typeof PracticeShared>>>;
};

export const noProgramme: ProgrammeState = {
  started: null,
  ended: null,
  grants: new Map(),
  obligations: new Map(),
  duties: new Map(),
  outcomes: new Map(),
  supports: new Map(),
  practices: new Map(),
};

/** Whose outcome of which obligation: each municipality meets a common duty on its own. */
export type Bound = {
  readonly obligationId: string;
  readonly municipality?: string | undefined;
  readonly organisationId?: string | undefined;
};
export const outcomeKey = ({ obligationId, municipality, organisationId }: Bound): string =>
  [obligationId, municipality ?? '', organisationId ?? ''].join('/');

/** What became of an obligation so far, for one that is bound by it. */
export const outcomeOf = (bound: Bound, { outcomes }: ProgrammeState): Outcome =>
  outcomes.get(outcomeKey(bound)) ?? { met: null, missed: null };

export const supportOf = (municipality: string, { supports }: ProgrammeState): Support =>
  supports.get(municipality) ?? noSupport;
