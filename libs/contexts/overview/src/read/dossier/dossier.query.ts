import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { nameOn } from '#contexts/municipality';
import type { Json } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { ReadStore, sql, type View } from '#platform/read-store';
import { Histories, Reading, unlessAbsent, type HistoryEntry } from '#platform/records';
import { AgreementById, AgreementByIdHandler, type AgreementAnswer } from '#read/agreement';
import { DecisionById, DecisionByIdHandler } from '#read/decision';
import { figuresAnswer, releaseLines, type ReleaseLine } from '#read/figures';
import { geographyOf, geographyQuestions } from '#read/municipality';
import { organisationRegister } from '#read/organisation';
import type {
  DossierAnswer,
  DossierDecisionAnswer,
  DossierEntryAnswer,
  DossierFiguresAnswer,
  DossierLedgerAnswer,
  NameAnswer,
  UnconfirmedAnswer,
  VersionChangesAnswer,
} from './dossier.answers.ts';
import { sentenceOf } from './sentences.ts';
import { contentChanges } from './versions.ts';
import type { Names } from './words.ts';

/** Everything about an agreement, for whoever audits it. */
export class Dossier extends Query<QueryAnswer<DossierAnswer>> {
  constructor(
    readonly agreementId: string,
    readonly parameters: QueryParameters,
  ) {
    super();
  }
}

const PAGE = 200;
/** Of so many quarters releases are looked through: twenty-five years. */
const QUARTERS_MAX = 100;

@QueryHandler(Dossier)
export class DossierHandler implements IQueryHandler<Dossier> {
  constructor(
    private readonly reading: Reading,
    private readonly histories: Histories,
    private readonly readStore: ReadStore,
  ) {}

  async execute({ agreementId, parameters }: Dossier): Promise<QueryAnswer<DossierAnswer>> {
    const stream = `agreement-${agreementId}`;
    const { rows, number, day, answer } = await this.reading.ask(
      parameters,
      (view, on) => ({
        geography: geographyQuestions(view),
        organisations: organisationNames(view),
        releases: releaseLines(view, on, {}, QUARTERS_MAX),
      }),
      { record: stream },
    );
    // All of it is of one number, whatever is recorded meanwhile.
    const reading = this.reading.at(number);
    const { data: agreement } = await new AgreementByIdHandler(reading).execute(
      new AgreementById(agreementId, parameters),
    );
    const entries = await this.#history(stream, number, parameters);
    const geography = geographyOf(rows.geography);
    const known = new Map(rows.organisations.map(({ organisationId, name }) => [organisationId, name]));
    const names: Names = {
      organisation: (id) => known.get(id) ?? id,
      municipality: (code) => nameOn(day, code, geography) ?? code,
    };
    const history = entries.map((entry) => told(entry, names));
    const decisions = await decisionsBehind(reading, entries, parameters);
    return answer({
      agreement,
      versionChanges: versionChanges(agreement),
      decisions,
      figures: rows.releases.flatMap((line) => figuresUnder(agreement, line)),
      history,
      unconfirmed: history.flatMap(unconfirmed),
      ledger: await this.#ledger(entries),
      names: namesIn([agreement, decisions], names),
    });
  }

  async #history(
    stream: string,
    number: number,
    parameters: QueryParameters,
  ): Promise<readonly HistoryEntry[]> {
    const histories = this.histories.at(number);
    const entries: HistoryEntry[] = [];
    for (let cursor: number | null = -1; cursor !== null;) {
      const { data } = await histories.of(stream, {
        ...parameters,
        limit: PAGE,
        ...(cursor >= 0 && { cursor }),
      });
      entries.push(...data.entries);
      cursor = data.next === null ? null : Number(data.next);
    }
    return entries;
  }

  async #ledger(entries: readonly HistoryEntry[]): Promise<DossierLedgerAnswer | null> {
    const { ledger } = this.readStore;
    const signed = await ledger.lastCheckpoint();
    if (signed === null) return null;
    const { size, root, note, verifier } = signed;
    const tree = ledger.tree();
    const proofs = [];
    for (const { number } of entries) {
      const leaf = number > size ? null : await ledger.leaf(number);
      if (leaf === null) continue;
      const path = await tree.inclusion(number - 1, size);
      proofs.push({
        number,
        leaf: leaf.toString('base64'),
        path: path.map((hash) => hash.toString('base64')),
      });
    }
    return { size, root: root.toString('base64'), note, verifier, proofs };
  }
}

const organisationNames = (view: View) =>
  sql<{ readonly organisationId: string; readonly name: string }>`
    SELECT o.organisation_id, o.name FROM ${view.rows(organisationRegister)} o`;

/** The decisions that events name. */
async function decisionsBehind(
  reading: Reading,
  entries: readonly HistoryEntry[],
  parameters: QueryParameters,
): Promise<readonly DossierDecisionAnswer[]> {
  const ids = new Set(entries.flatMap(({ readsNow }) => decisionsIn(readsNow)));
  const handler = new DecisionByIdHandler(reading);
  const decisions: DossierDecisionAnswer[] = [];
  for (const decisionId of [...ids].sort()) {
    const found = await unlessAbsent(handler.execute(new DecisionById(decisionId, parameters)));
    decisions.push({ decisionId, decision: found?.data ?? null });
  }
  return decisions;
}

/** What organisations and municipalities are called that stand anywhere in a value. */
function namesIn(value: unknown, { organisation, municipality }: Names): readonly NameAnswer[] {
  return [...textsIn(value)]
    .sort()
    .map((id) => ({ id, name: organisation(id) === id ? municipality(id) : organisation(id) }))
    .filter(({ id, name }) => name !== id);
}

const textsIn = (value: unknown): ReadonlySet<string> =>
  typeof value === 'string'
    ? new Set([value])
    : typeof value === 'object' && value !== null
      ? new Set(Object.values(value).flatMap((one) => [...textsIn(one)]))
      : new Set();

/** What an event says, then and now. */
function told(entry: HistoryEntry, names: Names): DossierEntryAnswer {
  const sentence = sentenceOf(entry.type, entry.data, names);
  const now = entry.readsNow === null ? null : sentenceOf(entry.type, entry.readsNow, names);
  return { ...entry, sentence, sentenceNow: now === sentence ? null : now };
}

const versionChanges = ({ versions }: AgreementAnswer): readonly VersionChangesAnswer[] =>
  versions.flatMap(({ number, content }, index) => {
    const before = versions[index - 1];
    return before === undefined ? [] : [{ number, changes: contentChanges(before.content, content) }];
  });

/** The released figures of the municipalities that an agreement covers, in quarters in which it was used. */
function figuresUnder(
  { agreementId, municipalities }: AgreementAnswer,
  { release }: ReleaseLine,
): readonly DossierFiguresAnswer[] {
  const route = release.routes.find((one) => one.agreementId === agreementId);
  if (route === undefined) return [];
  const { period, countedOn } = release;
  return release.municipalities
    .filter(({ municipality }) => municipalities.includes(municipality) || municipalities.includes('*'))
    .map(({ municipality, figures }) => ({
      ...{ period, countedOn, municipality, sent: route.sent, figures: figuresAnswer(figures) },
    }));
}

/** What a source asserts and nobody has confirmed. */
function unconfirmed(
  { number, source, sentence, sentenceNow, eventId, standing }: DossierEntryAnswer,
  _index: number,
  history: readonly DossierEntryAnswer[],
): readonly UnconfirmedAnswer[] {
  const isConfirmed = history.some(
    (other) => other.type === 'agreement.ConfirmedByParty' && textIn(other.data, 'confirms') === eventId,
  );
  if (source === null || isConfirmed || standing === 'retracted') return [];
  return [{ number, source, sentence: sentenceNow ?? sentence }];
}

const textIn = (value: Json, field: string): string | null => {
  const found: unknown =
    typeof value === 'object' && value !== null && field in value
      ? (value as { readonly [name: string]: Json })[field]
      : null;
  return typeof found === 'string' ? found : null;
};

/** The decisions that an event names, or that what a source claims in it names. */
function decisionsIn(data: Json): readonly string[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [];
  const { claims } = data as { readonly claims?: Json };
  const within = Array.isArray(claims)
    ? claims.flatMap((claim: Json) =>
        typeof claim === 'object' && claim !== null && 'data' in claim
          ? decisionsIn(claim['data'] ?? null)
          : [],
      )
    : [];
  const own = textIn(data, 'decisionId');
  return own === null ? within : [own, ...within];
}
