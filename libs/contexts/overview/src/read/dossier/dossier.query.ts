import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { nameOn } from '#contexts/municipality';
import type { IsoDate, Json } from '#kernel';
import { RequestRefused, type QueryAnswer, type QueryParameters } from '#platform/http';
import { ReadStore, sql, type View } from '#platform/read-store';
import { Histories, Reading, type HistoryEntry } from '#platform/records';
import { AgreementById, AgreementByIdHandler, type AgreementAnswer } from '#read/agreement';
import { DecisionById, DecisionByIdHandler } from '#read/decision';
import { figuresAnswer, releasedFigures, type ReleaseLine } from '#read/figures';
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
    const { data: agreement } = await new AgreementByIdHandler(this.reading).execute(
      new AgreementById(agreementId, parameters),
    );
    const entries = await this.#history(stream, parameters);
    const { rows, day, answer } = await this.reading.ask(
      parameters,
      (view) => ({
        ...{ geography: geographyQuestions(view), organisations: organisationNames(view) },
        releases: releaseLines(view),
      }),
      { record: stream },
    );
    const geography = geographyOf(rows.geography);
    const known = new Map(rows.organisations.map(({ organisationId, name }) => [organisationId, name]));
    const named = new Map<string, string>();
    const nameOf = (id: string, name: string | null | undefined): string => {
      if (name !== null && name !== undefined) named.set(id, name);
      return name ?? id;
    };
    const names: Names = {
      organisation: (id) => nameOf(id, known.get(id)),
      municipality: (code) => nameOf(code, nameOn(day, code, geography)),
    };
    for (const { signatures, missingSignatures, content } of agreement.versions) {
      const all = [...signatures.map((one) => one.organisationId), ...missingSignatures, ...content.parties];
      for (const id of all) names.organisation(id);
    }
    for (const { municipality } of agreement.adoptions) names.municipality(municipality);
    const history = entries.map((entry) => told(entry, names));
    return answer({
      agreement,
      versionChanges: versionChanges(agreement),
      decisions: await this.#decisions(entries, parameters),
      figures: rows.releases.flatMap((line) => figuresUnder(agreement, line, day)),
      history,
      unconfirmed: history.flatMap(unconfirmed),
      ledger: await this.#ledger(entries),
      names: [...named]
        .map(([id, name]): NameAnswer => ({ id, name }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    });
  }

  async #history(stream: string, parameters: QueryParameters): Promise<readonly HistoryEntry[]> {
    const entries: HistoryEntry[] = [];
    for (let cursor: number | null = -1; cursor !== null;) {
      const { data } = await this.histories.of(stream, {
        ...parameters,
        limit: PAGE,
        ...(cursor >= 0 && { cursor }),
      });
      entries.push(...data.entries);
      cursor = data.next === null ? null : Number(data.next);
    }
    return entries;
  }

  /** The decisions that events name. */
  async #decisions(
    entries: readonly HistoryEntry[],
    parameters: QueryParameters,
  ): Promise<readonly DossierDecisionAnswer[]> {
    const ids = new Set(entries.flatMap(({ readsNow }) => decisionsIn(readsNow)));
    const handler = new DecisionByIdHandler(this.reading);
    const decisions: DossierDecisionAnswer[] = [];
    for (const decisionId of [...ids].sort()) {
      const decision = await handler.execute(new DecisionById(decisionId, parameters)).then(
        ({ data }) => data,
        (error: unknown) => {
          if (error instanceof RequestRefused && error.status === 404) return null;
          throw error;
        },
      );
      decisions.push({ decisionId, decision });
    }
    return decisions;
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

const releaseLines = (view: View) => sql<ReleaseLine>`SELECT f.* FROM ${view.rows(releasedFigures)} f
  ORDER BY f.period DESC LIMIT ${QUARTERS_MAX}`;

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
  day: IsoDate,
): readonly DossierFiguresAnswer[] {
  const route = release.routes.find((one) => one.agreementId === agreementId);
  if (route === undefined || release.countedOn >= day) return [];
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
