import {
  lastDayBefore,
  prevailing,
  sameJson,
  type End,
  type Hash,
  type Provenance,
  type Start,
  type Told,
} from '#kernel';
import type { Content } from './agreement.content.ts';
import type { AgreementEvent, ReviewOutcome } from './agreement.events.ts';
import { effectDayOf, missingSignatures, signed, versionOf } from './agreement-signing.state.ts';

export { effectDayOf, lastSignedOn, missingSignatures } from './agreement-signing.state.ts';

export type Signature = {
  readonly organisationId: string;
  readonly capacity: string | null;
  readonly function: string | null;
  readonly on: Start;
  readonly decisionId: string | null;
  /** The content that was signed; `null` where a source merely tells of a signature. */
  readonly contentHash: Hash | null;
};
/** From and until when a version holds. A source may tell of it, until live events replace that. */
export type Effect = { readonly on: Start; readonly until: End; readonly perSource: boolean };
export type Version = {
  readonly number: number;
  readonly content: Content;
  readonly contentHash: Hash;
  /** What made this version, to tell a repetition from another amendment; `null` for the first. */
  readonly amendment: object | null;
  readonly signatures: readonly Signature[];
  /** Signatures of content that has been corrected since: they no longer count. */
  readonly voidSignatures: readonly Signature[];
  readonly declined: readonly { readonly organisationId: string; readonly said: object }[];
  readonly effect: Effect | null;
  /** When it was put to its parties; `null`: it was not. */
  readonly putOn: Start | null;
};
export type AdoptionAnswer = 'adopted' | 'adoptedWithDeviation' | 'refused' | 'notApplicable';
export type Adoption = {
  readonly answer: AdoptionAnswer;
  readonly on: Start;
  readonly decisionId: string | null;
  /** The event that says so, to tell a repetition from another answer. */
  readonly said: AgreementEvent;
  readonly perSource: boolean;
};
export type Ending = {
  readonly how: 'terminated' | 'expired' | 'superseded';
  /** The last day. */
  readonly until: End;
  readonly said: object;
  readonly perSource: boolean;
};
export type Review = Told<object> & { readonly on: Start; readonly outcome: ReviewOutcome };

export type AgreementState = {
  /** What sources told before they told of the agreement itself: it is folded when they do. */
  readonly early: readonly { readonly event: AgreementEvent; readonly provenance: Provenance }[];
  readonly draft: Told<object> | null;
  readonly submitted: boolean;
  /** Empty while nothing is drafted; the last one is the newest, perhaps not signed yet. */
  readonly versions: readonly Version[];
  /** Who is a party now: of the draft or its submission, with accessions and withdrawals. */
  readonly parties: readonly string[];
  readonly withdrawals: readonly { readonly organisationId: string; readonly on: Start }[];
  /** What each municipality answered last. */
  readonly adoptions: ReadonlyMap<string, Adoption>;
  readonly confirmations: readonly Told<object>[];
  readonly reviews: readonly Review[];
  /** The days for a review that passed without one, as the register found. */
  readonly reviewsFellDue: readonly Start[];
  readonly ending: Ending | null;
  /** Publications and withholdings, those of sources before those that were decided live: the last one counts. */
  readonly publications: readonly Told<object>[];
};

export const NO_AGREEMENT: AgreementState = {
  early: [],
  draft: null,
  submitted: false,
  versions: [],
  parties: [],
  withdrawals: [],
  adoptions: new Map(),
  confirmations: [],
  reviews: [],
  reviewsFellDue: [],
  ending: null,
  publications: [],
};

/** The version that took effect last, or `undefined`. */
const effectiveVersionOf = ({ versions }: AgreementState): Version | undefined =>
  versions.findLast(({ effect }) => effect !== null);

export function evolve(state: AgreementState, event: AgreementEvent, provenance: Provenance): AgreementState {
  const perSource = provenance.kind === 'perSource';
  if (event.type === 'agreement.Drafted') return drafted(state, event, perSource);
  if (state.versions.length === 0) return { ...state, early: [...state.early, { event, provenance }] };
  switch (event.type) {
    case 'agreement.Submitted': {
      if (perSource && isLaidDown(state)) return state;
      const content = ({ content: drafted }: Version): Content =>
        sameJson(drafted.parties, event.data.to) ? drafted : { ...drafted, parties: event.data.to };
      return {
        ...withNewest(state, (version) => ({
          ...versionOf(version.number, content(version), version),
          putOn: event.data.on ?? 'unknown',
        })),
        submitted: true,
        parties: event.data.to,
      };
    }
    case 'agreement.Signed':
      return withNewest(state, (version) => signed(version, event.data, perSource));
    case 'agreement.SignatureDeclined': {
      const { organisationId } = event.data;
      return withNewest(state, (version) => ({
        ...version,
        declined: [...version.declined, { organisationId, said: event.data }],
      }));
    }
    case 'agreement.TookEffect': {
      const { on, until } = event.data;
      return withNewest(state, (version) => {
        const void_ = perSource ? version.effect?.perSource === false : missing(version, state);
        if (void_) return version;
        const otherwise = perSource ? 'unknown' : (version.content.agreedUntil ?? 'open');
        const day = perSource ? on : (effectDayOf(version, state) ?? on);
        return { ...version, effect: { on: day, until: until ?? otherwise, perSource } };
      });
    }
    case 'agreement.PartyAcceded': {
      const { organisationId } = event.data;
      const parties = [...state.parties.filter((party) => party !== organisationId), organisationId];
      return { ...withNewest(state, (version) => signed(version, event.data, perSource)), parties };
    }
    case 'agreement.PartyWithdrew': {
      const { organisationId, on } = event.data;
      return {
        ...state,
        parties: state.parties.filter((party) => party !== organisationId),
        withdrawals: [...state.withdrawals, { organisationId, on }],
      };
    }
    case 'agreement.Adopted':
      return adopted(state, 'adopted', event, perSource);
    case 'agreement.AdoptedWithDeviation':
      return adopted(state, 'adoptedWithDeviation', event, perSource);
    case 'agreement.AdoptionRefused':
      return adopted(state, 'refused', event, perSource);
    case 'agreement.NotApplicable':
      return adopted(state, 'notApplicable', event, perSource);
    case 'agreement.SuccessorConfirmed': {
      const { municipality, predecessor, on, decisionId = null } = event.data;
      const confirmations = [...state.confirmations, { said: event.data, perSource }];
      const inherited = state.adoptions.get(predecessor);
      if (inherited === undefined) return { ...state, confirmations };
      return {
        ...withAdoption(state, municipality, { ...inherited, on, decisionId, said: event, perSource }),
        confirmations,
      };
    }
    case 'agreement.Reviewed': {
      const { on, outcome } = event.data;
      return { ...state, reviews: [...state.reviews, { on, outcome, said: event.data, perSource }] };
    }
    case 'agreement.ReviewFellDue':
      return { ...state, reviewsFellDue: [...state.reviewsFellDue, event.data.dueOn] };
    case 'agreement.Amended': {
      const newest = newestOf(state);
      const { agreementId: _, version: number, on: putOn, ...changes } = event.data;
      const content = { ...newest.content, ...changes, parties: state.parties };
      const version = { ...versionOf(number, content, null), amendment: event.data, putOn };
      return { ...state, versions: [...state.versions, version] };
    }
    case 'agreement.Extended': {
      const { until } = event.data;
      const last = effectiveVersionOf(state);
      const versions = state.versions.map((version) =>
        version === last && version.effect !== null
          ? { ...version, effect: { ...version.effect, until } }
          : version,
      );
      // Agreed before it expired, and recorded after.
      const ending = state.ending?.how === 'expired' ? null : state.ending;
      return { ...state, versions, ending };
    }
    case 'agreement.Terminated':
      return withEnding(state, { how: 'terminated', until: event.data.on, said: event.data, perSource });
    case 'agreement.Expired': {
      const { on } = event.data;
      // What the register found is moot once the last day has been corrected.
      if (!perSource && effectiveVersionOf(state)?.effect?.until !== on) return state;
      return withEnding(state, { how: 'expired', until: on, said: event.data, perSource });
    }
    case 'agreement.Superseded': {
      const until = lastDayBefore(event.data.on);
      return withEnding(state, { how: 'superseded', until, said: event.data, perSource });
    }
    case 'agreement.Published':
    case 'agreement.WithheldFromPublication': {
      const { publications } = state;
      const live = perSource ? publications.findIndex((one) => !one.perSource) : -1;
      const at = live < 0 ? publications.length : live;
      return { ...state, publications: publications.toSpliced(at, 0, { said: event, perSource }) };
    }
  }
}

export type Said<T extends AgreementEvent['type']> = Extract<AgreementEvent, { type: T }>['data'];

function drafted(
  state: AgreementState,
  { data }: Extract<AgreementEvent, { type: 'agreement.Drafted' }>,
  perSource: boolean,
): AgreementState {
  if (perSource && isLaidDown(state)) return state;
  const { agreementId: _, on: __, decisionId: ___, parties = [], ...rest } = data;
  const [first, ...others] = state.versions;
  const version = versionOf(1, { ...rest, parties }, first ?? null);
  const known: AgreementState = {
    ...state,
    early: [],
    draft: { said: data, perSource },
    versions: [version, ...others],
    parties,
  };
  return state.early.reduce((so, { event, provenance }) => evolve(so, event, provenance), known);
}

function adopted(
  state: AgreementState,
  answer: AdoptionAnswer,
  said: Extract<AgreementEvent, { type: `agreement.Ado${string}` | 'agreement.NotApplicable' }>,
  perSource: boolean,
): AgreementState {
  const { municipality, on, decisionId = null } = said.data;
  return withAdoption(state, municipality, { answer, on, decisionId, said, perSource });
}

const withAdoption = (state: AgreementState, municipality: string, told: Adoption): AgreementState => ({
  ...state,
  adoptions: new Map(state.adoptions).set(municipality, prevailing(state.adoptions.get(municipality), told)),
});

const withEnding = (state: AgreementState, ending: Ending): AgreementState => ({
  ...state,
  ending: prevailing(state.ending, ending),
});

/** Drafted or submitted live: a source undoes nothing of what is to be signed. */
const isLaidDown = ({ draft, submitted }: AgreementState): boolean => draft?.perSource === false || submitted;

const missing = (version: Version, state: AgreementState): boolean =>
  missingSignatures(version, state).length > 0;

function newestOf({ versions }: AgreementState): Version {
  const newest = versions.at(-1);
  if (newest === undefined) throw new Error('an agreement that nobody drafted has no version');
  return newest;
}

const withNewest = (state: AgreementState, change: (version: Version) => Version): AgreementState => ({
  ...state,
  versions: [...state.versions.slice(0, -1), change(newestOf(state))],
});
