import { referralBoard, referralParty } from './referral-board.projection.ts';

/** Every read model of this context. */
export const projections = [referralBoard, referralParty];
