import type { Projection } from '#platform/read-store';
import { projections as agreementProjections } from '#projections/agreement';
import { projections as coalitionProjections } from '#projections/coalition';
import { projections as decisionProjections } from '#projections/decision';
import { projections as figuresProjections } from '#projections/figures';
import { projections as findingProjections } from '#projections/finding';
import { projections as indicatorProjections } from '#projections/indicator';
import { projections as municipalityProjections } from '#projections/municipality';
import { projections as organisationProjections } from '#projections/organisation';
import { projections as overviewProjections } from '#projections/overview';
import { projections as programmeProjections } from '#projections/programme';
import { projections as referralProjections } from '#projections/referral';

/** Every read model, for the projector. */
export const projections: readonly Projection[] = [
  ...municipalityProjections,
  ...organisationProjections,
  ...coalitionProjections,
  ...decisionProjections,
  ...agreementProjections,
  ...programmeProjections,
  ...indicatorProjections,
  ...referralProjections,
  ...figuresProjections,
  ...findingProjections,
  ...overviewProjections,
];
