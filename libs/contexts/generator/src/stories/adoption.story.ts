import { agreement } from '#contexts/agreement';
import type { Scene } from '../scene.ts';
import type { Story } from '../story.ts';
import type { Town } from '../towns.ts';

const ANSWERS = { adopt: 65, deviate: 20, refuse: 8, notApplicable: 7 } as const;

/** What a municipality answers to an agreement of a wider level; where it merges afterwards, the new one confirms it. */
export async function* adoptionStory(scene: Scene, town: Town, agreementId: string): Story {
  const { chance, towns } = scene;
  yield chance.between(20, 240);
  const { code: municipality } = towns.asSomebodyKnows(town);
  const decisionId = chance.happens(0.5) ? scene.known('decision', town) : undefined;
  const answer = chance.weighted(ANSWERS);
  const { tell } = scene.subject(agreement, agreementId, town);
  const answered = await tell(async (facts) => {
    const adoption = {
      agreementId,
      municipality,
      on: scene.dayOf(10),
      ...(decisionId !== undefined && { decisionId }),
      facts: {
        municipalities: await facts.withPredecessors(municipality),
        decision: await facts.decision(decisionId),
      },
    };
    const reason = scene.word('reasons', town);
    switch (answer) {
      case 'adopt':
        return { type: 'AdoptAgreement', ...adoption };
      case 'deviate':
        return { type: 'AdoptWithDeviation', ...adoption, deviation: scene.word('deviations', town), reason };
      case 'refuse':
        return { type: 'RefuseAdoption', ...adoption, reason };
      case 'notApplicable':
        return { type: 'DeclareNotApplicable', ...adoption, reason };
    }
  });
  if (answered !== null) town.whenMerged(() => confirmation(scene, town, agreementId));
}

async function* confirmation(scene: Scene, town: Town, agreementId: string): Story {
  yield scene.chance.between(10, 300);
  const { code: municipality } = scene.towns.now(town);
  await scene.subject(agreement, agreementId, scene.towns.now(town)).tell(async (facts) => ({
    type: 'ConfirmAsSuccessor',
    agreementId,
    municipality,
    predecessor: town.code,
    on: scene.dayOf(3),
    facts: { municipalities: await facts.withPredecessors(municipality), decision: null },
  }));
}
