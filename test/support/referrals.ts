import { agreementOf, sign } from './agreements.ts';
import { tell } from './asking.ts';
import { partner, type Api } from './register.ts';

const AGREEMENT = 'coevorden-huisbezoek';
export const MIDWIVES = 'verloskundigen-coevorden';
export const JGZ = 'icare-jgz';

/** A chain agreement of two parties in Coevorden that opens a road of referral, in force since 2026-10-12. */
export async function openRoute(api: Api): Promise<void> {
  await tell(api, 'agreements', {
    agreementId: AGREEMENT,
    kind: 'chainAgreement',
    title: 'Prenataal huisbezoek in Coevorden',
    topics: ['antenatalHomeVisit'],
    phases: ['during'],
    scope: { level: 'coalition', municipalities: ['GM0109'] },
    parties: [MIDWIVES, JGZ],
    terms: {
      route: {
        from: ['midwifery', 'gpPractice'],
        to: 'youthHealthCare',
        respondWithinWorkingDays: 5,
        startWithinWorkingDays: 15,
        feedbackWithinWorkingDays: 10,
        consent: 'explicit',
        gestationalAgeBeforeWeeks: 32,
      },
    },
    on: '2026-10-01',
  });
  const { position } = await tell(api, `agreements/${AGREEMENT}/submissions`, { on: '2026-10-05' });
  const { contentHash } = await agreementOf(api, AGREEMENT, `?after=${position}`);
  for (const party of [MIDWIVES, JGZ]) await sign(api, AGREEMENT, party, '2026-10-12', contentHash);
}

/** The municipality adopts that agreement, without which it does not hold there. */
export const adoptRoute = (api: Api) =>
  tell(api, `agreements/${AGREEMENT}/adoptions`, { municipality: 'GM0109', on: '2026-10-20' });

/** A referral along that road, to be prepared. */
export const prepared = (referralId: string, on: string) => ({
  referralId,
  municipality: 'GM0109',
  agreementId: AGREEMENT,
  referrer: MIDWIVES,
  recipient: JGZ,
  phase: 'during',
  topic: 'antenatalHomeVisit',
  gestationalAgeWeeks: 24,
  on,
});

/** Steps that the referrer takes; the recipient takes the others. */
const REFERRERS_STEPS =
  /^(consents|consent-refusals|consent-withdrawals|dispatches|escalations|cancellations|errors)$/;

/** The API for the party of a referral along that road whose step it is. */
export const asPartyTo = (api: Api, step: string): Api =>
  api.as(partner(REFERRERS_STEPS.test(step) ? MIDWIVES : JGZ));
