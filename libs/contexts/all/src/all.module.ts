import { AgreementModule } from '#modules/agreement';
import { CoalitionModule } from '#modules/coalition';
import { DecisionModule } from '#modules/decision';
import { FiguresModule } from '#modules/figures';
import { FindingModule } from '#modules/finding';
import { IndicatorModule } from '#modules/indicator';
import { MunicipalityModule } from '#modules/municipality';
import { OrganisationModule } from '#modules/organisation';
import { OverviewModule } from '#modules/overview';
import { ProgrammeModule } from '#modules/programme';
import { ReferralModule } from '#modules/referral';

/** The modules of all contexts, for an application that answers requests. */
export const contextModules = [
  MunicipalityModule,
  OrganisationModule,
  CoalitionModule,
  DecisionModule,
  AgreementModule,
  ProgrammeModule,
  IndicatorModule,
  ReferralModule,
  FiguresModule,
  FindingModule,
  OverviewModule,
];
