import { GmCodeShape, isReversed, lastDayBefore, NameShape, UrlShape, type Start } from '#kernel';
import {
  municipality,
  MUNICIPALITY_REGISTER,
  MunicipalityRegistered,
  type MunicipalityEvent,
} from '#contexts/municipality';
import { asserting, filled, perhaps, rowFile, start } from './row-file.ts';

/** The region whose members the file tells. */
const REGION = 'veenkolonien';
const COLUMNS = {
  code: filled(GmCodeShape),
  name: filled(NameShape),
  province: filled(MunicipalityRegistered.data.shape.province),
  from: start,
  until: start,
  region_member_from: start,
  region_member_until: start,
  source: perhaps(UrlShape),
};

/**
 * A municipality. Both ends in this file are days of change: the first on which the code, or its membership, was gone.
 * The end of a code is a fact of the merger that ended it (reorganisations.csv), so it only has to agree with that.
 */
export const municipalityRows = rowFile({
  file: 'municipalities.csv',
  identity: 'code',
  columns: COLUMNS,
  tell: ({ code, name, province, from, until, ...member }) => {
    const memberFrom = member.region_member_from;
    const memberUntil = lastDay(member.region_member_until);
    if (isReversed(from, lastDay(until))) return { column: 'until', reason: 'lies before the beginning' };
    if (isReversed(memberFrom, memberUntil)) {
      return { column: 'region_member_until', reason: 'lies before the beginning of the membership' };
    }
    const claims: MunicipalityEvent[] = [
      { type: 'municipality.Registered', data: { code, name, province, from } },
    ];
    if (memberFrom !== 'unknown' || memberUntil !== 'unknown') {
      claims.push({ type: 'region.MunicipalityJoined', data: { regionId: REGION, code, from: memberFrom } });
    }
    if (memberUntil !== 'unknown') {
      claims.push({ type: 'region.MunicipalityLeft', data: { regionId: REGION, code, until: memberUntil } });
    }
    return {
      key: code,
      names: until === 'unknown' ? [] : [{ of: 'merger', id: code, on: until, column: 'until' }],
      makesKnown: [{ of: 'municipality', id: code }],
      assertion: asserting(municipality, MUNICIPALITY_REGISTER, claims),
    };
  },
});

function lastDay(change: Start): Start {
  if (change === 'unknown') return change;
  const last = lastDayBefore(change);
  return last === 'open' ? change : last;
}
