import { describe, expect, it } from '@jest/globals';
import { PartialDate, type Event } from '#kernel';
import { eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import { MeasuredPeriodShape } from './indicator.content.ts';
import { indicator } from './indicator.decider.ts';
import type { IndicatorEvent } from './indicator.events.ts';

const { given } = specify(indicator, 'rivm-3');
const day = (text: string): PartialDate => PartialDate.parse(text);
const period = (text: string) => MeasuredPeriodShape.parse(text);

const definition = {
  indicatorId: 'rivm-3',
  title: 'Nu Niet Zwanger beschikbaar',
  phase: 'before',
  kind: 'programme',
  unit: 'people',
  numerator: 'Women who were offered it',
  denominator: 'Women who could be',
  source: 'RIVM',
} as const;
const defined: IndicatorEvent = { type: 'indicator.Defined', data: definition };
const counted: IndicatorEvent = {
  type: 'indicator.Defined',
  data: { ...definition, unit: 'municipalities' },
};
const computed: IndicatorEvent = {
  type: 'indicator.Defined',
  data: { ...definition, computedFrom: 'coalitionFormed' },
};
const figure = {
  indicatorId: 'rivm-3',
  municipality: 'GM0114',
  period: period('2022'),
  numerator: 140,
  denominator: 980,
  source: 'RIVM, Regiobeeld',
  on: day('2023-06'),
};
const place = { code: 'GM0114', known: true, endedOn: null, successor: null };
const measure = { type: 'MeasureIndicator', ...figure, place } as const;
const measured: IndicatorEvent = { type: 'indicator.Measured', data: figure };
const { numerator: _, denominator: __, ...hidden } = figure;

describe('an indicator', () => {
  const define = { type: 'DefineIndicator', ...definition } as const;

  it('is defined by what it counts, and of how many', () => given().when(define).then(defined));
  it('is refused for an id that another one has', () =>
    given(defined)
      .when({ ...define, unit: 'municipalities' })
      .thenRejected('indicator.exists', 'indicatorId'));
  it('replaces what a source told of it', () => {
    const source = { collection: 'public-history', record: 'indicators/rivm-3' };
    const told: Event = { type: 'indicator.RecordedFromSource', data: { claims: [counted], source } };
    given(told).when(define).then(defined);
    expect(given(defined, told).state().definition).toEqual({ said: definition, perSource: false });
    expect(given(told).state().definition).toEqual({ said: counted.data, perSource: true });
    const again: Event = {
      type: 'indicator.RecordedFromSource',
      data: { claims: [defined], source: { ...source, record: 'indicators/3' } },
    };
    expect(given(told, again).state().definition).toEqual({ said: definition, perSource: true });
  });
  it(rule('history.per-source', 'an indicator, and a figure that is then decided live'), () => {
    const told = (...claims: readonly IndicatorEvent[]): Event => ({
      type: 'indicator.RecordedFromSource',
      data: { claims, source: { collection: 'papers', record: 'row-1' } },
    });
    given(told(defined)).when(define).then(defined);
    given(defined, told(measured)).when(measure).then(measured);
  });
  it('is not defined so that a figure of a source would show few people', () => {
    const few: IndicatorEvent = { type: 'indicator.Measured', data: { ...figure, numerator: 3 } };
    const source = { collection: 'public-history', record: 'indicators/rivm-3' };
    const told: Event = { type: 'indicator.RecordedFromSource', data: { claims: [counted, few], source } };
    given(told).when(define).thenRejected('indicator.small-number', 'numerator');
    given(told)
      .when({ ...define, unit: 'municipalities', title: 'Nu Niet Zwanger' })
      .then({ type: 'indicator.Defined', data: { ...counted.data, title: 'Nu Niet Zwanger' } });
  });
  it('is not measured where the register counts it itself', () => {
    given(computed).when(measure).thenRejected('indicator.computed', 'indicatorId');
    given(counted, measured)
      .when({
        type: 'Correct',
        corrects: eventId(1),
        changes: { computedFrom: 'planOfAction' },
        reason: 'So.',
      })
      .thenRejected('indicator.computed', 'indicatorId');
  });
});

describe(rule('indicator.measured'), () => {
  it('is of a municipality and a closed period', () => given(defined).when(measure).then(measured));
  it('needs an indicator', () => given().when(measure).thenRejected('indicator.absent', 'indicatorId'));
  it('needs a municipality that the register knows, and that had not ended when the period began', () => {
    given(defined)
      .when({ ...measure, place: { ...place, known: false } })
      .thenRejected('municipality.unknown', 'municipality');
    given(defined)
      .when({ ...measure, place: { ...place, endedOn: day('2017-12-31') } })
      .thenRejected('municipality.ended', 'municipality');
  });
  it.each([
    ['2022', '2022-06-30'],
    ['2022-Q3', '2022-08'],
    ['2022-09', '2022-09-29'],
  ])('of %s is not published on %s, before its period has closed', (of, on) =>
    given(defined)
      .when({ ...measure, period: period(of), on: day(on) })
      .thenRejected('indicator.period-open', 'on'),
  );
  it('is whole', () => {
    given(defined)
      .when({ ...measure, denominator: undefined })
      .thenRejected('indicator.half-a-figure', 'denominator');
    given(defined)
      .when({ ...measure, numerator: undefined })
      .thenRejected('indicator.half-a-figure', 'numerator');
    given(defined)
      .when({ ...measure, numerator: 981 })
      .thenRejected('indicator.more-than-all', 'numerator');
  });
  it('is recorded once for a municipality and period', () => {
    given(defined, measured)
      .when({ ...measure, numerator: 141 })
      .thenRejected('indicator.measured-otherwise', 'period');
    given(defined, measured)
      .when({ ...measure, period: period('2022-Q4') })
      .then({ type: 'indicator.Measured', data: { ...figure, period: period('2022-Q4') } });
  });
  it('may be told by a source that does not say when it was published, and changes nothing live', () => {
    const source = { collection: 'public-history', record: 'figures/1' };
    const unsaid: IndicatorEvent = { type: 'indicator.Measured', data: { ...figure, on: 'unknown' } };
    const told: Event = { type: 'indicator.RecordedFromSource', data: { claims: [unsaid], source } };
    given(defined)
      .when({ type: 'RecordFromSource', claims: [unsaid], source })
      .then(told);
    const figures = (...history: readonly Event[]) => [
      ...given(...history)
        .state()
        .measurements.values(),
    ];
    expect(figures(defined, measured, told)).toEqual([{ said: figure, perSource: false }]);
    expect(figures(defined, told)).toEqual([{ said: unsaid.data, perSource: true }]);
    given(defined, told).when(measure).then(measured);
  });
  it.each(['2022-Q0', '2022-Q5', '2022-13', '2022-09-01', '22'])('has no period such as %s', (text) =>
    expect(MeasuredPeriodShape.safeParse(text).success).toBe(false),
  );
});

describe('a figure about people', () => {
  it.each([
    [0, 980],
    [9, 980],
    [971, 980],
    [980, 980],
  ])('is not kept where it shows few: %d of %d', (numerator, denominator) => {
    const few = { numerator, denominator };
    given(defined)
      .when({ ...measure, ...few })
      .thenRejected('indicator.small-number', 'numerator');
    given(counted)
      .when({ ...measure, ...few })
      .then({ type: 'indicator.Measured', data: { ...figure, ...few } });
  });
  it.each([
    [10, 980],
    [970, 980],
  ])('is kept where it shows enough: %d of %d', (numerator, denominator) =>
    given(defined)
      .when({ ...measure, numerator, denominator })
      .then({ type: 'indicator.Measured', data: { ...figure, numerator, denominator } }),
  );
  it('is kept as hidden where it is small, so that one knows that there is one', () =>
    given(defined)
      .when({ type: 'MeasureIndicator', ...hidden, place })
      .then({ type: 'indicator.Measured', data: hidden }));
  it('is small by no other road: neither from a source, nor by a correction of it or of what it counts', () => {
    const source = { collection: 'public-history', record: 'figures/1' };
    given(defined)
      .when({
        type: 'RecordFromSource',
        claims: [{ type: 'indicator.Measured', data: { ...figure, numerator: 3 } }],
        source,
      })
      .thenRejected('indicator.small-number');
    given(defined, measured)
      .when({ type: 'Correct', corrects: eventId(2), changes: { numerator: 3 }, reason: 'Misread.' })
      .thenRejected('indicator.small-number');
    given(counted, { type: 'indicator.Measured', data: { ...figure, numerator: 3 } })
      .when({
        type: 'Correct',
        corrects: eventId(1),
        changes: { unit: 'people' },
        reason: 'It counts people.',
      })
      .thenRejected('indicator.small-number');
  });
  it('may be what a source counts before anybody said what it counts', () =>
    given()
      .when({
        type: 'RecordFromSource',
        claims: [{ type: 'indicator.Measured', data: { ...figure, numerator: 3 } }],
        source: { collection: 'public-history', record: 'figures/1' },
      })
      .thenRejected('indicator.small-number'));
});
