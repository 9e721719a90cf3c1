import type { Scene } from '../scene.ts';
import type { Story } from '../story.ts';

/** Somebody finds that something was recorded wrongly. */
export async function* slipsStory(scene: Scene): Story {
  yield scene.chance.between(1, 20);
  await scene.slips.revise(scene.happenedOn(), scene.word('corrections', scene.towns.any()));
}
