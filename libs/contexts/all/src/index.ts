import { upcastersOf, type Retired } from '#kernel';
import { agreement } from '#contexts/agreement';
import { coalition } from '#contexts/coalition';
import { decision, decisionRetired } from '#contexts/decision';
import { indicator } from '#contexts/indicator';
import { municipality } from '#contexts/municipality';
import { organisation, organisationRetired } from '#contexts/organisation';
import { programme } from '#contexts/programme';
import { referral } from '#contexts/referral';
import { AgreementModule } from '#modules/agreement';
import { CoalitionModule } from '#modules/coalition';
import { DecisionModule } from '#modules/decision';
import { IndicatorModule } from '#modules/indicator';
import { MunicipalityModule } from '#modules/municipality';
import { OrganisationModule } from '#modules/organisation';
import { OverviewModule } from '#modules/overview';
import { ProgrammeModule } from '#modules/programme';
import { ReferralModule } from '#modules/referral';
import type { Policy } from '#platform/policies';
import type { Projection } from '#platform/read-store';
import * as agreementPolicies from '#policies/agreement';
import * as decisionPolicies from '#policies/decision';
import * as referralPolicies from '#policies/referral';
import * as agreementRead from '#read/agreement';
import * as coalitionRead from '#read/coalition';
import * as decisionRead from '#read/decision';
import * as indicatorRead from '#read/indicator';
import * as municipalityRead from '#read/municipality';
import * as organisationRead from '#read/organisation';
import * as overviewRead from '#read/overview';
import * as programmeRead from '#read/programme';
import * as referralRead from '#read/referral';

/** All aggregates of the register. */
export const deciders = [
  municipality,
  organisation,
  coalition,
  decision,
  agreement,
  referral,
  programme,
  indicator,
] as const;

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
  OverviewModule,
];

/** Every read model, for the projector. */
export const projections: readonly Projection[] = [
  ...municipalityRead.projections,
  ...organisationRead.projections,
  ...coalitionRead.projections,
  ...decisionRead.projections,
  ...agreementRead.projections,
  ...programmeRead.projections,
  ...indicatorRead.projections,
  ...referralRead.projections,
  ...overviewRead.projections,
];

/** Every policy, for whoever leads. */
export const policies: readonly Policy[] = [
  ...agreementPolicies.policies,
  ...decisionPolicies.policies,
  ...referralPolicies.policies,
];

/** Every retired shape. */
export const retiredShapes: readonly Retired[] = [...organisationRetired, ...decisionRetired];

/** How they read today. */
export const upcasters = upcastersOf(retiredShapes);
