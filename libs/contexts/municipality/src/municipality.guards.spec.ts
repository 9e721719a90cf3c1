import { describe, expect, it } from '@jest/globals';
import { PartialDate, Rejected } from '#kernel';
import { rule } from '#test/support/rule';
import { mustBeMunicipality } from './municipality.guards.ts';

const place = (code: string, known: boolean, endedOn: string | null = null) => ({
  code,
  known,
  endedOn: endedOn === null ? null : PartialDate.parse(endedOn),
  successor: null,
});
const places = [place('GM0114', true), place('GM9999', false), place('GM0040', true, '2017-12-31')];
const named = (code: string, on: string): (() => void) => {
  const date = on === 'unknown' ? on : PartialDate.parse(on);
  return () => mustBeMunicipality(code, date, 'municipality', places);
};
const refusal = (code: 'municipality.unknown' | 'municipality.ended', detail: string) =>
  expect.objectContaining({ code, field: 'municipality', detail });

describe('a municipality that another record names', () => {
  it('is one that the register knows', () => {
    expect(named('GM0114', '2024')).not.toThrow();
    expect(named('GM9999', '2024')).toThrow(refusal('municipality.unknown', 'GM9999'));
    expect(named('GM0001', '2024')).toThrow(refusal('municipality.unknown', 'GM0001'));
    expect(named('GM0001', '2024')).toThrow(Rejected);
  });
  it(rule('municipality.ended', 'another record'), () => {
    expect(named('GM0040', '2018')).toThrow(refusal('municipality.ended', 'GM0040'));
    expect(named('GM0040', '2017')).not.toThrow();
    expect(named('GM0040', 'unknown')).not.toThrow();
  });
});
