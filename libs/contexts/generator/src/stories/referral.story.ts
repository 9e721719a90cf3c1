import { agreement, effectOf, versionInForce, type Route } from '#contexts/agreement';
import {
  CancelReasons,
  CaseDirectorFunctions,
  ConsentCategories,
  ConsentPurposes,
  DeclineReasons,
  referral,
  ReferralPhases,
  SupportOutcomes,
  type ReferralCommand,
  type ReferralEvent,
  type ReferralState,
} from '#contexts/referral';
import { IsoDate, type HistoryCommand } from '#kernel';
import { OrganisationKinds, type OrganisationKind } from '#contexts/organisation';
import type { Facts } from '../facts.ts';
import type { Scene, Subject } from '../scene.ts';
import type { Story } from '../story.ts';
import type { Town } from '../towns.ts';

type Referral = Subject<ReferralCommand | HistoryCommand<ReferralEvent>, ReferralState>;
type Parties = {
  readonly agreementId: string;
  readonly municipality: string;
  readonly referrer: string;
  readonly recipient: string;
};

/** Whether the word of a route is a kind of organisation that a town may have. */
const isKind = (word: string): word is OrganisationKind => OrganisationKinds.some((kind) => kind === word);

/** A referral along the route of an agreement: from consent to feedback, or to one of its many earlier ends. */
export async function* referralStory(scene: Scene): Story {
  const { chance } = scene;
  const town = scene.towns.any();
  const agreementId = scene.known('route', town);
  if (agreementId === undefined) return;
  const state = await scene.subject(agreement, agreementId).look();
  const version = versionInForce(state)?.content;
  const route = version?.terms?.route;
  if (route === undefined || effectOf(state) === null) return;
  const [referrer] = chance.some(town.partnersOf(...route.from.filter(isKind)), 1);
  const [recipient] = chance.some(town.partnersOf(...[route.to].filter(isKind)), 1);
  if (referrer === undefined || recipient === undefined) return;
  const parties = { agreementId, municipality: town.code, referrer, recipient };
  const referralId = chance.uuid(scene.instantMs);
  const subject = scene.subject(referral, referralId, town);
  const prepared = await subject.tell(async (facts) => ({
    type: 'PrepareReferral',
    referralId,
    ...parties,
    phase: chance.pick(version?.phases ?? ReferralPhases),
    topic: chance.pick(version?.topics ?? []),
    ...weeksFor(route),
    on: dayIn(scene),
    facts: await routeFacts(facts, parties, town.code),
  }));
  if (prepared === null) return;
  yield chance.between(0, 4);
  if (chance.happens(0.07)) {
    await subject.tell({ type: 'RefuseConsent', referralId, on: dayIn(scene) });
    return;
  }
  await subject.tell(async (facts) => ({
    type: 'RecordConsent',
    referralId,
    purpose: chance.pick(ConsentPurposes),
    categories: chance.some(ConsentCategories, chance.between(1, 3)),
    informedBy: referrer,
    on: dayIn(scene),
    facts: { organisation: await facts.party(referrer) },
  }));
  const now = scene.towns.now(town);
  await subject.tell(async (facts) => ({
    type: 'SendReferral',
    referralId,
    on: dayIn(scene),
    facts: await routeFacts(facts, parties, now.code),
  }));
  yield* answered(scene, now, referralId, parties, subject);
}

const dayIn = (scene: Scene) => IsoDate.parse(scene.dayOf(0));
const weeksFor = ({ gestationalAgeBeforeWeeks: before }: Route): { gestationalAgeWeeks?: number } =>
  before === undefined ? {} : { gestationalAgeWeeks: before - 2 };

async function routeFacts(facts: Facts, { agreementId, referrer, recipient }: Parties, code: string) {
  const known = await facts.agreement(agreementId);
  if (known === null) throw new RangeError('a referral names its agreement');
  return {
    agreement: known,
    municipality: code,
    municipalities: await facts.withPredecessors(code),
    parties: [await facts.party(referrer), await facts.party(recipient)],
  };
}

/** What the recipient makes of it. */
async function* answered(
  scene: Scene,
  town: Town,
  referralId: string,
  { recipient }: Parties,
  subject: Referral,
): Story {
  const { chance } = scene;
  const { tell } = subject;
  const step = () => ({ referralId, on: dayIn(scene) });
  yield chance.between(0, 5);
  await tell({ type: 'ReceiveReferral', ...step() });
  yield chance.between(0, 12);
  switch (
    chance.weighted({ accepted: 78, declined: 8, waitlisted: 8, withdrawn: 3, cancelled: 2, error: 1 })
  ) {
    case 'declined':
      await tell({ type: 'DeclineReferral', ...step(), reason: chance.pick(DeclineReasons) });
      return;
    case 'withdrawn':
      await tell({ type: 'WithdrawConsent', ...step() });
      return;
    case 'cancelled':
      await tell({ type: 'CancelReferral', ...step(), reason: chance.pick(CancelReasons) });
      return;
    case 'error':
      await tell({ type: 'EnterInError', ...step() });
      return;
    case 'waitlisted':
      await tell({ type: 'WaitlistReferral', ...step() });
      yield chance.between(10, 60);
      break;
    case 'accepted':
      break;
  }
  await tell({ type: 'AcceptReferral', ...step() });
  const isUnreached = chance.happens(0.06);
  for (let attempt = 1; attempt <= (isUnreached ? 3 : chance.between(0, 1)); attempt += 1) {
    yield chance.between(1, 6);
    await tell({ type: 'AttemptContact', ...step(), attempt });
  }
  if (isUnreached) {
    await tell({ type: 'CloseUnreached', ...step() });
    return;
  }
  yield chance.between(1, 10);
  const appointmentOn = dayIn(scene);
  await tell({ type: 'PlanAppointment', ...step(), appointmentOn });
  if (chance.happens(0.12)) await tell({ type: 'MissAppointment', ...step(), appointmentOn });
  yield chance.between(1, 15);
  yield* supported(scene, town, referralId, recipient, subject);
}

/** The support itself, its case director, and the feedback that closes the loop. */
async function* supported(
  scene: Scene,
  town: Town,
  referralId: string,
  recipient: string,
  { tell }: Referral,
): Story {
  const { chance } = scene;
  const step = () => ({ referralId, on: dayIn(scene) });
  const started = await tell({ type: 'StartSupport', ...step() });
  if (chance.happens(0.5)) {
    await tell(async (facts) => ({
      type: 'AssignCaseDirector',
      ...step(),
      organisationId: recipient,
      function: chance.pick(CaseDirectorFunctions),
      facts: { organisation: await facts.party(recipient) },
    }));
  }
  const [event] = started ?? [];
  if (event !== undefined && chance.happens(0.05)) {
    const on = dayIn(scene);
    yield chance.between(1, 10);
    await tell({ type: 'Correct', corrects: event.id, changes: { on }, reason: 'slip' });
  }
  yield chance.between(20, 200);
  if (chance.happens(0.06)) {
    const to = town.executive;
    await tell(async (facts) => ({
      type: 'EscalateReferral',
      ...step(),
      to,
      facts: { organisation: await facts.party(to) },
    }));
  }
  await tell({ type: 'CompleteSupport', ...step(), outcome: chance.pick(SupportOutcomes) });
  yield chance.between(0, 30);
  if (chance.happens(0.8)) await tell({ type: 'GiveFeedback', ...step() });
  if (chance.happens(0.3)) {
    await tell({ type: 'ReportExperience', ...step(), feltSupported: chance.between(1, 5) });
  }
}
