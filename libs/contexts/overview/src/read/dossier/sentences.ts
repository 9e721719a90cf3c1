import type { AgreementEvent } from '#contexts/agreement';
import type { Json, Start } from '#kernel';
import { dateInDutch, listInDutch, onInDutch, REVIEWS, untilInDutch, type Names } from './words.ts';

type Sentences<E extends { readonly type: string; readonly data: object }> = {
  readonly [T in E['type']]: (data: Extract<E, { readonly type: T }>['data'], names: Names) => string;
};

const byDecision = (id: string | undefined): string =>
  id === undefined ? '' : `, op grond van besluit ${id}`;
const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
const because = (sentence: string, reason: string | undefined): string =>
  `${ended(sentence)}${reason === undefined ? '' : ` Reden: ${ended(reason)}`}`;
type Signing = {
  readonly organisationId: string;
  readonly capacity?: string | undefined;
  readonly function?: string | undefined;
  readonly contentHash?: string | undefined;
  readonly decisionId?: string | undefined;
  readonly on: Start;
};
const asWhom = ({ capacity, function: as }: Signing): string =>
  `${capacity === undefined ? '' : `, ${capacity}`}${as === undefined ? '' : ` (${as})`}`;
const whichText = ({ contentHash }: Signing): string =>
  contentHash === undefined ? '; van welke tekst is niet bekend' : '';

/** What happened to an agreement, in a sentence each. */
const SENTENCES: Sentences<AgreementEvent> = {
  'agreement.Drafted': ({ title, on, parties = [] }, { organisation }) =>
    `‘${title}’ is ${onInDutch(on)} opgesteld als versie 1${parties.length === 0 ? '' : `, voor ${listInDutch(parties.map(organisation))}`}.`,
  'agreement.Submitted': ({ to, on }, { organisation }) =>
    `De overeenkomst is ${onInDutch(on)} voorgelegd aan ${listInDutch(to.map(organisation))}.`,
  'agreement.Signed': (data, { organisation }) =>
    `${organisation(data.organisationId)} ondertekende ${onInDutch(data.on)}${asWhom(data)}${byDecision(data.decisionId)}${whichText(data)}.`,
  'agreement.SignatureDeclined': ({ organisationId, on, reason }, { organisation }) =>
    because(`${organisation(organisationId)} weigerde ${onInDutch(on)} te ondertekenen`, reason),
  'agreement.TookEffect': ({ on, until }) =>
    `De overeenkomst trad ${onInDutch(on)} in werking, ${untilInDutch(until)}.`,
  'agreement.PartyAcceded': (data, { organisation }) =>
    `${organisation(data.organisationId)} trad ${onInDutch(data.on)} toe en ondertekende de geldende versie${asWhom(data)}${byDecision(data.decisionId)}${whichText(data)}.`,
  'agreement.PartyWithdrew': ({ organisationId, on, reason }, { organisation }) =>
    because(`${organisation(organisationId)} trad ${onInDutch(on)} uit`, reason),
  'agreement.Adopted': ({ municipality: code, on, decisionId }, { municipality }) =>
    `${municipality(code)} stelde de overeenkomst ${onInDutch(on)} vast${byDecision(decisionId)}.`,
  'agreement.AdoptedWithDeviation': (
    { municipality: code, on, decisionId, deviation, reason },
    { municipality },
  ) =>
    because(
      `${municipality(code)} stelde de overeenkomst ${onInDutch(on)} vast${byDecision(decisionId)}, met een afwijking: ${deviation}`,
      reason,
    ),
  'agreement.AdoptionRefused': ({ municipality: code, on, decisionId, reason }, { municipality }) =>
    because(
      `${municipality(code)} weigerde ${onInDutch(on)} de overeenkomst vast te stellen${byDecision(decisionId)}`,
      reason,
    ),
  'agreement.NotApplicable': ({ municipality: code, on, decisionId, reason }, { municipality }) =>
    because(
      `${municipality(code)} vond ${onInDutch(on)} dat de overeenkomst voor haar niet geldt${byDecision(decisionId)}`,
      reason,
    ),
  'agreement.SuccessorConfirmed': ({ municipality: code, predecessor, on, decisionId }, { municipality }) =>
    `${municipality(code)} bevestigde ${onInDutch(on)} wat zij van ${municipality(predecessor)} overnam${byDecision(decisionId)}.`,
  'agreement.Reviewed': ({ on, outcome, findings }) =>
    `De overeenkomst is ${onInDutch(on)} geëvalueerd: ${REVIEWS[outcome]}.${findings === undefined ? '' : ` ${ended(findings)}`}`,
  'agreement.ReviewFellDue': ({ dueOn }) =>
    `De evaluatie die uiterlijk ${onInDutch(dueOn)} zou zijn, was er toen niet.`,
  'agreement.Amended': ({ version, on }) =>
    `Versie ${version} is ${onInDutch(on)} opgesteld; de vorige geldt tot de partijen deze hebben ondertekend.`,
  'agreement.Extended': ({ until, on }) =>
    `De overeenkomst is ${onInDutch(on)} verlengd, ${untilInDutch(until)}.`,
  'agreement.Terminated': ({ on, notice, by }, { organisation }) =>
    `De overeenkomst is opgezegd${by === undefined ? '' : ` door ${organisation(by)}`}; de laatste dag: ${dateInDutch(on)}.${notice === undefined ? '' : ` ${ended(notice)}`}`,
  'agreement.Expired': ({ on }) => `De overeenkomst is verlopen; de laatste dag: ${dateInDutch(on)}.`,
  'agreement.Superseded': ({ by, on }) => `Overeenkomst ${by} kwam ${onInDutch(on)} in haar plaats.`,
  'agreement.Published': ({ on }) => `De overeenkomst is ${onInDutch(on)} bekendgemaakt.`,
  'agreement.WithheldFromPublication': ({ ground, on }) =>
    `De overeenkomst wordt niet bekendgemaakt, op grond van ${ground}${on === undefined ? '' : ` (${onInDutch(on)})`}.`,
};

/** What every history says of itself. */
type HistoryData = {
  readonly RecordedFromSource: {
    readonly claims: readonly { readonly type: string; readonly data: Json }[];
    readonly source: { readonly collection: string; readonly record: string };
  };
  readonly ConfirmedByParty: {
    readonly organisationId: string;
    readonly function?: string;
    readonly on: Start;
  };
  readonly Corrected: { readonly reason: string };
  readonly Retracted: { readonly reason: string };
};
const HISTORY: { readonly [N in keyof HistoryData]: (data: HistoryData[N], names: Names) => string } = {
  RecordedFromSource: ({ claims, source }, names) =>
    `Volgens een bron (${source.collection}, ${source.record}): ${claims.map(({ type, data }) => sentenceOf(type, data, names)).join(' ')}`,
  ConfirmedByParty: ({ organisationId, function: as, on }, { organisation }) =>
    `${organisation(organisationId)}${as === undefined ? '' : ` (${as})`} bevestigde ${onInDutch(on)} wat een bron vertelt.`,
  Corrected: ({ reason }) => because('Een eerdere vastlegging is verbeterd', reason),
  Retracted: ({ reason }) => because('Een eerdere vastlegging is ingetrokken', reason),
};

const TELLING = new Map<string, (data: never, names: Names) => string>([
  ...Object.entries(SENTENCES),
  ...Object.entries(HISTORY).map(([name, tell]) => [`agreement.${name}`, tell] as const),
]);

/** What an event of an agreement says, in a Dutch sentence; of a type that the register does not know, its name. */
export function sentenceOf(type: string, data: Json, names: Names): string {
  // Upcasters have made it what its type says.
  return TELLING.get(type)?.(data as never, names) ?? type;
}
