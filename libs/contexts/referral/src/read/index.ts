export { ReferralAnswer, ReferralPage, ReferralSummary } from './referral-board.answers.ts';
export { referralBoard, referralParty } from './referral-board.projection.ts';
export { sentWithin } from './referral-flow.query.ts';
