import { isDeepStrictEqual } from 'node:util';
import type { Json } from '#kernel';
import type { QueryAnswer, QueryParameters } from '#platform/http';
import { unlessAbsent, type ChangeEntry, type Reading } from '#platform/records';
import { AgreementById, AgreementByIdHandler } from '#read/agreement';
import { CoalitionById, CoalitionByIdHandler } from '#read/coalition';
import { DecisionById, DecisionByIdHandler } from '#read/decision';
import { IndicatorById, IndicatorByIdHandler } from '#read/indicator';
import {
  MunicipalityByCode,
  MunicipalityByCodeHandler,
  RegionById,
  RegionByIdHandler,
} from '#read/municipality';
import { OrganisationById, OrganisationByIdHandler } from '#read/organisation';
import { ProgrammeById, ProgrammeByIdHandler } from '#read/programme';
import { placesIn } from '../timeline.projection.ts';
import type { ValueAnswer } from './trail.answers.ts';

/** A kind of record: where the API has it, and how it is asked about one. */
type Kind = {
  readonly path: string;
  readonly ask: (reading: Reading, id: string, parameters: QueryParameters) => Promise<QueryAnswer<object>>;
};

const KINDS: Readonly<Record<string, Kind | undefined>> = {
  agreement: {
    path: 'agreements',
    ask: (reading, id, p) => new AgreementByIdHandler(reading).execute(new AgreementById(id, p)),
  },
  coalition: {
    path: 'coalitions',
    ask: (reading, id, p) => new CoalitionByIdHandler(reading).execute(new CoalitionById(id, p)),
  },
  decision: {
    path: 'decisions',
    ask: (reading, id, p) => new DecisionByIdHandler(reading).execute(new DecisionById(id, p)),
  },
  indicator: {
    path: 'indicators',
    ask: (reading, id, p) => new IndicatorByIdHandler(reading).execute(new IndicatorById(id, p)),
  },
  municipality: {
    path: 'municipalities',
    ask: (reading, code, p) =>
      new MunicipalityByCodeHandler(reading).execute(new MunicipalityByCode(code, p)),
  },
  organisation: {
    path: 'organisations',
    ask: (reading, id, p) => new OrganisationByIdHandler(reading).execute(new OrganisationById(id, p)),
  },
  programme: {
    path: 'programmes',
    ask: (reading, id, p) => new ProgrammeByIdHandler(reading).execute(new ProgrammeById(id, p)),
  },
  region: {
    path: 'regions',
    ask: (reading, id, p) => new RegionByIdHandler(reading).execute(new RegionById(id, p)),
  },
};

type Fields = { readonly [field: string]: Json };

/** A record that an event is about, and what the register answered about it just before and just after. */
export type Told = {
  /** Its address in the API. */
  readonly url: string;
  readonly before: Fields | null;
  readonly after: Fields | null;
  readonly values: readonly ValueAnswer[];
};

/** What an event changed of the records that it is about, as the register answers about these. */
export async function oldAndNew(
  reading: Reading,
  entry: ChangeEntry,
  parameters: QueryParameters,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const { kind, id } of aboutOf(entry)) {
    const record = KINDS[kind];
    if (record === undefined) continue;
    const askedAt = async (number: number): Promise<Fields | null> => {
      const found = await unlessAbsent(record.ask(reading.at(number), id, parameters));
      return found === null ? null : { ...found.data };
    };
    const before = await askedAt(entry.number - 1);
    const after = await askedAt(entry.number);
    const url = `/v1/${record.path}/${id}`;
    told.push({ url, before, after, values: valuesOf(`${kind}-${id}`, before, after) });
  }
  return told;
}

/** The records that an event is about: the one in whose stream it stands, or the places of the stream that these share. */
function aboutOf({
  record,
  data,
  speaksOf,
}: ChangeEntry): readonly { readonly kind: string; readonly id: string }[] {
  const [, kind = '', id = ''] = /^([a-z]+)-(.*)$/.exec(record) ?? [];
  if (kind !== 'municipality') return [{ kind, id }];
  const places = [data, speaksOf?.before, speaksOf?.after].flatMap((one) =>
    isObject(one) ? placesIn(one) : [],
  );
  return [...new Set(places)].map((place) =>
    place.startsWith('region-') ? { kind: 'region', id: place.slice('region-'.length) } : { kind, id: place },
  );
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The fields in which two answers differ. */
function valuesOf(about: string, before: Fields | null, after: Fields | null): readonly ValueAnswer[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .map((field) => ({ about, field, old: before?.[field] ?? null, new: after?.[field] ?? null }))
    .filter((value) => !isDeepStrictEqual(value.old, value.new));
}
