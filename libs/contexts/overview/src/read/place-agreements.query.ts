import { EVERYBODY } from '#contexts/agreement';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { IsoDate } from '#kernel';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { sql, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import {
  adoption,
  adoptionOn,
  agreementPage,
  agreementSummary,
  type AdoptionAnswer,
  type AdoptionRow,
  type AgreementLine,
} from '#read/agreement';
import type { PlaceAgreementsParameters } from '../overview.requests.ts';
import type { AdoptionMatrixAnswer, PlaceAgreementsAnswer } from './overview.answers.ts';
import { askAbout, type Where } from './place.ts';
import { agreementsOf } from './records.ts';

export class PlaceAgreements extends Query<QueryAnswer<PlaceAgreementsAnswer>> {
  constructor(
    readonly where: Where,
    readonly parameters: PlaceAgreementsParameters,
  ) {
    super();
  }
}

/** What the municipalities of a place answered to the agreements of a level above their own. */
export class AdoptionMatrix extends Query<QueryAnswer<AdoptionMatrixAnswer>> {
  constructor(
    readonly where: Where,
    readonly parameters: PlaceAgreementsParameters,
  ) {
    super();
  }
}

/** A page of the agreements that cover a place, and one more, with what was answered to those. */
function questions(
  view: View,
  day: IsoDate,
  own: Sql,
  parameters: PlaceAgreementsParameters,
  where: Sql = sql`true`,
) {
  const { limit = PAGE_ITEMS } = parameters;
  const covering = sql`s.municipality = ANY (${own} || ARRAY[${EVERYBODY}])`;
  const within = sql`a.agreement_id IN (${agreementsOf(view, own)}) AND ${where}`;
  const agreements = agreementPage(view, day, parameters, limit + 1, covering, within);
  return {
    agreements,
    covering: sql<AdoptionRow>`SELECT s.* FROM ${view.rows(adoption)} s WHERE ${covering}
      AND s.agreement_id IN (SELECT agreement_id FROM (${agreements}) page)`,
  };
}

/** What each code that an agreement covers answered to it. */
function answersTo(
  { agreementId }: AgreementLine,
  codes: readonly string[],
  covering: readonly AdoptionRow[],
  day: IsoDate,
): readonly AdoptionAnswer[] {
  const answers = covering.filter((row) => row.agreementId === agreementId);
  return codes
    .filter((code) => answers.some(({ municipality }) => municipality === code || municipality === EVERYBODY))
    .map((code) => adoptionOn(day, code, answers));
}

@QueryHandler(PlaceAgreements)
export class PlaceAgreementsHandler implements IQueryHandler<PlaceAgreements> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({ where, parameters }: PlaceAgreements): Promise<QueryAnswer<PlaceAgreementsAnswer>> {
    const { limit = PAGE_ITEMS } = parameters;
    const { read, rows, codes } = await askAbout(
      this.reading,
      where,
      parameters,
      this.clock.today(),
      (view, day, own) => questions(view, day, own, parameters),
    );
    const { page, next } = pageOf(rows.agreements, limit, ({ agreementId }) => agreementId);
    const agreements = page.map((line) => ({
      ...agreementSummary(line, read.day),
      adoption: answersTo(line, codes, rows.covering, read.day),
    }));
    return read.answer({ agreements, next });
  }
}

@QueryHandler(AdoptionMatrix)
export class AdoptionMatrixHandler implements IQueryHandler<AdoptionMatrix> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({ where, parameters }: AdoptionMatrix): Promise<QueryAnswer<AdoptionMatrixAnswer>> {
    const { limit = PAGE_ITEMS } = parameters;
    const above = sql`a.level IN ('national', 'provincial', 'regional', 'coalition')`;
    const { read, rows, codes, places } = await askAbout(
      this.reading,
      where,
      parameters,
      this.clock.today(),
      (view, day, own) => questions(view, day, own, parameters, above),
    );
    const { page, next } = pageOf(rows.agreements, limit, ({ agreementId }) => agreementId);
    const agreements = page.map((line) => {
      const { agreementId, title, kind, level, inForce, provenance } = line;
      const answers = answersTo(line, codes, rows.covering, read.day);
      return { agreementId, title, kind, level, inForce, provenance, answers };
    });
    const municipalities = places.map(({ code, name, member, codes: own }) => ({
      code,
      name,
      member,
      codes: own,
    }));
    return read.answer({ municipalities, agreements, next });
  }
}
