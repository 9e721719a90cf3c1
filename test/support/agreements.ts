import type { FiguresAnswer, RegionOverviewAnswer } from '#read/overview';
import { ask, tell, type Done } from './asking.ts';
import type { Api } from './register.ts';

/** An event in the history of a record. */
export type Entry = {
  readonly number: number;
  readonly eventId: string;
  readonly type: string;
  readonly recordedAt: string;
  readonly standing: string;
  readonly [field: string]: unknown;
};
type Version = {
  readonly contentHash: string;
  readonly missingSignatures: readonly string[];
  readonly signatures: readonly { readonly organisationId: string; readonly standing: string }[];
};
export type Agreement = {
  readonly inForce: string;
  readonly contentHash: string;
  readonly versions: readonly [Version, ...Version[]];
};

/** One agreement. `parameters` begin with a question mark, here and below. */
export const agreementOf = async (api: Api, id: string, parameters = ''): Promise<Agreement> =>
  (await ask<Agreement>(api, `agreements/${id}${parameters}`)).data;

/** The history of any record; `record` is its path, such as `coalitions/emmen`. */
export const historyEntries = async (api: Api, record: string, parameters = ''): Promise<Entry[]> =>
  (await ask<{ entries: Entry[] }>(api, `${record}/history${parameters}`)).data.entries;

export const historyOf = (api: Api, id: string, parameters = ''): Promise<Entry[]> =>
  historyEntries(api, `agreements/${id}`, parameters);

export const regionOf = async (api: Api, parameters: string): Promise<RegionOverviewAnswer> =>
  (await ask<RegionOverviewAnswer>(api, `regions/veenkolonien/overview${parameters}`)).data;

/** What the overview of the region says of one municipality. */
export const figuresOf = async (api: Api, code: string, parameters: string): Promise<FiguresAnswer> => {
  const { members } = await regionOf(api, parameters);
  const member = members.find((one) => one.code === code);
  if (member === undefined) throw new Error(`${code} is no member of the region`);
  return member.figures;
};

/** What a signature says. */
export const signatureOf = (organisationId: string, on: string, contentHash: string) => ({
  organisationId,
  capacity: 'on behalf of the board',
  function: 'director',
  on,
  contentHash,
});

export const sign = (api: Api, id: string, ...signature: Parameters<typeof signatureOf>): Promise<Done> =>
  tell(api, `agreements/${id}/signatures`, signatureOf(...signature));

/** What was recorded, in short. */
export const typesOf = ({ events }: Pick<Done, 'events'>): string[] => events.map(({ type }) => type);
