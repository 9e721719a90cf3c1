import { agreement } from '#contexts/agreement';
import { coalition } from '#contexts/coalition';
import { decision } from '#contexts/decision';
import { figures } from '#contexts/figures';
import { finding } from '#contexts/finding';
import { indicator } from '#contexts/indicator';
import { municipality } from '#contexts/municipality';
import { organisation } from '#contexts/organisation';
import { programme } from '#contexts/programme';

/** All but referrals: their histories are read by their parties alone. */
const TRAILED = [
  municipality,
  organisation,
  coalition,
  decision,
  agreement,
  programme,
  indicator,
  figures,
  finding,
];

/** The types of events that the audit trail tells of. */
export const TRAIL_TYPES: readonly string[] = TRAILED.flatMap(({ events }) =>
  events.map(({ type }: { readonly type: string }) => type),
).sort();

/** The same as a regular expression, by what their names begin with: a list would be looked up name by name. */
export const TRAILED_TYPE = `^(${[...new Set(TRAIL_TYPES.map((type) => type.split('.')[0]))].join('|')})[.]`;

/** All types under which events of a type were ever written: its shape of today has the highest number. */
export function shapesOf(type: string): readonly string[] {
  const [, name = type, version = '1'] = /^(.*)\.v(\d+)$/.exec(type) ?? [];
  return Array.from({ length: Number(version) }, (_, older) =>
    older === 0 ? name : `${name}.v${older + 1}`,
  );
}
