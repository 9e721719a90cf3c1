import { boundsOf, NEVER, periodOf, type Provenance } from '#kernel';
import { periodValues, projection, type ProjectedFact, type RowOf } from '#platform/read-store';
import type { AgreementEvent } from '../agreement.events.ts';
import { effectOf, reviewDueOn, signingOf, versionInForce } from '../agreement.facts.ts';
import {
  evolve,
  missingSignatures,
  NO_AGREEMENT,
  type AgreementState,
  type Signature,
  type Version,
} from '../agreement.state.ts';
import { coveredBy } from '../agreement.content.ts';
import { AgreementTable } from './agreement-register.table.ts';

type Row = RowOf<typeof AgreementTable>;

/** The versions that a row holds, put together. */
export const versionsOf = ({
  contents,
  versions,
  signatures,
}: Pick<Row, 'contents' | 'versions' | 'signatures'>): Version[] =>
  versions.flatMap((version, at) => {
    const content = contents[at];
    if (content === undefined) return [];
    const given = (isVoid: boolean): Signature[] =>
      signatures.flatMap(({ version: number, isVoid: is, ...signature }) =>
        number === version.number && is === isVoid ? [signature] : [],
      );
    return [{ ...version, content, signatures: given(false), voidSignatures: given(true) }];
  });

/** The state that a row holds: all but the answers of municipalities, which are rows of their own. */
export const stateOf = (row: Row): AgreementState => ({
  ...NO_AGREEMENT,
  early: row.early,
  draft: row.draft,
  submitted: row.submitted,
  versions: versionsOf(row),
  parties: row.parties,
  withdrawals: row.withdrawals,
  reviews: row.reviews,
  ending: row.ending,
  publications: row.publications,
});

/** Without the words by which decisions know a repetition: nobody is answered with them, and every version repeats them. */
const UNSAID = {};
const unsaidDraft = (draft: AgreementState['draft']): AgreementState['draft'] =>
  draft === null || draft.said === UNSAID ? draft : { ...draft, said: UNSAID };
const unsaid = ({
  number,
  contentHash,
  amendment,
  declined,
  effect,
  putOn,
}: Version): Row['versions'][number] => ({
  ...{ number, contentHash, declined, effect, putOn },
  amendment: amendment === null ? null : UNSAID,
});
const signaturesOf = ({ number, signatures, voidSignatures }: Version): Row['signatures'] => [
  ...signatures.map((signature) => ({ ...signature, version: number, isVoid: false })),
  ...voidSignatures.map((signature) => ({ ...signature, version: number, isVoid: true })),
];

/** The parties of whom nobody, no source either, told that they signed a version. */
const untoldSignatures = (version: Version, { parties }: AgreementState): readonly string[] =>
  missingSignatures(version, { parties }).filter(
    (party) =>
      !version.signatures.some(
        ({ organisationId, contentHash }) => organisationId === party && contentHash === null,
      ),
  );

function rowOf(state: AgreementState, provenance: Provenance): Row {
  const { early, submitted, parties, withdrawals, reviews, ending, publications } = state;
  const draft = unsaidDraft(state.draft);
  const newest = state.versions.at(-1);
  const content = newest?.content;
  const effect = effectOf(state);
  const due = reviewDueOn(state);
  const review = due === null ? null : boundsOf(due);
  const signing = signingOf(state);
  const inForce = versionInForce(state);
  const unsigned = inForce === null ? [] : untoldSignatures(inForce, state);
  const waits = signing === null ? null : periodOf(signing.from, signing.until);
  return {
    title: content?.title ?? null,
    kind: content?.kind ?? null,
    level: content?.scope.level ?? null,
    version: newest?.number ?? null,
    contentHash: newest?.contentHash ?? null,
    municipalities: content === undefined ? [] : coveredBy(content.scope),
    topics: content?.topics ?? [],
    parentAgreementId: content?.parentAgreementId ?? null,
    early,
    draft,
    submitted,
    contents: state.versions.map(({ content: one }) => one),
    versions: state.versions.map(unsaid),
    signatures: state.versions.flatMap(signaturesOf),
    parties,
    withdrawals,
    reviews,
    ending,
    publications,
    reviewEarliest: review?.earliest ?? null,
    reviewLatest: review?.latest ?? null,
    signingFrom: waits?.from.earliest ?? null,
    signingUntil: waits?.until.latest ?? null,
    unsigned,
    provenance,
    ...periodValues(effect === null ? NEVER : periodOf(effect.from, effect.until)),
  };
}

/** Every event but the answers of municipalities is folded as the decisions fold it. */
const folded = {
  key: ({ event }: ProjectedFact<AgreementEvent>) => ({ agreementId: event.data.agreementId }),
  apply: (row: Row | undefined, { event, provenance }: ProjectedFact<AgreementEvent>): Row => {
    const before = row === undefined ? NO_AGREEMENT : stateOf(row);
    const after = evolve(before, event, provenance);
    return rowOf(after, row === undefined || after.draft !== before.draft ? provenance : row.provenance);
  },
};

export const agreementRegister = projection<AgreementEvent, typeof AgreementTable>({
  name: 'agreement-register',
  version: 6,
  table: AgreementTable,
  when: {
    'agreement.Drafted': folded,
    'agreement.Submitted': folded,
    'agreement.Signed': folded,
    'agreement.SignatureDeclined': folded,
    'agreement.TookEffect': folded,
    'agreement.PartyAcceded': folded,
    'agreement.PartyWithdrew': folded,
    'agreement.Reviewed': folded,
    'agreement.Amended': folded,
    'agreement.Extended': folded,
    'agreement.Terminated': folded,
    'agreement.Expired': folded,
    'agreement.Superseded': folded,
    'agreement.Published': folded,
    'agreement.WithheldFromPublication': folded,
  },
});
