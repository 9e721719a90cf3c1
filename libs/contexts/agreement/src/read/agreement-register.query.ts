import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { boundsOf, type Bounds, type Certainty, type IsoDate } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import {
  all,
  certaintyOn,
  type KeyOf,
  periodFrom,
  type RowOf,
  sql,
  type Sql,
  type View,
} from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import type { AgreementParameters } from '../agreement.requests.ts';
import { effectOf, reviewDueOn } from '../agreement.facts.ts';
import { missingSignatures, type Signature, type Version } from '../agreement.state.ts';
import { adoptionOn, type AdoptionRow } from './adoption.answers.ts';
import { adoption } from './adoption.projection.ts';
import { EVERYBODY } from './adoption.table.ts';
import type {
  AgreementAnswer,
  AgreementPage,
  AgreementSummary,
  AgreementVersionAnswer,
  SignatureAnswer,
} from './agreement-register.answers.ts';
import { agreementRegister, stateOf } from './agreement-register.projection.ts';
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

function agreementsAsked(
  view: View,
  day: IsoDate,
  asked: AgreementParameters,
  limit: number,
): Sql<AgreementLine> {
  const { municipality, inForce, reviewOverdue, level, kind, cursor } = asked;
  const within = [
    cursor !== undefined && sql`a.agreement_id > ${cursor}`,
    level !== undefined && sql`a.level = ${level}`,
    kind !== undefined && sql`a.kind = ${kind}`,
    municipality !== undefined &&
      sql`a.agreement_id IN (SELECT s.agreement_id FROM ${view.rows(adoption)} s
        WHERE s.municipality = ANY (${[municipality, EVERYBODY]}::text[]))`,
  ];
  const then = [
    inForce !== undefined && sql`in_force = ${inForce}`,
    reviewOverdue !== undefined && sql`review_overdue = ${reviewOverdue}`,
  ];
  return sql<AgreementLine>`SELECT * FROM (${agreementLines(view, day, all(within))}) lines
    WHERE ${all(then)} ORDER BY agreement_id LIMIT ${limit}`;
}

/** One agreement as a list tells it. */
export function agreementSummary(line: AgreementLine): AgreementSummary {
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
    provenance,
  };
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

function agreementAnswer(line: AgreementLine, rows: readonly AdoptionRow[], day: IsoDate): AgreementAnswer {
  const { version, contentHash, submitted, withdrawals, reviews, ending, publications } = line;
  return {
    ...agreementSummary(line),
    version,
    contentHash,
    submitted,
    versions: line.versions.map((one) => versionAnswer(one, line)),
    adoptions: rows.map(({ municipality }) => adoptionOn(day, municipality, rows)),
    withdrawals,
    reviews: reviews.map(({ said }) => said),
    reviewDueOn: reviewDueOn(stateOf(line)),
    ending: ending === null ? null : { how: ending.how, until: ending.until, ...ending.said },
    publications,
  };
}

@QueryHandler(AgreementRegister)
export class AgreementRegisterHandler implements IQueryHandler<AgreementRegister> {
  constructor(private readonly reading: Reading) {}

  async execute({ parameters }: AgreementRegister): Promise<QueryAnswer<AgreementPage>> {
    const { limit = PAGE_ITEMS } = parameters;
    const { rows, answer } = await this.reading.ask(parameters, (view, day) => ({
      agreements: agreementsAsked(view, day, parameters, limit + 1),
    }));
    const { page, next } = pageOf(rows.agreements, limit, ({ agreementId }) => agreementId);
    return answer({ agreements: page.map(agreementSummary), next });
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
      `agreement-${agreementId}`,
    );
    const [found] = rows.found;
    if (found === undefined) throw absent();
    return answer(agreementAnswer(found, rows.adoptions, day));
  }
}
