import { boundsOf, inForceOn, isReversed, type IsoDate } from '#kernel';
import {
  covers,
  isAboveMunicipal,
  leadsTo,
  versionOn,
  type AgreementFacts,
  type Route,
} from '#contexts/agreement';
import { mustBeMunicipality } from '#contexts/municipality';
import { mustBeOrganisation } from '#contexts/organisation';
import type { PartyFacts, PrepareReferral, RouteFacts } from './referral.commands.ts';
import type { ReferralTerms } from './referral.events.ts';
import { reject } from './referral.guards.ts';

type Asked = Pick<PrepareReferral, 'municipality' | 'referrer' | 'recipient' | 'topic' | 'phase'>;

/** The route stands in an agreement that is in force in the municipality on that day, and the parties fit it. */
export function mustHaveRoute(asked: Asked, on: IsoDate, facts: RouteFacts): Route {
  const { municipality, referrer, recipient, topic, phase } = asked;
  mustBeMunicipality(municipality, on, 'municipality', facts.municipalities);
  const { agreement } = facts;
  if (!agreement.known) return reject('referral.agreement-absent', 'agreementId');
  if (agreement.inForce === null || inForceOn(agreement.inForce, on) === 'no') {
    return reject('referral.agreement-not-in-force', 'agreementId');
  }
  if (!reaches(agreement, municipality, on, facts)) {
    return reject('referral.agreement-not-here', 'agreementId');
  }
  const version = versionOn(on, agreement);
  const route = version?.route ?? reject('referral.no-route', 'agreementId');
  if (version?.topics.includes(topic) !== true) return reject('referral.topic-not-covered', 'topic');
  if (version.phases.length > 0 && !version.phases.includes(phase)) {
    return reject('referral.phase-not-covered', 'phase');
  }
  if (referrer === recipient) return reject('referral.refers-to-itself', 'recipient');
  const from = mustBeOpen(referrer, facts.parties, on, 'referrer').kind;
  if (from === null || !route.from.includes(from)) return reject('referral.party-does-not-fit', 'referrer');
  const to = mustBeOpen(recipient, facts.parties, on, 'recipient').kind;
  if (to !== route.to) return reject('referral.party-does-not-fit', 'recipient');
  return route;
}

/** Its own agreement holds in a municipality; one from above, where it or one that merged into it had adopted it. */
function reaches(
  { scope, adoptions }: AgreementFacts,
  code: string,
  on: IsoDate,
  { municipalities }: RouteFacts,
): boolean {
  if (scope === null || !covers(scope, code, municipalities)) return false;
  if (!isAboveMunicipal(scope)) return true;
  return adoptions.some(
    (adoption) =>
      (adoption.municipality === code || leadsTo(adoption.municipality, code, municipalities)) &&
      (adoption.answer === 'adopted' || adoption.answer === 'adoptedWithDeviation') &&
      (adoption.on === 'unknown' || boundsOf(adoption.on).earliest <= on),
  );
}

/** A referral names organisations that the register knows, and no other word in their place. */
export function mustBeOpen(
  id: string,
  parties: readonly PartyFacts[],
  on: IsoDate,
  field: string,
): PartyFacts {
  const party = mustBeOrganisation(id, field, parties);
  if (party.closedOn !== null && isReversed(on, party.closedOn)) {
    return reject('referral.organisation-closed', field);
  }
  return party;
}

/** The terms that a route sets, if any. */
export function termsOf({
  respondWithinWorkingDays,
  startWithinWorkingDays,
  feedbackWithinWorkingDays,
}: Route): ReferralTerms {
  return {
    ...(respondWithinWorkingDays !== undefined && { respondWithinWorkingDays }),
    ...(startWithinWorkingDays !== undefined && { startWithinWorkingDays }),
    ...(feedbackWithinWorkingDays !== undefined && { feedbackWithinWorkingDays }),
  };
}
