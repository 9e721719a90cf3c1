import { referralBoard, referralParty } from './referral-board.projection.ts';

export { ReferralAnswer, ReferralPage, ReferralSummary } from './referral-board.answers.ts';
export { referralBoard, referralParty };
export const projections = [referralBoard, referralParty];
