import { boundsOf, inForceOn, isReversed, PartialDate, type IsoDate } from '#kernel';
import {
  covers,
  isAboveMunicipal,
  leadsTo,
  versionOn,
  type AgreementFacts,
  type Route,
} from '#contexts/agreement';
import { liesAfterEnd } from '#contexts/municipality';
import type { PartyFacts, PrepareReferral, RouteFacts } from './referral.commands.ts';
import type { ReferralTerms } from './referral.events.ts';
import { reject } from './referral.guards.ts';

type Asked = Pick<PrepareReferral, 'municipality' | 'referrer' | 'recipient' | 'topic' | 'phase'>;

/** The route stands in an agreement that is in force in the municipality on that day, and the parties fit it. */
export function mustHaveRoute(asked: Asked, on: IsoDate, facts: RouteFacts): Route {
  const { municipality, referrer, recipient, topic, phase } = asked;
  const place = facts.municipalities.find(({ code }) => code === municipality);
  if (place?.known !== true) return reject('referral.municipality-absent', 'municipality');
  if (liesAfterEnd(place, PartialDate.parse(on))) {
    return reject('referral.municipality-ended', 'municipality', place.successor);
  }
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
  const party = (id: string, field: string): PartyFacts =>
    mustBeOpen(
      facts.parties.find(({ organisationId }) => organisationId === id),
      on,
      field,
    );
  const from = party(referrer, 'referrer').kind;
  if (from === null || !route.from.includes(from)) return reject('referral.party-does-not-fit', 'referrer');
  if (party(recipient, 'recipient').kind !== route.to) {
    return reject('referral.party-does-not-fit', 'recipient');
  }
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
export function mustBeOpen(party: PartyFacts | undefined, on: IsoDate, field: string): PartyFacts {
  if (party?.known !== true) return reject('referral.organisation-absent', field);
  if (party.closedOn !== null && isReversed(PartialDate.parse(on), party.closedOn)) {
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
