import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import { foldRows, recordedIn, specimenId } from './fold-rows.ts';
import { houseRegister, houseTrail } from './specimen.ts';

const at = { houseId: 'a', street: 'Dorpsstraat' };
const built = { type: 'house.Built', data: { ...at, valueEur: 100 } };
const painted = (colour: string) => ({ type: 'house.Painted', data: { ...at, colour } });
const corrected = (revision: number, changes: object) => ({
  type: 'house.Corrected',
  data: { corrects: specimenId('house-a', revision), changes, reason: 'It was otherwise.' },
});
const retracted = (revision: number) => ({
  type: 'house.Retracted',
  data: { retracts: specimenId('house-a', revision), reason: 'It never was.' },
});
const told = (...events: Event[]) => foldRows(houseRegister, recordedIn('house-a', events));

describe('the rows of a projection', () => {
  it('fold events by key', () => {
    expect(told(built, painted('red'), painted('blue'))).toMatchObject([
      { ...at, colours: ['red', 'blue'], coats: 2, valueEur: 100 },
    ]);
  });

  it('read a correction in the old place of what it corrects', () => {
    expect(told(built, painted('red'), painted('blue'), corrected(1, { colour: 'green' }))).toMatchObject([
      { colours: ['green', 'blue'], colour: 'blue' },
    ]);
  });

  it('leave no row under a key that a correction changed', () => {
    expect(told(built, corrected(0, { street: 'Kerkstraat' }))).toMatchObject([{ street: 'Kerkstraat' }]);
  });

  it('forget what was retracted, and remember it when the retraction is', () => {
    expect(told(built, painted('red'), retracted(1))).toMatchObject([{ coats: 0 }]);
    expect(told(built, corrected(0, { valueEur: 9 }), retracted(1))).toMatchObject([{ valueEur: 100 }]);
    expect(told(built, retracted(0))).toEqual([]);
  });

  it('take what a source asserts apart into what it claims', () => {
    const source = { collection: 'public-history', record: 'row-1' };
    const asserted = { type: 'house.RecordedFromSource', data: { claims: [built, painted('red')], source } };
    expect(told(asserted)).toMatchObject([{ coats: 1, source }]);
  });

  it('may follow what was recorded instead, corrections and all', () => {
    const journal = recordedIn('house-a', [built, retracted(0)]);
    expect(foldRows(houseTrail, journal).map(({ type }) => type)).toEqual(['house.Built', 'house.Retracted']);
  });

  it('are fed by one stream each', () => {
    const journal = [
      ...recordedIn('house-a', [built]),
      ...recordedIn('house-b', [painted('red')], { after: 1 }),
    ];
    expect(() => foldRows(houseRegister, journal)).toThrow(/is fed by house-a and by house-b \(event 2\)/);
  });
});
