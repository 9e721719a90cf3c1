import { describe, expect, it } from '@jest/globals';
import type { Event } from '#kernel';
import { foldRows, recordedIn, specimenId } from '#platform/read-store';
import { timeline } from './timeline.projection.ts';

const linesOf = (stream: string, ...events: Event[]) =>
  foldRows(timeline, recordedIn(stream, events)).map(
    ({ about, onEarliest, onLatest, number, part, type }) => [
      about,
      onEarliest,
      onLatest,
      number,
      part,
      type,
    ],
  );
const stream = 'agreement-covenant';
const signed: Event = {
  type: 'agreement.Signed',
  data: { agreementId: 'covenant', organisationId: 'mwc', on: '2022-03' },
};

describe('the timeline', () => {
  it('tells an event of the record that it belongs to, on the first day that it names', () => {
    expect(linesOf(stream, signed)).toEqual([[stream, '2022-03-01', '2022-03-31', 1, 0, 'agreement.Signed']]);
  });

  it('tells what has no known day last', () => {
    const unknown = { ...signed, data: { ...signed.data, on: 'unknown' } };
    expect(linesOf(stream, unknown).map((line) => line.slice(1, 3))).toEqual([['9999-12-31', '9999-12-31']]);
  });

  it('tells it elsewhere once its day is corrected, and nowhere once it is retracted', () => {
    const corrected: Event = {
      type: 'agreement.Corrected',
      data: { corrects: specimenId(stream, 0), changes: { on: '2021' }, reason: 'Misread.' },
    };
    expect(linesOf(stream, signed, corrected)).toEqual([
      [stream, '2021-01-01', '2021-12-31', 1, 0, 'agreement.Signed'],
    ]);
    const retracted: Event = {
      type: 'agreement.Retracted',
      data: { retracts: specimenId(stream, 0), reason: 'Never signed.' },
    };
    expect(linesOf(stream, signed, retracted)).toEqual([]);
  });

  it('tells each claim of a source by itself', () => {
    const told: Event = {
      type: 'agreement.RecordedFromSource',
      data: { claims: [signed, signed], source: { collection: 'c', record: 'r' } },
    };
    expect(linesOf(stream, told).map((line) => line.slice(3, 5))).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('tells a reorganisation of every code in it, and a membership of the region too', () => {
    const events: Event[] = [
      {
        type: 'municipality.Reorganised',
        data: { kind: 'merger', from: ['GM0007', 'GM0048'], into: 'GM1950', effectiveOn: '2018-01-01' },
      },
      {
        type: 'region.MunicipalityJoined',
        data: { regionId: 'veenkolonien', code: 'GM1950', from: '2018-01-01' },
      },
    ];
    const lines = linesOf('municipality-register', ...events);
    expect(lines.map(([about, , , number]) => `${about} ${number}`).sort()).toEqual([
      'GM0007 1',
      'GM0048 1',
      'GM1950 1',
      'GM1950 2',
      'region-veenkolonien 2',
    ]);
  });

  it('tells what a programme or an indicator says of a municipality with that municipality too', () => {
    const met: Event = {
      type: 'programme.ObligationMet',
      data: { programmeId: 'spuk', obligationId: 'plan', municipality: 'GM0114', on: '2023-09-28' },
    };
    expect(linesOf('programme-spuk', met).map(([about]) => about)).toEqual(['programme-spuk', 'GM0114']);
    const answered: Event = {
      type: 'agreement.Adopted',
      data: { agreementId: 'covenant', municipality: 'GM0114', on: '2023' },
    };
    expect(linesOf(stream, answered).map(([about]) => about)).toEqual([stream]);
  });
});
