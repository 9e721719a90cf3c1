import { describe, it } from '@jest/globals';
import type { Changes } from '#kernel';
import { anySequence, sequencesMsMax, type Dice } from '#test/support/sequences';
import { daysOf, IndicatorUnits, isHidden, isSmall, MeasuredPeriodShape } from './indicator.content.ts';
import { indicator, type IndicatorCommand, type IndicatorState } from './indicator.decider.ts';
import type { IndicatorEvent } from './indicator.events.ts';

const indicatorId = 'teenage-mothers';
const of = { indicatorId, source: 'CBS' };
const CODES = ['GM0114', 'GM0118', 'GM0109', 'GM0047'];
const PERIODS = ['2014', '2015', '2016-Q1', '2016-Q4', '2017-07'].map((one) =>
  MeasuredPeriodShape.parse(one),
);
const KEYS = CODES.flatMap((municipality) => PERIODS.map((period) => ({ municipality, period })));
const COUNTS = [0, 9, 10, 11, 20, 21, 30, 39, 40];

function next({ definition, measurements }: IndicatorState, dice: Dice): IndicatorCommand {
  if (definition?.perSource !== false || dice.percent(3)) {
    return {
      ...{ type: 'DefineIndicator', ...of, title: 'Tienermoeders', phase: 'during', kind: 'outcome' },
      ...{ unit: dice.one(IndicatorUnits), numerator: 'Mothers under twenty', denominator: 'Mothers' },
      ...(dice.percent(5) && { computedFrom: 'planOfAction' }),
    };
  }
  const left = KEYS.filter(({ municipality, period }) => !measurements.has(`${municipality}/${period}`));
  const { municipality, period } = dice.one(left.length > 0 && dice.percent(95) ? left : KEYS);
  const figure = dice.percent(20)
    ? {}
    : { numerator: dice.one(COUNTS.slice(0, 5)), denominator: dice.one(COUNTS.slice(4)) };
  const place = { code: municipality, known: true, endedOn: null, successor: null };
  return { type: 'MeasureIndicator', ...of, municipality, period, ...figure, on: dice.date(), place };
}

function slip(event: IndicatorEvent, dice: Dice): Changes {
  if (event.type === 'indicator.Defined') return { unit: dice.one(IndicatorUnits) };
  return dice.one<Changes>([
    { numerator: dice.one(COUNTS) },
    { denominator: dice.one(COUNTS) },
    { numerator: null, denominator: null },
    { on: dice.date() },
  ]);
}

/** Corrected or not: what could not be recorded does not stand. */
function holds({ definition, measurements }: IndicatorState): void {
  const fault = (is: boolean, says: string): void => {
    if (is) throw new Error(says);
  };
  const isAboutPeople = (definition?.said.unit ?? 'people') === 'people';
  for (const { said } of measurements.values()) {
    fault(definition?.said.computedFrom !== undefined, 'measured, though the register counts it itself');
    fault(
      said.on !== 'unknown' && said.on < daysOf(said.period).latest.slice(0, said.on.length),
      'of a period that had not closed',
    );
    if (isHidden(said)) continue;
    const { numerator, denominator } = said;
    fault(numerator === undefined || denominator === undefined, 'half a figure');
    fault((numerator ?? 0) > (denominator ?? 0), 'more than all');
    fault(isAboutPeople && isSmall(said), 'a figure about few people');
  }
}

describe('any sequence of commands', () => {
  it(
    'leaves no figure about few people, whole or by its parts, nor one that could not be',
    () => anySequence(indicator, indicatorId, { next, slip, holds }),
    sequencesMsMax(),
  );
});
