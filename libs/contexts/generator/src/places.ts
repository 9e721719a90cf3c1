import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planOf } from '#contexts/import';
import type { MunicipalityEvent } from '#contexts/municipality';
import { firstDayOf, type Day } from './days.ts';

/** A fact about municipalities and their region, and the day from which it can be told; `null`: always. */
export type PlaceFact = { readonly day: Day | null; readonly fact: MunicipalityEvent };

/** The municipalities, their region and their reorganisations, in the order in which they can be told. */
export type Places = {
  readonly facts: readonly PlaceFact[];
  /** The day of the last merger. */
  readonly lastMerger: Day;
  /** The day on which the region got its first member. */
  readonly firstMember: Day;
};

const FILES = ['regions.csv', 'municipalities.csv', 'reorganisations.csv'];

/**
 * The places that the files of a folder tell of, as the import reads them. Throws an Error where the folder cannot be
 * read, where a row is wrong, or where it tells of no merger.
 */
export async function readPlaces(folder: string): Promise<Places> {
  const names = (await readdir(folder)).filter((name) => FILES.includes(name));
  const files = new Map<string, Uint8Array>();
  for (const name of names) files.set(name, await readFile(join(folder, name)));
  const { rows, refusals } = planOf(files, 'places');
  const [refusal] = refusals;
  if (refusal !== undefined) {
    throw new Error(`${join(folder, refusal.file)}, line ${refusal.line ?? 1}: ${refusal.reason}`);
  }
  const facts = rows
    .flatMap(({ assertion }) => assertion.claims as readonly MunicipalityEvent[])
    .map((fact) => ({ day: firstDayOf(dateOf(fact)), fact }))
    .sort((a, b) => (a.day ?? -Infinity) - (b.day ?? -Infinity) || rank(a.fact) - rank(b.fact));
  const mergers = facts.flatMap(({ day, fact }) =>
    day !== null && fact.type === 'municipality.Reorganised' && fact.data.kind === 'merger' ? [day] : [],
  );
  if (mergers.length === 0) throw new Error(`The files of ${folder} tell of no merger with a known day.`);
  const joined = facts.flatMap(({ day, fact }) =>
    fact.type === 'region.MunicipalityJoined' ? [day ?? -Infinity] : [],
  );
  if (joined.length === 0) throw new Error(`The files of ${folder} tell of no region with members.`);
  return { facts, lastMerger: Math.max(...mergers), firstMember: Math.min(...joined) };
}

/** The first day on which the fact holds. */
function dateOf(fact: MunicipalityEvent) {
  switch (fact.type) {
    case 'municipality.Registered':
    case 'region.Established':
    case 'region.MunicipalityJoined':
      return fact.data.from;
    case 'municipality.Renamed':
      return fact.data.on;
    case 'municipality.Reorganised':
      return fact.data.effectiveOn;
    case 'region.MunicipalityLeft':
      return fact.data.until;
  }
}

/** What a fact of the same day names comes before it. */
const rank = ({ type }: MunicipalityEvent): number =>
  [
    'region.Established',
    'municipality.Registered',
    'municipality.Renamed',
    'region.MunicipalityLeft',
    'municipality.Reorganised',
    'region.MunicipalityJoined',
  ].indexOf(type);
