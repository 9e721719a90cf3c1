import type { Client } from 'pg';
import type { IsoDate } from '#kernel';
import type { Clock } from '#platform/clock';
import { RequestRefused, type QueryParameters } from '#platform/http';
import { Histories, type Reading } from '#platform/records';
import { upcasters } from '#contexts/all';
import type { Projection, ReadStore } from '#platform/read-store';
import { agreementRegister } from '#read/agreement';
import { coalitionRoster } from '#read/coalition';
import { decisionRegister } from '#read/decision';
import { organisationRegister } from '#read/organisation';
import { programmeRegister } from '#read/programme';
import * as agreements from '../../../libs/contexts/agreement/src/read/agreement-register.query.ts';
import * as coalitions from '../../../libs/contexts/coalition/src/read/coalition-roster.query.ts';
import * as decisions from '../../../libs/contexts/decision/src/read/decision-register.query.ts';
import * as figures from '../../../libs/contexts/figures/src/read/figures.query.ts';
import * as indicators from '../../../libs/contexts/indicator/src/read/indicator-register.query.ts';
import * as municipalities from '../../../libs/contexts/municipality/src/read/municipality-register.query.ts';
import * as regions from '../../../libs/contexts/municipality/src/read/region-register.query.ts';
import * as organisations from '../../../libs/contexts/organisation/src/read/organisation-register.query.ts';
import { Changes, ChangesHandler } from '../../../libs/contexts/overview/src/read/changes.query.ts';
import { Desk, DeskHandler } from '../../../libs/contexts/overview/src/read/desk.query.ts';
import { Dossier, DossierHandler } from '../../../libs/contexts/overview/src/read/dossier/dossier.query.ts';
import * as findings from '../../../libs/contexts/overview/src/read/findings/findings.query.ts';
import * as overviews from '../../../libs/contexts/overview/src/read/overview.query.ts';
import * as placeAgreements from '../../../libs/contexts/overview/src/read/place-agreements.query.ts';
import * as placeCoalitions from '../../../libs/contexts/overview/src/read/place-coalitions.query.ts';
import * as placeDecisions from '../../../libs/contexts/overview/src/read/place-decisions.query.ts';
import * as placeIndicators from '../../../libs/contexts/overview/src/read/place-indicators.query.ts';
import * as placeProgrammes from '../../../libs/contexts/overview/src/read/place-programmes.query.ts';
import * as timelines from '../../../libs/contexts/overview/src/read/timeline.query.ts';
import { Trail, TrailHandler } from '../../../libs/contexts/overview/src/read/trail/trail.query.ts';
import * as programmes from '../../../libs/contexts/programme/src/read/programme-register.query.ts';
import * as referrals from '../../../libs/contexts/referral/src/read/referral-board.query.ts';

/** One question as somebody may ask it: at a moment of recorded time, or now. */
export type Asked = {
  readonly name: string;
  readonly handler: string;
  /** Whether it is of one record, or of one municipality as recorded: nothing has to be asked first. */
  readonly isOne: boolean;
  readonly ask: (asOf: string | undefined) => Promise<unknown>;
};

type Parameters = QueryParameters & { readonly [name: string]: unknown };
type Handler<Q> = { readonly execute: (query: Q) => Promise<unknown> };

const CODE = 'GM0114';
const REGION = 'veenkolonien';

/** Every question of every context, in each of its ways, about records that there are. */
export async function questionsOf(
  client: Client,
  readStore: ReadStore,
  reading: Reading,
  clock: Clock,
  validOn: IsoDate,
): Promise<readonly Asked[]> {
  const idIn = async ({ storage }: Projection, column: string): Promise<string> =>
    (await client.query<{ id: string }>(`SELECT ${column} AS id FROM ${storage} WHERE NOT _removed LIMIT 1`))
      .rows[0]?.id ?? 'none';
  const asked: Asked[] = [];
  const add = <Q>(
    name: string,
    handler: Handler<Q>,
    make: (parameters: Parameters) => Q,
    isOne = false,
    more: object = {},
  ): void => {
    const ask = (asOf: string | undefined) =>
      handler
        .execute(make({ ...(asOf === undefined ? {} : { asOf: asOf as never }), ...more }))
        .catch((error: unknown) => {
          // Nobody made up any indicators: that is found out as the rest is.
          if (!(error instanceof RequestRefused && error.status === 404)) throw error;
        });
    asked.push({ name, handler: handler.constructor.name, isOne, ask });
  };
  const narrowed = { validOn, cursor: '018', limit: 20 };

  const { AgreementById, AgreementByIdHandler, AgreementRegister, AgreementRegisterHandler } = agreements;
  const agreementId = await idIn(agreementRegister, 'agreement_id');
  add('agreement', new AgreementByIdHandler(reading), (p) => new AgreementById(agreementId, p), true);
  const lists = new AgreementRegisterHandler(reading);
  const filters = [
    {},
    narrowed,
    { municipality: CODE },
    { inForce: 'yes' },
    { reviewOverdue: 'yes' },
    { awaiting: 'signature' },
    { awaiting: 'adoption' },
    { expiringWithinDays: 90 },
    { unconfirmed: 'yes' },
    { level: 'provincial', kind: 'covenant' },
  ];
  for (const more of filters) {
    add(`agreements ${JSON.stringify(more)}`, lists, (p) => new AgreementRegister(p), true, more);
  }

  const decisionId = await idIn(decisionRegister, 'decision_id');
  add(
    'decision',
    new decisions.DecisionByIdHandler(reading),
    (p) => new decisions.DecisionById(decisionId, p),
    true,
  );
  for (const more of [{}, narrowed, { municipality: CODE }, { conditional: 'yes' }, { effective: 'yes' }]) {
    const handler = new decisions.DecisionRegisterHandler(reading);
    add(`decisions ${JSON.stringify(more)}`, handler, (p) => new decisions.DecisionRegister(p), true, more);
  }

  const coalitionId = await idIn(coalitionRoster, 'coalition_id');
  add(
    'coalition',
    new coalitions.CoalitionByIdHandler(reading),
    (p) => new coalitions.CoalitionById(coalitionId, p),
    true,
  );
  for (const more of [{}, { municipality: CODE }, { formed: 'yes' }]) {
    const handler = new coalitions.CoalitionRosterHandler(reading);
    add(`coalitions ${JSON.stringify(more)}`, handler, (p) => new coalitions.CoalitionRoster(p), true, more);
  }

  const organisationId = await idIn(organisationRegister, 'organisation_id');
  const ofOrganisation = (p: Parameters) => new organisations.OrganisationById(organisationId, p);
  add('organisation', new organisations.OrganisationByIdHandler(reading), ofOrganisation, true);
  const ofOrganisations = (p: Parameters) => new organisations.OrganisationRegister(p);
  add('organisations', new organisations.OrganisationRegisterHandler(reading), ofOrganisations, true);

  const programmeId = await idIn(programmeRegister, 'programme_id');
  const ofProgramme = (p: Parameters) => new programmes.ProgrammeById(programmeId, p);
  add('programme', new programmes.ProgrammeByIdHandler(reading), ofProgramme, true);
  const ofProgrammes = (p: Parameters) => new programmes.ProgrammeRegister(p);
  add('programmes', new programmes.ProgrammeRegisterHandler(reading), ofProgrammes, true);

  const ofIndicator = (p: Parameters) => new indicators.IndicatorById('rivm-1', p);
  add('indicator', new indicators.IndicatorByIdHandler(reading), ofIndicator, true);
  const ofIndicators = (p: Parameters) => new indicators.IndicatorRegister(p);
  add('indicators', new indicators.IndicatorRegisterHandler(reading), ofIndicators, true);
  const ofFigures = (p: Parameters) => new indicators.IndicatorMeasurements('rivm-3', p);
  add('measurements', new indicators.IndicatorMeasurementsHandler(reading), ofFigures, true);

  const ofReleases = (p: Parameters) => new figures.ReleasedFigures(p);
  add('referral figures', new figures.ReleasedFiguresHandler(reading), ofReleases, true);

  const ofMunicipality = (p: Parameters) => new municipalities.MunicipalityByCode(CODE, p);
  add('municipality', new municipalities.MunicipalityByCodeHandler(reading), ofMunicipality, true);
  const ofMunicipalities = (p: Parameters) => new municipalities.MunicipalityRegister(p);
  add('municipalities', new municipalities.MunicipalityRegisterHandler(reading), ofMunicipalities, true);
  add('region', new regions.RegionByIdHandler(reading), (p) => new regions.RegionById(REGION, p), true);

  const ofReferrals = (p: Parameters) =>
    new referrals.ReferralBoard({ ...p, organisationId: 'sedna' }, 'sedna');
  add('referrals', new referrals.ReferralBoardHandler(reading), ofReferrals, true);
  const ofReferral = (p: Parameters) => new referrals.ReferralById('none', p, 'sedna');
  add('referral', new referrals.ReferralByIdHandler(reading), ofReferral, true);

  add('desk', new DeskHandler(reading), (p) => new Desk('GM1952', p));

  const histories = new Histories(reading, upcasters);
  const changes = new ChangesHandler(reading, clock, histories);
  for (const since of ['0', '2022-01-01T00:00:00.000000Z']) {
    add(`changes since ${since}`, changes, (p) => new Changes(CODE, { ...p, since }), false, { limit: 20 });
  }
  const dossiers = new DossierHandler(reading, histories, readStore);
  add('dossier', dossiers, (p) => new Dossier(agreementId, p));
  const trail = new TrailHandler(reading, clock, histories);
  const trailed = [
    {},
    { municipality: CODE },
    { record: `agreement-${agreementId}` },
    { actor: 'nobody', until: '2022-01-01T00:00:00.000000Z' },
    { organisation: 'sedna', from: '2022-01-01T00:00:00.000000Z' },
    { type: 'decision.Proposed.v2', municipality: CODE },
    { type: 'agreement.Corrected', cursor: 100_000 },
  ];
  for (const more of trailed) {
    add(`trail ${JSON.stringify(more)}`, trail, (p) => new Trail(p), false, { ...more, limit: 5 });
  }
  const streams = [`agreement-${agreementId}`, `decision-${decisionId}`, 'municipality-register'];
  for (const stream of streams) {
    const history = { execute: (p: Parameters) => histories.of(stream, p) };
    add(`history of ${stream}`, history, (p) => p, true, { limit: 10, cursor: 1 });
  }

  for (const borders of ['recorded', 'today'] as const) {
    const isOne = borders === 'recorded';
    const overview = new overviews.MunicipalityOverviewHandler(reading, clock);
    const whole = new overviews.RegionOverviewHandler(reading, clock);
    const of = (p: Parameters) => new overviews.MunicipalityOverview(CODE, p);
    add(`municipality overview, ${borders}`, overview, of, isOne, { borders });
    const ofAll = (p: Parameters) => new overviews.RegionOverview(REGION, p);
    add(`region overview, ${borders}`, whole, ofAll, isOne, { borders });
    for (const where of [{ code: CODE }, { regionId: REGION }]) {
      const name = `${'code' in where ? 'municipality' : 'region'}, ${borders}`;
      const isOneOf = isOne && 'code' in where;
      const at = <Q>(
        what: string,
        handler: Handler<Q>,
        make: (p: Parameters) => Q,
        more: object = {},
      ): void => add(`${what} of a ${name}`, handler, make, isOneOf, { borders, ...more });
      at(
        'coalitions',
        new placeCoalitions.PlaceCoalitionsHandler(reading, clock),
        (p) => new placeCoalitions.PlaceCoalitions(where, p),
      );
      at(
        'decisions',
        new placeDecisions.PlaceDecisionsHandler(reading, clock),
        (p) => new placeDecisions.PlaceDecisions(where, p),
      );
      for (const more of [
        {},
        { awaiting: 'adoption' },
        { expiringWithinDays: 30 },
        { awaiting: 'signature' },
      ]) {
        at(
          `agreements ${JSON.stringify(more)}`,
          new placeAgreements.PlaceAgreementsHandler(reading, clock),
          (p) => new placeAgreements.PlaceAgreements(where, p),
          more,
        );
      }
      at(
        'adoption matrix',
        new placeAgreements.AdoptionMatrixHandler(reading, clock),
        (p) => new placeAgreements.AdoptionMatrix(where, p),
      );
      at(
        'programmes',
        new placeProgrammes.PlaceProgrammesHandler(reading, clock),
        (p) => new placeProgrammes.PlaceProgrammes(where, p),
      );
      at(
        'indicators',
        new placeIndicators.PlaceIndicatorsHandler(reading, clock),
        (p) => new placeIndicators.PlaceIndicators(where, p),
      );
      // The events behind what is found are asked for once it is known what that is.
      for (const more of [{}, { validOn, rule: 'unconfirmed', limit: 10 }]) {
        const handler = new findings.FindingsHandler(reading, clock);
        const asFound = (p: Parameters) => new findings.Findings(where, p);
        add(`findings ${JSON.stringify(more)} of a ${name}`, handler, asFound, false, { borders, ...more });
      }
      for (const more of [{}, { validOn, cursor: '2020-01-01.5.0', limit: 10 }]) {
        at(
          `timeline ${JSON.stringify(more)}`,
          new timelines.TimelineHandler(reading, clock),
          (p) => new timelines.Timeline(where, p),
          more,
        );
      }
    }
  }
  return asked;
}
