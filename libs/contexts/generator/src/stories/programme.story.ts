import { Levels } from '#kernel';
import { programme } from '#contexts/programme';
import { municipality, MUNICIPALITY_REGISTER, municipalityFacts } from '#contexts/municipality';
import type { Scene } from '../scene.ts';
import type { Story } from '../story.ts';
import type { Town } from '../towns.ts';

/** A programme: grants with obligations that are met or missed, and support of municipalities. */
export async function* programmeStory(scene: Scene): Story {
  const { chance, towns } = scene;
  const town = towns.any();
  const programmeId = scene.newId('programma', town);
  const { tell } = scene.subject(programme, programmeId, town);
  await tell({
    type: 'StartProgramme',
    programmeId,
    name: scene.word('programmes', town),
    level: chance.pick(Levels),
    from: scene.happenedOn(),
    until: 'open',
  });
  const duties: string[] = [];
  for (let grants = chance.between(1, 4); grants > 0; grants -= 1) {
    yield chance.between(10, 200);
    const grantId = `subsidie-${grants}`;
    const year = Number(scene.dayOf(0).slice(0, 4));
    const obligations = Array.from({ length: chance.between(1, 3) }, (_, index) => ({
      obligationId: `${grantId}-plicht-${index + 1}`,
      kind: scene.word('obligations', town),
      dueOn: chance.happens(0.7) ? scene.dayOf(60) : ('open' as const),
    }));
    const granted = await tell({
      type: 'GrantFunding',
      programmeId,
      grantId,
      source: scene.word('funders', town),
      to: chance.pick(town.allPartners),
      amountEur: chance.between(10, 900) * 500,
      years: [year, year + 1],
      obligations,
    });
    if (granted !== null) duties.push(...obligations.map(({ obligationId }) => obligationId));
  }
  if (chance.happens(0.4)) {
    const obligationId = 'wettelijke-plicht';
    const kind = scene.word('obligations', town);
    const set = await tell({
      type: 'SetObligation',
      programmeId,
      obligationId,
      kind,
      dueOn: 'open',
      level: 'national',
      from: scene.happenedOn(),
      until: 'open',
    });
    if (set !== null) duties.push(obligationId);
  }
  for (const supported of chance.some(towns.members, chance.between(1, 4))) {
    scene.begin(supportStory(scene, supported, programmeId));
  }
  for (const obligationId of duties) {
    yield chance.between(20, 200);
    const bound = { programmeId, obligationId, organisationId: town.executive, on: scene.dayOf(5) };
    if (chance.happens(0.25)) {
      await tell({ type: 'MissObligation', ...bound, reason: scene.word('reasons', town) });
      yield chance.between(10, 100);
    }
    if (chance.happens(0.85)) await tell({ type: 'MeetObligation', ...bound, on: scene.dayOf(5) });
  }
  await tell({
    type: 'SharePractice',
    programmeId,
    title: scene.word('practices', town),
    url: `https://example.org/${programmeId}`,
    on: scene.happenedOn(),
  });
  if (chance.happens(0.5)) {
    yield chance.between(100, 500);
    await tell({
      type: 'EndProgramme',
      programmeId,
      until: scene.dayOf(5),
      reason: scene.word('reasons', town),
    });
  }
}

/** The support of one municipality: analysed, goals set, followed up, closed. */
async function* supportStory(scene: Scene, town: Town, programmeId: string): Story {
  const { chance } = scene;
  const { tell } = scene.subject(programme, programmeId, town);
  const at = async () => ({
    programmeId,
    municipality: town.code,
    on: scene.dayOf(2),
    place: municipalityFacts(town.code, await scene.subject(municipality, MUNICIPALITY_REGISTER).look()),
  });
  const adviser = { organisationId: town.executive, function: scene.word('functions', town) };
  await tell({ type: 'EnrolInSupport', ...(await at()), adviser });
  yield chance.between(10, 90);
  await tell({ type: 'AnalyseSituation', ...(await at()), findings: scene.word('findings', town) });
  for (let goals = chance.between(1, 3); goals > 0; goals -= 1) {
    yield chance.between(5, 60);
    await tell({ type: 'SetGoal', ...(await at()), goal: scene.word('goals', town) });
  }
  for (let visits = chance.between(1, 3); visits > 0; visits -= 1) {
    yield chance.between(30, 200);
    await tell({ type: 'PlanFollowUp', ...(await at()) });
    yield chance.between(10, 60);
    await tell({ type: 'DoFollowUp', ...(await at()), findings: scene.word('findings', town) });
  }
  yield chance.between(10, 100);
  await tell({ type: 'CloseSupport', ...(await at()) });
}
