import { rejector, type Start } from '#kernel';
import { liesAfterEnd, type MunicipalityFacts } from './municipality.state.ts';

export const municipalityRejections = {
  'municipality.absent': { kind: 'absent', says: 'The register has no municipality with this code.' },
  'municipality.unknown': { kind: 'invalid', says: 'The register has no municipality with this code.' },
  'municipality.exists': { kind: 'conflict', says: 'The code is registered for another municipality.' },
  'municipality.ended': { kind: 'conflict', says: 'The code had ended by then, in a merger.' },
  'municipality.merged-otherwise': { kind: 'conflict', says: 'The code has ended in another merger.' },
  'municipality.reorganised-into-itself': {
    kind: 'invalid',
    says: 'A municipality cannot give land to itself; one that takes others in is only named as the successor.',
  },
  'municipality.region-absent': { kind: 'absent', says: 'The register has no region with this id.' },
  'municipality.region-exists': { kind: 'conflict', says: 'Another region is registered with this id.' },
  'municipality.already-member': {
    kind: 'conflict',
    says: 'The municipality is a member of the region then, from another date.',
  },
  'municipality.not-a-member': { kind: 'conflict', says: 'The municipality is no member of the region.' },
  'municipality.left-before-joining': { kind: 'invalid', says: 'The membership would end before it begins.' },
} as const;
export const reject = rejector(municipalityRejections);

/** A municipality that another record names must be registered, and must not have ended by `date`. */
export function mustBeMunicipality(
  code: string,
  date: Start,
  field: string,
  municipalities: readonly MunicipalityFacts[],
): void {
  mustBeThere(
    municipalities.find((one) => one.code === code),
    code,
    date,
    field,
  );
}

/** The same, where only one is looked up. */
export function mustBeThere(
  place: Pick<MunicipalityFacts, 'known' | 'endedOn'> | undefined,
  code: string,
  date: Start,
  field: string,
): void {
  if (place?.known !== true) return reject('municipality.unknown', field, code);
  if (liesAfterEnd(place, date)) reject('municipality.ended', field, code);
}
