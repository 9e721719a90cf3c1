import { describe, expect, it } from '@jest/globals';
import { IsoDate, type Event } from '#kernel';
import { foldRows, recordedIn, specimenId } from '#platform/read-store';
import { rule } from '#test/support/rule';
import { adoptionOn } from './adoption.answers.ts';
import { adoption } from './adoption.projection.ts';

const agreementId = 'groningen-convenant-2022';
const stream = `agreement-${agreementId}`;
const drafted = (scope: object = { level: 'provincial', municipalities: ['GM0765', 'GM0047'] }): Event => ({
  type: 'agreement.Drafted',
  data: { agreementId, kind: 'covenant', title: 'Convenant', topics: [], phases: [], scope, on: '2022-04' },
});
const said = (name: string, municipality: string, on: string, more: object = {}): Event => ({
  type: `agreement.${name}`,
  data: { agreementId, municipality, on, ...more },
});
const source = { collection: 'public-history', record: 'row-1' };
const perSource = (...claims: Event[]): Event => ({
  type: 'agreement.RecordedFromSource',
  data: { claims, source },
});

const rowsOf = (...events: Event[]) => foldRows(adoption, recordedIn(stream, events));
const on = (day: string, municipality: string, ...events: Event[]) =>
  adoptionOn(IsoDate.parse(day), municipality, rowsOf(...events));
const deviation = { deviation: 'Feedback within ten days.', reason: 'Two workers.' };

describe('the adoption of agreements', () => {
  it('waits for every municipality that a live agreement of a higher level covers', () => {
    expect(on('2022-05-01', 'GM0765', drafted())).toMatchObject({
      state: 'notYet',
      isCertain: 'yes',
      on: null,
    });
  });

  it(rule('agreement.unknown-adoption'), () => {
    expect(on('2022-05-01', 'GM0765', perSource(drafted()))).toMatchObject({
      state: 'unknown',
      provenance: null,
    });
  });

  it('is not needed for an agreement of the municipality itself', () => {
    const own = drafted({ level: 'municipal', municipalities: ['GM0765'] });
    expect(on('2022-05-01', 'GM0765', own).state).toBe('notNeeded');
  });

  it('covers everybody where a national agreement names nobody', () => {
    const national = drafted({ level: 'national', municipalities: [] });
    expect(on('2022-05-01', 'GM0114', national).state).toBe('notYet');
    const adopted = [national, said('Adopted', 'GM0114', '2022-06-14')];
    expect(on('2022-07-01', 'GM0114', ...adopted)).toMatchObject({ state: 'adopted', on: '2022-06-14' });
    expect(on('2022-06-13', 'GM0114', ...adopted).state).toBe('notYet');
    expect(on('2022-07-01', 'GM0109', ...adopted).state).toBe('notYet');
  });

  it('tells in what a municipality deviates, and not before it did', () => {
    const events = [drafted(), said('AdoptedWithDeviation', 'GM0047', '2022-06', deviation)];
    expect(on('2022-05-31', 'GM0047', ...events).state).toBe('notYet');
    expect(on('2022-06-10', 'GM0047', ...events)).toMatchObject({
      state: 'deviating',
      isCertain: 'uncertain',
    });
    expect(on('2022-07-01', 'GM0047', ...events)).toMatchObject({
      state: 'deviating',
      isCertain: 'yes',
      ...deviation,
      provenance: { kind: 'live' },
    });
  });

  it('keeps what was answered before, in whatever order the register learned it', () => {
    const events = [
      drafted(),
      said('Adopted', 'GM0765', '2024'),
      said('AdoptionRefused', 'GM0765', '2022-06'),
    ];
    expect(on('2023-01-01', 'GM0765', ...events).state).toBe('refused');
    expect(on('2025-01-01', 'GM0765', ...events).state).toBe('adopted');
  });

  it('lets a source undo nothing live, and a live answer replace what a source told', () => {
    const told = perSource(said('AdoptionRefused', 'GM0765', 'unknown'));
    const live = said('Adopted', 'GM0765', '2022-06-14');
    expect(on('2026-01-01', 'GM0765', drafted(), told)).toMatchObject({
      state: 'refused',
      isCertain: 'uncertain',
      on: 'unknown',
      provenance: { kind: 'perSource', source },
    });
    for (const events of [
      [drafted(), told, live],
      [drafted(), live, told],
    ]) {
      expect(on('2026-01-01', 'GM0765', ...events)).toMatchObject({ state: 'adopted', isCertain: 'yes' });
    }
    expect(on('2026-01-01', 'GM0765', drafted(), perSource(drafted())).state).toBe('notYet');
  });

  it('goes on in the municipality that an old one merged into, once that confirmed it', () => {
    const scope = { level: 'provincial', municipalities: ['GM0007'] };
    const events = [
      drafted(scope),
      said('AdoptedWithDeviation', 'GM0007', '2016', deviation),
      said('SuccessorConfirmed', 'GM1950', '2018-05-01', { predecessor: 'GM0007' }),
    ];
    expect(on('2018-04-30', 'GM1950', ...events).state).toBe('unknown');
    expect(on('2018-05-01', 'GM1950', ...events)).toMatchObject({
      state: 'deviating',
      ...deviation,
      on: '2018-05-01',
      inheritedFrom: 'GM0007',
    });
  });

  it('moves with the correction of the municipality, and of the scope', () => {
    const corrected = (revision: number, changes: object): Event => ({
      type: 'agreement.Corrected',
      data: { corrects: specimenId(stream, revision), changes, reason: 'Misread.' },
    });
    const moved = [drafted(), said('Adopted', 'GM0765', '2022'), corrected(1, { municipality: 'GM0047' })];
    expect(on('2023-01-01', 'GM0765', ...moved).state).toBe('notYet');
    expect(on('2023-01-01', 'GM0047', ...moved).state).toBe('adopted');
    const narrowed = rowsOf(
      drafted(),
      corrected(0, { scope: { level: 'provincial', municipalities: ['GM0047'] } }),
    );
    expect(narrowed.map(({ municipality }) => municipality)).toEqual(['GM0047']);
  });
});
