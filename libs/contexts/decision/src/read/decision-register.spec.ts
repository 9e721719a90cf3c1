import { describe, expect, it } from '@jest/globals';
import { inForceOn, IsoDate, type Event } from '#kernel';
import { foldRows, periodFrom, recordedIn, specimenId } from '#platform/read-store';
import { awaitedOn, conditionsOf } from '../decision.state.ts';
import { decisionRegister, decisionScope, stateOf } from './decision-register.projection.ts';

const decisionId = 'veendam-addendum-2020';
const stream = `decision-${decisionId}`;
const said = (name: string, data: object = {}): Event => ({
  type: `decision.${name}`,
  data: { decisionId, ...data },
});
const proposal = { body: 'executive', subject: 'Addendum', municipality: 'GM0047', points: [] };
const proposed = said('Proposed.v2', { ...proposal, on: '2020-11-10' });
const taken = said('Taken', { on: '2020-11-24', effectiveOn: '2020-11-24' });
const by = { body: 'executive', municipality: 'GM0765' };
const onCondition = (bodies: object[]) =>
  said('Taken', {
    on: '2020-11-24',
    effectiveOn: '2020-11-24',
    conditions: [{ conditionId: 'ommeland', text: 'consent of all executives', bodies }],
  });
const consent = said('ConditionMet', { conditionId: 'ommeland', by, on: '2020-12-15' });
const perSource = (...claims: Event[]): Event => ({
  type: 'decision.RecordedFromSource',
  data: { claims, source: { collection: 'public-history', record: 'row-1' } },
});
const corrected = (revision: number, changes: object): Event => ({
  type: 'decision.Corrected',
  data: { corrects: specimenId(stream, revision), changes, reason: 'Misread.' },
});

const rowOf = (...events: Event[]) => {
  const [row, ...others] = foldRows(decisionRegister, recordedIn(stream, events));
  expect(others).toEqual([]);
  if (row === undefined) throw new Error('no row');
  return row;
};
const effective = (day: string, ...events: Event[]) =>
  inForceOn(periodFrom(rowOf(...events)), IsoDate.parse(day));
const scopesOf = (...events: Event[]) =>
  foldRows(decisionScope, recordedIn(stream, events)).map(({ scope }) => scope);

describe('the decision register', () => {
  it('is effective from the day that was decided on, until it is withdrawn', () => {
    expect(effective('2020-12-01', proposed)).toBe('no');
    expect(effective('2020-11-23', proposed, taken)).toBe('no');
    expect(effective('2020-11-24', proposed, taken)).toBe('yes');
    const withdrawn = said('Withdrawn', { on: '2024-01-01', ground: 'temporary' });
    expect(effective('2023-12-31', proposed, taken, withdrawn)).toBe('yes');
    expect(effective('2024-01-01', proposed, taken, withdrawn)).toBe('no');
  });

  it('tells for whom it waited on a day, until they agreed', () => {
    const awaited = (day: string, ...events: Event[]) =>
      awaitedOn(IsoDate.parse(day), stateOf(rowOf(...events))).map(({ bodies }) => bodies);
    const waiting = [proposed, onCondition([by])];
    expect(awaited('2020-11-23', ...waiting)).toEqual([]);
    expect(awaited('2020-11-24', ...waiting)).toEqual([[by]]);
    expect(awaited('2020-12-14', ...waiting, consent)).toEqual([[by]]);
    expect(awaited('2020-12-15', ...waiting, consent)).toEqual([]);
    expect(rowOf(...waiting, consent)).toMatchObject({
      conditionalFrom: '2020-11-24',
      conditionalUntil: '2020-12-15',
    });
    expect(awaited('2026-01-01', proposed, onCondition([]))).toEqual([[]]);
    expect(rowOf(proposed, taken)).toMatchObject({ conditionalFrom: null, conditionalUntil: null });
  });

  it('waits for the bodies that a condition names, and tells which', () => {
    const waiting = [proposed, onCondition([by])];
    expect(effective('2026-01-01', ...waiting)).toBe('no');
    expect(conditionsOf(stateOf(rowOf(...waiting)))).toMatchObject([{ open: [by] }]);
    expect(effective('2020-12-14', ...waiting, consent)).toBe('no');
    expect(effective('2020-12-15', ...waiting, consent)).toBe('yes');
  });

  it('keeps a condition that names nobody as open text, until somebody names them', () => {
    const named = said('ConditionNamed', { conditionId: 'ommeland', bodies: [by], on: '2020-12-01' });
    expect(effective('2026-01-01', proposed, onCondition([]), consent)).toBe('no');
    expect(effective('2026-01-01', proposed, onCondition([]), named, consent)).toBe('yes');
  });

  it('is effective perhaps, where a source gives no dates', () => {
    const told = perSource(said('Proposed.v2', proposal), said('Taken', { on: 'unknown' }));
    expect(effective('2022-03-01', told)).toBe('uncertain');
    expect(rowOf(told)).toMatchObject({ takenEarliest: '0001-01-01', provenance: { kind: 'perSource' } });
  });

  it('follows the correction of a date', () => {
    const later = corrected(1, { on: '2020-12-01', effectiveOn: '2020-12-01' });
    expect(effective('2020-11-30', proposed, taken, later)).toBe('no');
    expect(rowOf(proposed, taken, later)).toMatchObject({ takenEarliest: '2020-12-01' });
  });

  it('knows nothing but what became of it, where nobody tells what it was', () => {
    const retracted = { retracts: specimenId(stream, 0), reason: 'Another one.' };
    expect(rowOf(proposed, taken, { type: 'decision.Retracted', data: retracted })).toMatchObject({
      subject: null,
      takenEarliest: '2020-11-24',
    });
  });
});

describe('the scope of decisions', () => {
  it('is the municipality, and the coalition', () => {
    expect(scopesOf(proposed)).toEqual(['GM0047']);
    expect(scopesOf(said('Proposed.v2', { ...proposal, coalitionId: 'veendam' }))).toEqual([
      'GM0047',
      'veendam',
    ]);
  });

  it('moves with a correction', () => {
    expect(scopesOf(proposed, corrected(0, { municipality: 'GM0765' }))).toEqual(['GM0765']);
  });
});
