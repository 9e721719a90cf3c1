import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  boundsOf,
  periodOf,
  type Bounds,
  type Certainty,
  type IsoDate,
  type Start,
  type Told,
} from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import {
  certaintyOn,
  type KeyOf,
  periodFrom,
  type RowOf,
  sql,
  type Sql,
  type View,
} from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import { EVERYBODY } from '../agreement.content.ts';
import type { AgreementFilters, AgreementParameters } from '../agreement.requests.ts';
import { effectOf, reviewDueOn } from '../agreement.facts.ts';
import { missingSignatures, type Signature, type Version } from '../agreement.state.ts';
import { conditionsOn } from './agreement-filters.ts';
import { adoptionOn, type AdoptionRow } from './adoption.answers.ts';
import { adoption } from './adoption.projection.ts';
import type {
  AgreementAnswer,
  AgreementPage,
  AgreementSummary,
  AgreementVersionAnswer,
  SignatureAnswer,
} from './agreement-register.answers.ts';
import { agreementRegister, stateOf, versionsOf } from './agreement-register.projection.ts';
import type { AgreementTable } from './agreement-register.table.ts';

export class AgreementRegister extends Query<QueryAnswer<AgreementPage>> {
  constructor(readonly parameters: AgreementParameters) {
    super();
  }
}

export class AgreementById extends Query<QueryAnswer<AgreementAnswer>> {
  constructor(
    readonly agreementId: string,
    readonly parameters: QueryParameters,
  ) {
    super();
  }
}

type Row = KeyOf<typeof AgreementTable> & RowOf<typeof AgreementTable>;
type Drafted = 'title' | 'kind' | 'level' | 'version' | 'contentHash';
/** An agreement that somebody told what it is, and what it comes to on a day. */
export type AgreementLine = Omit<Row, Drafted> & { readonly [N in Drafted]: NonNullable<Row[N]> } & {
  readonly inForce: Certainty;
  readonly reviewOverdue: Certainty;
};

/** Rows of the register, called `a`, with what they come to on a day. */
export const agreementLines = (
  view: View,
  day: IsoDate,
  where: Sql,
): Sql<AgreementLine> => sql<AgreementLine>`
  SELECT a.*, ${certaintyOn('a', day)} AS in_force,
    CASE WHEN a.review_latest < ${day}::date THEN 'yes' WHEN a.review_earliest < ${day}::date THEN 'uncertain'
      ELSE 'no' END AS review_overdue
  FROM ${view.rows(agreementRegister)} a WHERE a.title IS NOT NULL AND (${where})`;

/** Agreements that filters leave, in the order of their ids; `asked`: see {@link conditionsOn}. */
export function agreementPage(
  view: View,
  day: IsoDate,
  filters: AgreementFilters,
  limit: number,
  asked: Sql,
  where: Sql = sql`true`,
): Sql<AgreementLine> {
  const { within, then } = conditionsOn(view, day, filters, asked);
  return sql<AgreementLine>`SELECT * FROM (${agreementLines(view, day, sql`(${within}) AND ${where}`)}) lines
    WHERE ${then} ORDER BY agreement_id LIMIT ${limit}`;
}

function agreementsAsked(
  view: View,
  day: IsoDate,
  asked: AgreementParameters,
  limit: number,
): Sql<AgreementLine> {
  const { municipality } = asked;
  if (municipality === undefined) return agreementPage(view, day, asked, limit, sql`true`);
  const covering = sql`s.municipality = ANY (${[municipality, EVERYBODY]}::text[])`;
  return agreementPage(
    view,
    day,
    asked,
    limit,
    covering,
    sql`a.agreement_id IN
    (SELECT s.agreement_id FROM ${view.rows(adoption)} s WHERE ${covering})`,
  );
}

/** One agreement as a list tells it. */
export function agreementSummary(line: AgreementLine, day: IsoDate): AgreementSummary {
  const { agreementId, kind, level, title, municipalities, topics, parties, parentAgreementId } = line;
  const { inForce, reviewOverdue, provenance } = line;
  return {
    agreementId,
    kind,
    level,
    title,
    municipalities,
    topics,
    parties,
    parentAgreementId,
    inForce,
    period: effectOf(stateOf(line)) === null ? null : periodFrom(line),
    reviewDue: reviewBoundsOf(line),
    reviewOverdue,
    awaitingSignatures: awaitedOn(day, line),
    provenance,
  };
}

/** The parties whose signatures the newest version waited for on a day. */
function awaitedOn(day: IsoDate, line: AgreementLine): readonly string[] {
  const { signingFrom, signingUntil, parties, withdrawals } = line;
  const newest = versionsOf(line).at(-1);
  if (newest === undefined || signingFrom === null || signingUntil === null) return [];
  if (signingFrom > day || signingUntil <= day) return [];
  const byThen = ({ on }: { readonly on: Start }): boolean => periodOf(on, 'open').from.earliest <= day;
  const signatures = newest.signatures.filter(byThen);
  const left = withdrawals.filter((one) => !byThen(one)).map(({ organisationId }) => organisationId);
  return missingSignatures({ ...newest, signatures }, { parties: [...parties, ...left] });
}

function reviewBoundsOf(line: AgreementLine): Bounds | null {
  const due = reviewDueOn(stateOf(line));
  return due === null ? null : boundsOf(due);
}

const signatureAnswer = (signature: Signature, isVoid: boolean): SignatureAnswer => ({
  ...signature,
  standing: isVoid ? 'void' : signature.contentHash === null ? 'perSource' : 'current',
});

function versionAnswer(version: Version, line: AgreementLine): AgreementVersionAnswer {
  const { number, content, contentHash, signatures, voidSignatures, declined, effect } = version;
  const isVoid = (signature: Signature): boolean =>
    signature.contentHash !== null && signature.contentHash !== contentHash;
  return {
    number,
    content,
    contentHash,
    signatures: [
      ...voidSignatures.map((signature) => signatureAnswer(signature, true)),
      ...signatures.map((signature) => signatureAnswer(signature, isVoid(signature))),
    ],
    missingSignatures: missingSignatures(version, line),
    declinedBy: [...new Set(declined.map(({ organisationId }) => organisationId))],
    effect,
  };
}

const told = ({ said, perSource }: Told<object>): object => ({ ...said, perSource });

function agreementAnswer(line: AgreementLine, rows: readonly AdoptionRow[], day: IsoDate): AgreementAnswer {
  const { version, contentHash, submitted, withdrawals, reviews, ending, publications } = line;
  return {
    ...agreementSummary(line, day),
    version,
    contentHash,
    submitted,
    versions: versionsOf(line).map((one) => versionAnswer(one, line)),
    adoptions: rows.map(({ municipality }) => adoptionOn(day, municipality, rows)),
    withdrawals,
    reviews: reviews.map(told),
    reviewDueOn: reviewDueOn(stateOf(line)),
    ending: ending === null ? null : { how: ending.how, until: ending.until, ...told(ending) },
    publications: publications.map(told),
  };
}

@QueryHandler(AgreementRegister)
export class AgreementRegisterHandler implements IQueryHandler<AgreementRegister> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: AgreementRegister): Promise<QueryAnswer<AgreementPage>> {
    const { limit = PAGE_ITEMS } = parameters;
    const { rows, day, answer } = await this.reading.ask(parameters, (view, on) => ({
      agreements: agreementsAsked(view, on, parameters, limit + 1),
    }));
    const { page, next } = pageOf(rows.agreements, limit, ({ agreementId }) => agreementId);
    return answer({ agreements: page.map((line) => agreementSummary(line, day)), next });
  }
}

@QueryHandler(AgreementById)
export class AgreementByIdHandler implements IQueryHandler<AgreementById> {
  constructor(private readonly reading: Reading) {}

  async execute({ agreementId, parameters }: AgreementById): Promise<QueryAnswer<AgreementAnswer>> {
    const { rows, day, absent, answer } = await this.reading.ask(
      parameters,
      (view, on) => ({
        found: agreementLines(view, on, sql`a.agreement_id = ${agreementId}`),
        adoptions: sql<AdoptionRow>`SELECT s.* FROM ${view.rows(adoption)} s
        WHERE s.agreement_id = ${agreementId} ORDER BY s.municipality`,
      }),
      { record: `agreement-${agreementId}` },
    );
    const [found] = rows.found;
    if (found === undefined) throw absent();
    return answer(agreementAnswer(found, rows.adoptions, day));
  }
}
