import {
  boundsOf,
  isReversed,
  later,
  monthsAfter,
  periodOf,
  type End,
  type IsoDate,
  type PartialDate,
  type Period,
  type Start,
} from '#kernel';
import type { Content, Route, Scope } from './agreement.content.ts';
import {
  lastSignedOn,
  missingSignatures,
  type AdoptionAnswer,
  type AgreementState,
  type Version,
} from './agreement.state.ts';

/** What other contexts may know of a version that took effect. */
export type VersionFacts = {
  readonly from: Start;
  readonly topics: Content['topics'];
  readonly phases: Content['phases'];
  /** The road of referral that it opens, or `null`. */
  readonly route: Route | null;
};
/** What other contexts may know of an agreement. */
export type AgreementFacts = {
  readonly agreementId: string;
  readonly known: boolean;
  readonly scope: Scope | null;
  /** What it said from when on, version by version; a version holds until the next takes effect. */
  readonly said: readonly VersionFacts[];
  /** From and until when it holds, or `null` where it never took effect. */
  readonly inForce: Period | null;
  readonly parties: readonly string[];
  readonly adoptions: readonly {
    readonly municipality: string;
    readonly answer: AdoptionAnswer;
    readonly on: Start;
  }[];
};

/** What the register knows of `agreementId`, from the state of its stream. */
export function agreementFacts(agreementId: string, state: AgreementState): AgreementFacts {
  const effect = effectOf(state);
  return {
    agreementId,
    known: state.draft !== null,
    scope: state.versions.at(-1)?.content.scope ?? null,
    said: state.versions.flatMap(({ content: { topics, phases, terms }, effect }) =>
      effect === null ? [] : [{ from: effect.on, topics, phases, route: terms?.route ?? null }],
    ),
    inForce: effect === null ? null : periodOf(effect.from, effect.until),
    parties: state.parties,
    adoptions: [...state.adoptions].map(([municipality, { answer, on }]) => ({ municipality, answer, on })),
  };
}

/** What an agreement said on a day, by the version that had taken effect by then; `null` where none had. */
export const versionOn = (day: IsoDate, { said }: Pick<AgreementFacts, 'said'>): VersionFacts | null =>
  said.findLast(({ from }) => from === 'unknown' || boundsOf(from).earliest <= day) ?? null;

/** The version that took effect last, or `null`: a newer one may wait for signatures. */
export const versionInForce = ({ versions }: AgreementState): Version | null =>
  versions.findLast(({ effect }) => effect !== null) ?? null;

/** From the first effect to the last day that was agreed or came about; `null` where it never took effect. */
export function effectOf(state: AgreementState): { readonly from: Start; readonly until: End } | null {
  const first = state.versions.find(({ effect }) => effect !== null)?.effect;
  const last = versionInForce(state)?.effect;
  if (first === undefined || first === null || last === undefined || last === null) return null;
  return { from: first.on, until: state.ending?.until ?? last.until };
}

/**
 * When the newest version waits for signatures: from the day on which it was put to its parties until that of the last
 * signature, or the end. `null`: it was not put to anybody.
 */
export function signingOf(state: AgreementState): { readonly from: Start; readonly until: End } | null {
  const newest = state.versions.at(-1);
  if (newest === undefined || newest.putOn === null) return null;
  const isComplete = missingSignatures(newest, state).length === 0;
  const until = isComplete ? lastSignedOn(newest, state) : state.ending?.until;
  return { from: newest.putOn, until: until ?? 'open' };
}

/**
 * When the next review is due: the last review, or else the effect, and the agreed months. `null` where none is agreed,
 * where it would come after the end, or where nobody knows from when to count: what is unknown never falls due.
 */
export function reviewDueOn(state: AgreementState): PartialDate | null {
  const version = versionInForce(state);
  const months = version?.content.reviewEveryMonths;
  if (months === undefined || state.ending !== null) return null;
  const from = state.reviews.map(({ on }) => on).reduce(later, 'unknown');
  const effect = effectOf(state);
  const since = from === 'unknown' ? effect?.from : from;
  if (effect === null || since === undefined || since === 'unknown') return null;
  const due = monthsAfter(since, months);
  return isReversed(due, effect.until) ? null : due;
}
