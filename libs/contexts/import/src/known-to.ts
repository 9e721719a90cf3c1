import { lastDayBefore } from '#kernel';
import type { Decisions } from '#platform/event-store';
import { coalition } from '#contexts/coalition';
import { decision } from '#contexts/decision';
import {
  municipality,
  MUNICIPALITY_REGISTER,
  municipalityFacts,
  type MunicipalityState,
} from '#contexts/municipality';
import { organisation } from '#contexts/organisation';
import { nameOf, type RecordName } from './row-file.ts';

/** Which of `records` the register has: a folder may name what was recorded before. */
export async function knownTo(
  decisions: Pick<Decisions, 'read'>,
  records: readonly RecordName[],
): Promise<(record: RecordName) => boolean> {
  const known = new Set<string>();
  const places = records.some(({ of }) => of === 'municipality' || of === 'merger')
    ? (await decisions.read(municipality, MUNICIPALITY_REGISTER)).state
    : municipality.initial;
  for (const record of records) {
    if (await has(decisions, places, record)) known.add(nameOf(record));
  }
  return (record) => known.has(nameOf(record));
}

async function has(
  decisions: Pick<Decisions, 'read'>,
  places: MunicipalityState,
  { of, id, on = 'unknown' }: RecordName,
): Promise<boolean> {
  switch (of) {
    case 'municipality':
      return municipalityFacts(id, places).known;
    case 'merger':
      return on !== 'unknown' && municipalityFacts(id, places).endedOn === lastDayBefore(on);
    case 'organisation':
      return (await decisions.read(organisation, id)).revision >= 0;
    case 'coalition':
      return (await decisions.read(coalition, id)).revision >= 0;
    case 'decision':
      return (await decisions.read(decision, id)).revision >= 0;
  }
}
