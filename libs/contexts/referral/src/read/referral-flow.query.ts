import type { Bounds } from '#kernel';
import { sql, type Sql, type View } from '#platform/read-store';
import type { ReferralState } from '../referral.state.ts';
import { referralBoard } from './referral-board.projection.ts';

/** What happened to each referral that was sent on one of these days. Only the owner of the database is shown all of them. */
export const sentWithin = (view: View, { earliest, latest }: Bounds): Sql<ReferralState> =>
  sql<ReferralState>`SELECT r.steps FROM ${view.rows(referralBoard)} r
    WHERE r.sent_on BETWEEN ${earliest}::date AND ${latest}::date`;
