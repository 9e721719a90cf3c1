import { AmbitionPhases } from '#contexts/coalition';
import { indicator, IndicatorKinds, isSmall, MeasuredPeriodShape } from '#contexts/indicator';
import type { Scene } from '../scene.ts';
import type { Story } from '../story.ts';
import { yearOf } from '../days.ts';

/** An indicator that a source publishes, for each municipality, year after year; small figures are hidden. */
export async function* indicatorStory(scene: Scene): Story {
  const { chance } = scene;
  const town = scene.towns.any();
  const indicatorId = scene.newId('indicator', town);
  const { tell } = scene.subject(indicator, indicatorId, town);
  const defined = await tell({
    type: 'DefineIndicator',
    indicatorId,
    title: scene.word('goals', town),
    phase: chance.pick(AmbitionPhases),
    kind: chance.pick(IndicatorKinds),
    unit: 'people',
    numerator: scene.word('targetGroups', town),
    denominator: 'gezinnen met kinderen tot twee jaar',
    source: scene.word('funders', town),
  });
  if (defined === null) return;
  for (let years = chance.between(1, 3); years > 0; years -= 1) {
    yield chance.between(30, 300);
    const period = MeasuredPeriodShape.parse(yearOf(scene.day - 366));
    for (const { code } of scene.towns.members) {
      const denominator = chance.between(40, 900);
      const figure = { numerator: chance.between(0, denominator), denominator };
      await tell(async (facts) => ({
        type: 'MeasureIndicator',
        indicatorId,
        municipality: code,
        period,
        ...(isSmall(figure) && chance.happens(0.97) ? {} : figure),
        source: scene.word('funders', town),
        on: scene.dayOf(10),
        place: await facts.municipality(code),
      }));
    }
  }
}
