import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import { foldRows, recordedIn, specimenId } from '#platform/read-store';
import { IndicatorDefined, IndicatorMeasured } from '../indicator.events.ts';
import { indicatorMeasurement, indicatorRegister } from './indicator-register.projection.ts';

const stream = 'indicator-rivm-3';
const measured = (data: object = {}): Event => ({
  type: 'indicator.Measured',
  data: IndicatorMeasured.data.parse({ ...IndicatorMeasured.example, ...data }),
});
const perSource = (...claims: Event[]): Event => ({
  type: 'indicator.RecordedFromSource',
  data: { claims, source: { collection: 'public-history', record: 'row-1' } },
});
const figures = (...events: Event[]) => foldRows(indicatorMeasurement, recordedIn(stream, events));

describe('the indicator register', () => {
  it('holds what an indicator counts; a source undoes nothing live', () => {
    const data = IndicatorDefined.data.parse({ ...IndicatorDefined.example, indicatorId: 'rivm-3' });
    const defined: Event = { type: 'indicator.Defined', data };
    const otherwise = perSource({ type: 'indicator.Defined', data: { ...data, title: 'Otherwise' } });
    for (const events of [
      [defined, otherwise],
      [otherwise, defined],
    ]) {
      expect(foldRows(indicatorRegister, recordedIn(stream, events))).toMatchObject([
        { indicatorId: 'rivm-3', definition: data, provenance: { kind: 'live' } },
      ]);
    }
  });

  it('holds a figure under the last day of its period', () => {
    expect(figures(measured())).toMatchObject([
      { municipality: 'GM0114', period: '2022', periodUntil: '2022-12-31', numerator: 140, denominator: 980 },
    ]);
    const spans = ['2022-Q3', '2024-02'].map((period) => figures(measured({ period }))[0]?.periodUntil);
    expect(spans).toEqual(['2022-09-30', '2024-02-29']);
  });

  it('tells that there is a figure, and not which, where it is hidden', () => {
    const hidden = { numerator: undefined, denominator: undefined, on: 'unknown' };
    expect(figures(measured(hidden))).toMatchObject([
      { numerator: null, denominator: null, onEarliest: null },
    ]);
  });

  it('moves a figure with the correction of its municipality or period', () => {
    const corrected: Event = {
      type: 'indicator.Corrected',
      data: {
        corrects: specimenId(stream, 0),
        changes: { municipality: 'GM0118', period: '2021' },
        reason: 'Misread.',
      },
    };
    expect(figures(measured(), corrected)).toMatchObject([{ municipality: 'GM0118', period: '2021' }]);
  });

  it('lets a source undo nothing live', () => {
    const told = perSource(measured({ numerator: 200 }));
    for (const events of [
      [measured(), told],
      [told, measured()],
    ]) {
      expect(figures(...events)).toMatchObject([{ numerator: 140, provenance: { kind: 'live' } }]);
    }
  });
});
