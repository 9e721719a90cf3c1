import type { Scene } from '../scene.ts';
import type { Story } from '../story.ts';
import { Work, WORK_WEIGHTS } from './coalition-work.ts';

/** A coalition from its exploration, over years of work, to its end; where its municipality merges, the new one joins. */
export async function* coalitionStory(scene: Scene): Story {
  const { chance } = scene;
  const town = scene.towns.any();
  const coalitionId = scene.newId('coalitie', town);
  const work = new Work(scene, town, coalitionId);
  const neighbours = scene.towns.members.filter((one) => one !== town && one.province === town.province);
  const municipalities = [town, ...(chance.happens(0.2) ? chance.some(neighbours, 1) : [])].map(
    ({ code }) => code,
  );
  const started = await work.tell(async (facts) => ({
    type: 'StartExploration',
    coalitionId,
    name: scene.word('coalitions', town),
    municipalities,
    on: scene.happenedOn(),
    initiatedBy: town.executive,
    facts: {
      municipalities: await facts.municipalities(municipalities),
      organisations: await facts.organisations([town.executive]),
    },
  }));
  if (started === null) return;
  yield chance.between(5, 60);

  for (const partner of chance.some(town.allPartners, chance.between(4, 10))) {
    await work.joinsAsPartner(partner);
    yield chance.between(0, 20);
  }
  for (let attempts = 0; attempts < 2 && !(await work.forms()); attempts += 1) {
    yield chance.between(5, 60);
    for (const partner of [
      ...town.partnersOf('midwifery').slice(0, 1),
      ...town.partnersOf('welfare').slice(0, 1),
    ]) {
      await work.joinsAsPartner(partner);
    }
  }
  scene.remember('coalition', town, coalitionId);

  let merged = false;
  for (let deeds = chance.between(40, 300); deeds > 0; deeds -= 1) {
    const now = scene.towns.now(town);
    if (now !== town && !merged) {
      merged = true;
      await work.passesTo(now);
    }
    await work.goesOn(chance.weighted(WORK_WEIGHTS), now);
    yield chance.between(1, 21);
  }
  if (chance.happens(0.5)) {
    await work.tell({
      type: 'AnchorCoalition',
      coalitionId,
      arrangement: scene.word('arrangements', town),
      on: scene.dayOf(10),
    });
  }
  if (chance.happens(0.6)) {
    yield chance.between(10, 100);
    const reason = scene.word('reasons', town);
    await work.tell({ type: 'EndCoalition', coalitionId, on: scene.dayOf(5), reason });
  }
}
