import type { IsoDate } from '#kernel';
import { predecessorsOf, type MunicipalityState } from '#contexts/municipality';
import type { QueryParameters } from '#platform/http';
import { noSuchRecord, type Read, type Reading } from '#platform/records';
import { geographyOf, geographyQuestions, type GeographyRows } from '#read/municipality';
import type { Borders } from '../overview.requests.ts';

/** A municipality, and the codes that its facts stand under. */
export type Place = { readonly code: string; readonly codes: readonly string[] };

/** By today's borders a municipality has the codes of all whose land it holds; as recorded, only its own. */
export const placeOf = (
  code: string,
  geography: MunicipalityState,
  borders: Borders,
  day: IsoDate,
): Place => ({
  code,
  codes: borders === 'recorded' ? [code] : [code, ...predecessorsOf(day, code, geography)],
});

export type Geographic = {
  readonly read: Read<ReturnType<typeof geographyQuestions>>;
  readonly rows: GeographyRows;
  readonly geography: MunicipalityState;
};

/** All places as of a moment; what follows from them is asked at the same number. */
export async function geographyAt(reading: Reading, parameters: QueryParameters): Promise<Geographic> {
  const read = await reading.ask(parameters, geographyQuestions);
  return { read, rows: read.rows, geography: geographyOf(read.rows) };
}

/** One municipality that the register knows, or {@link noSuchRecord}. */
export async function municipalityAt(
  reading: Reading,
  code: string,
  parameters: QueryParameters & { readonly borders?: Borders },
  today: IsoDate,
): Promise<Geographic & { readonly place: Place }> {
  const geographic = await geographyAt(reading, parameters);
  if (!geographic.geography.municipalities.has(code)) throw noSuchRecord();
  const place = placeOf(code, geographic.geography, parameters.borders ?? 'recorded', today);
  return { ...geographic, place };
}
