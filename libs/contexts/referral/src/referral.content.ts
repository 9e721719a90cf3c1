/*
 * The words that a referral may hold. They are closed lists, so that nothing that leads to a person can be written in
 * one: what no list holds is not recorded here.
 */

/** The part of the first 1,000 days. */
export const ReferralPhases = ['before', 'during', 'after'] as const;
/** What a family may allow its facts to be used for. */
export const ConsentPurposes = ['guidance', 'handover', 'caseDirection'] as const;
/** The kinds of facts about a family that go to the recipient. */
export const ConsentCategories = [
  'contact',
  'pregnancy',
  'birth',
  'health',
  'development',
  'family',
  'home',
  'money',
  'work',
  'safety',
] as const;
export const DeclineReasons = [
  'notEligible',
  'noCapacity',
  'outOfArea',
  'missingInformation',
  'other',
] as const;
export const CancelReasons = ['noNeed', 'moved', 'other'] as const;
export const SupportOutcomes = ['goalsMet', 'goalsPartlyMet', 'goalsNotMet'] as const;
/** As what somebody directs a case: a profession, and never a name. */
export const CaseDirectorFunctions = [
  'midwife',
  'gynaecologist',
  'maternityNurse',
  'youthNurse',
  'youthDoctor',
  'gp',
  'socialWorker',
  'debtAdviser',
  'youngMothersWorker',
  'expertByExperience',
  'other',
] as const;
/** Why an earlier event of a referral is corrected or retracted: a code here, where elsewhere it is a text. */
export const RevisionReasons = ['slip', 'mistake', 'otherRecord'] as const;
