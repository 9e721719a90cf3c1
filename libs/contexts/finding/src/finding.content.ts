import { z } from 'zod';
import { Hash, NameShape, type IsoDate } from '#kernel';

/** What the office looks for, and what each says. */
export const FINDING_RULES = {
  'review-passed': 'An agreement is in force, and its review date has passed.',
  'signature-missing': 'An agreement is in force, and nobody told that a party signed the version that is.',
  unconfirmed: 'Only a source tells of it, and nobody has confirmed that.',
  'adopted-without-decision':
    'A municipality adopted an agreement, and no decision is named by which it did.',
  'adopted-by-ineffective-decision':
    'A municipality adopted an agreement by a decision that was not effective on that day.',
  'not-adopted':
    'An agreement of a wider level is in force, and a municipality has not answered to it in time.',
  'party-left-coalition': 'A party to an agreement of a coalition has left that coalition.',
  'expired-yet-used': 'Referrals were sent under an agreement that was not in force in that quarter.',
  'no-route': 'Referrals were sent under an agreement that opens no road of referral.',
  'obligation-missed': 'An obligation was missed, and has not been met since.',
  'coalition-incomplete':
    'A coalition was formed, and has no plan of action, no figurehead or no project leader.',
  'conditional-too-long': 'A decision has waited too long for the consent of others.',
  overtaken: 'A decision rested on what another record said, which had changed when it was recorded.',
  undated: 'Nobody knows when it was.',
} as const;
export type FindingRule = keyof typeof FINDING_RULES;
export const FindingRules = Object.keys(FINDING_RULES) as [FindingRule, ...FindingRule[]];

/** The stream of a record. */
export const AboutShape = z
  .string()
  .max(80)
  .regex(
    /^[a-z]+-[a-z0-9]+(?:-[a-z0-9]+)*$/,
    'must be the kind and the id of a record, such as agreement-emmen',
  );

/** What is found: by which rule, about which record, and (where that is about a part of it) which part. */
export const FoundShape = z.strictObject({
  rule: z.enum(FindingRules),
  about: AboutShape,
  /** A municipality, an organisation, a role: whatever the rule is about within the record. */
  part: NameShape.optional(),
});
export type Found = {
  readonly rule: FindingRule;
  readonly about: string;
  readonly part?: string | undefined;
  readonly since?: IsoDate | undefined;
};

/** The same for the same finding, for ever: one that comes back after it went away, since another day, is another one. */
export const findingIdOf = ({ rule, about, part = '', since }: Found): string =>
  Hash.of([rule, about, part, since ?? '']).slice(0, 32);
