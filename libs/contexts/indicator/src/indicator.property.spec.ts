import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide, fold, PartialDate, Rejected, unfolded, type HistoryCommand } from '#kernel';
import { addsNothingTwice, eventId } from '#test/support/given';
import { isHidden, isSmall, MeasuredPeriodShape } from './indicator.content.ts';
import { indicator, type IndicatorCommand } from './indicator.decider.ts';
import type { IndicatorEvent } from './indicator.events.ts';

const indicatorId = fc.constant('teenage-mothers');
const count = fc.integer({ min: 0, max: 40 });
const period = fc.constantFrom('2021', '2022-Q1', '2022-07').map((text) => MeasuredPeriodShape.parse(text));
const municipality = fc.constantFrom('GM0114', 'GM0118');
const on = fc.constantFrom('2022', '2023-06', '2024-01-01').map((text) => PartialDate.parse(text));
const unit = fc.constantFrom('people' as const, 'municipalities' as const);
const figure = fc.record({ municipality, period, numerator: count, denominator: count, on });
const source = fc.constant('CBS');

const command: fc.Arbitrary<IndicatorCommand | HistoryCommand<IndicatorEvent>> = fc.oneof(
  fc.record({
    type: fc.constant('DefineIndicator' as const),
    indicatorId,
    title: fc.constant('Tienermoeders'),
    phase: fc.constant('during' as const),
    kind: fc.constant('outcome' as const),
    unit,
    numerator: fc.constant('Mothers under twenty'),
    denominator: fc.constant('Mothers'),
    source,
  }),
  figure.map((one) => ({
    ...one,
    type: 'MeasureIndicator' as const,
    indicatorId: 'teenage-mothers',
    source: 'CBS',
    place: { code: one.municipality, known: true, endedOn: null, successor: null },
  })),
  fc.record({
    type: fc.constant('RecordFromSource' as const),
    claims: figure.map((data): IndicatorEvent[] => [
      { type: 'indicator.Measured', data: { ...data, indicatorId: 'teenage-mothers', source: 'CBS' } },
    ]),
    source: fc.record({ collection: fc.constant('c'), record: fc.constantFrom('1', '2') }),
  }),
  fc.record({
    type: fc.constant('Correct' as const),
    corrects: fc.integer({ min: 1, max: 8 }).map(eventId),
    changes: fc.oneof(fc.record({ numerator: count }), fc.record({ unit })),
    reason: fc.constant('Misread.'),
  }),
  fc.record({
    type: fc.constant('Retract' as const),
    retracts: fc.integer({ min: 1, max: 8 }).map(eventId),
    reason: fc.constant('Never published.'),
  }),
);

describe('any sequence of commands about an indicator', () => {
  it('adds nothing when its last command is sent twice', () =>
    addsNothingTwice(indicator, 'teenage-mothers', command));

  it('leaves no figure about few people, whole or by its parts', () => {
    let kept = 0;
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 15 }), (commands) => {
        let folded = unfolded(indicator);
        for (const sent of commands) {
          try {
            const events = decide(indicator, 'teenage-mothers', sent, folded);
            const after = folded.recorded.length;
            folded = fold(
              indicator,
              folded,
              events.map((event, at) => ({ id: eventId(after + at + 1), revision: after + at, event })),
            );
          } catch (error) {
            if (!(error instanceof Rejected)) throw error;
          }
          const { definition, measurements } = folded.state;
          for (const { said } of measurements.values()) {
            kept += 1;
            const isAboutPeople = (definition?.said.unit ?? 'people') === 'people';
            expect(isAboutPeople && !isHidden(said) && isSmall(said)).toBe(false);
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(kept).toBeGreaterThan(100);
  });
});
