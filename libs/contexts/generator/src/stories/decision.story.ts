import {
  decision,
  DecisionVerbs,
  effectiveOnOf,
  WithdrawalGrounds,
  type ConsentingBody,
  type DecisionBody,
  type Point,
} from '#contexts/decision';
import type { Scene } from '../scene.ts';
import type { Story } from '../story.ts';
import type { Town } from '../towns.ts';

const BODIES = {
  executive: 50,
  council: 15,
  coalition: 20,
  provincialExecutive: 5,
  generalBoard: 5,
  steeringGroup: 5,
} as const satisfies Record<DecisionBody, number>;

/** A decision from its proposal to its publication, and some to their withdrawal. */
export async function* decisionStory(scene: Scene): Story {
  const { chance } = scene;
  const town = scene.towns.any();
  const decisionId = scene.newId('besluit', town);
  const body = chance.weighted(BODIES);
  const { tell, look } = scene.subject(decision, decisionId, town);

  const coalitionId = body === 'coalition' ? scene.known('coalition', town) : undefined;
  const isOfTown = body === 'executive' || body === 'council';
  const proposedOn = scene.happenedOn();
  const proposed = await tell(async (facts) => ({
    type: 'ProposeDecision',
    decisionId,
    body,
    subject: scene.word('decisions', town),
    ...(coalitionId !== undefined && { coalitionId }),
    ...(isOfTown && { municipality: town.code }),
    points: pointsOf(scene, town),
    ...(chance.happens(0.3) && { reference: { system: 'zaaksysteem', id: `z-${decisionId}` } }),
    on: proposedOn,
    facts: {
      municipalities: await facts.municipalities(isOfTown ? [town.code] : []),
      coalition: await facts.coalition(coalitionId),
    },
  }));
  if (proposed === null) return;
  yield chance.between(3, 60);

  if (chance.happens(0.08)) {
    const reason = scene.word('reasons', town);
    await tell({ type: 'RejectDecision', decisionId, on: scene.dayOf(3), reason });
    if (chance.happens(0.8)) return;
  }
  const bodies = chance.happens(0.2) ? consenting(scene, town) : [];
  const isOpen = bodies.length > 0 && chance.happens(0.3);
  const conditions = [
    { conditionId: 'instemming', text: scene.word('conditions', town), bodies: isOpen ? [] : bodies },
  ];
  const on = scene.dayOf(20);
  const taken = await tell(async (facts) => ({
    type: 'TakeDecision',
    decisionId,
    on,
    effectiveOn: on,
    responsibleOrganisation: town.executive,
    decisionType: scene.word('decisionTypes', town),
    ...(bodies.length > 0 && { conditions }),
    facts: {
      municipalities: await facts.municipalities([
        ...(isOfTown ? [town.code] : []),
        ...bodies.map(({ municipality }) => municipality),
      ]),
      organisations: await facts.organisations([town.executive]),
    },
  }));
  if (taken === null) return;
  if (isOpen) {
    yield chance.between(5, 90);
    await tell(async (facts) => ({
      type: 'NameCondition',
      decisionId,
      conditionId: 'instemming',
      bodies,
      on: scene.dayOf(5),
      facts: {
        municipalities: await facts.municipalities(bodies.map(({ municipality }) => municipality)),
        organisations: [],
      },
    }));
  }
  for (const by of bodies) {
    yield chance.between(2, 60);
    const consent = { decisionId, conditionId: 'instemming', by, on: scene.dayOf(7) };
    if (chance.happens(0.03)) {
      await tell({ type: 'FailCondition', ...consent, reason: scene.word('reasons', town) });
      return;
    }
    if (chance.happens(0.95)) await tell({ type: 'MeetCondition', ...consent });
  }
  if (body === 'executive' && chance.happens(0.15)) {
    await tell({ type: 'ReferToCouncil', decisionId, on: scene.dayOf(5) });
  }
  if (effectiveOnOf(await look()) !== null) {
    scene.remember('decision', town, decisionId);
  }
  if (chance.happens(0.75)) {
    yield chance.between(1, 30);
    const published = { type: 'PublishDecision', decisionId, on: scene.dayOf(2) } as const;
    await tell(published);
    if (chance.happens(0.1)) await tell(published); // Asked twice, decided once.
  }
  if (chance.happens(0.06)) {
    yield chance.between(100, 900);
    await tell({
      type: 'WithdrawDecision',
      decisionId,
      on: scene.happenedOn(),
      ground: chance.pick(WithdrawalGrounds),
    });
  }
}

function pointsOf(scene: Scene, town: Town): Point[] {
  const { chance } = scene;
  return Array.from({ length: chance.between(1, 5) }, (_, index) => ({
    number: index + 1,
    verb: chance.pick(DecisionVerbs),
    text: scene.word('points', town),
    ...(chance.happens(0.3) && {
      amountEur: chance.between(10, 4_000) * 100,
      budget: scene.word('budgets', town),
    }),
  }));
}

/** The executives of some neighbours, whose consent is asked for. */
function consenting(scene: Scene, town: Town): ConsentingBody[] {
  const neighbours = scene.towns.members.filter(
    (other) => other !== town && other.province === town.province,
  );
  return scene.chance
    .some(neighbours, scene.chance.between(1, 5))
    .map(({ code }) => ({ body: 'executive', municipality: code }));
}
