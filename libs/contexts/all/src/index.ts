import { upcastersOf, type Retired } from '#kernel';
import { agreement } from '#contexts/agreement';
import { coalition } from '#contexts/coalition';
import { decision, decisionRetired } from '#contexts/decision';
import { figures } from '#contexts/figures';
import { finding } from '#contexts/finding';
import { indicator } from '#contexts/indicator';
import { municipality } from '#contexts/municipality';
import { organisation, organisationRetired } from '#contexts/organisation';
import { programme } from '#contexts/programme';
import { referral } from '#contexts/referral';

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
  figures,
  finding,
] as const;

/** Every retired shape. */
export const retiredShapes: readonly Retired[] = [...organisationRetired, ...decisionRetired];

/** How they read today. */
export const upcasters = upcastersOf(retiredShapes);
