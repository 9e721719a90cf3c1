import { isDeepStrictEqual } from 'node:util';
import type { Json } from '#kernel';
import { InstantShape, RequestRefused, type QueryAnswer, type QueryParameters } from '#platform/http';
import { instantBefore } from '#platform/read-store';
import type { ChangeEntry, Reading } from '#platform/records';
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
  readonly ask: (id: string, parameters: QueryParameters) => Promise<QueryAnswer<object>>;
};

const kindsOf = (reading: Reading): Readonly<Record<string, Kind | undefined>> => ({
  agreement: {
    path: 'agreements',
    ask: (id, p) => new AgreementByIdHandler(reading).execute(new AgreementById(id, p)),
  },
  coalition: {
    path: 'coalitions',
    ask: (id, p) => new CoalitionByIdHandler(reading).execute(new CoalitionById(id, p)),
  },
  decision: {
    path: 'decisions',
    ask: (id, p) => new DecisionByIdHandler(reading).execute(new DecisionById(id, p)),
  },
  indicator: {
    path: 'indicators',
    ask: (id, p) => new IndicatorByIdHandler(reading).execute(new IndicatorById(id, p)),
  },
  municipality: {
    path: 'municipalities',
    ask: (code, p) => new MunicipalityByCodeHandler(reading).execute(new MunicipalityByCode(code, p)),
  },
  organisation: {
    path: 'organisations',
    ask: (id, p) => new OrganisationByIdHandler(reading).execute(new OrganisationById(id, p)),
  },
  programme: {
    path: 'programmes',
    ask: (id, p) => new ProgrammeByIdHandler(reading).execute(new ProgrammeById(id, p)),
  },
  region: {
    path: 'regions',
    ask: (id, p) => new RegionByIdHandler(reading).execute(new RegionById(id, p)),
  },
});

type Fields = { readonly [field: string]: Json };

/** A record that an event is about, and what the register answered about it just before and just after. */
export type Told = {
  /** Its address in the API. */
  readonly url: string;
  readonly before: Fields | null;
  readonly after: Fields | null;
  readonly values: readonly ValueAnswer[];
};

/** What events changed of the records that they are about, as the register answers about these. */
export class OldAndNew {
  readonly #kinds: Readonly<Record<string, Kind | undefined>>;

  constructor(
    reading: Reading,
    private readonly parameters: QueryParameters,
  ) {
    this.#kinds = kindsOf(reading);
  }

  async of(entry: ChangeEntry): Promise<readonly Told[]> {
    const told: Told[] = [];
    for (const { kind, id } of aboutOf(entry)) {
      const record = this.#kinds[kind];
      if (record === undefined) continue;
      const before = await this.#answer(record, id, instantBefore(entry.recordedAt));
      const after = await this.#answer(record, id, entry.recordedAt);
      told.push({
        url: `/v1/${record.path}/${id}`,
        before,
        after,
        values: valuesOf(`${kind}-${id}`, before, after),
      });
    }
    return told;
  }

  /** `null`: the register did not have it at that instant, or does not tell whoever asks. */
  async #answer({ ask }: Kind, id: string, asOf: string): Promise<Fields | null> {
    try {
      const { data } = await ask(id, { ...this.parameters, asOf: InstantShape.parse(asOf) });
      return { ...data };
    } catch (error) {
      if (error instanceof RequestRefused && error.status === 404) return null;
      throw error;
    }
  }
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
