import { Rejected, type Rejections } from '#kernel';

/** A place in the log. Grows with every event, irregularly: nothing may be concluded from the distance of two. */
export type Position = { readonly commit: bigint; readonly prepare: bigint };

/** Before the first event. */
export const START: Position = { commit: 0n, prepare: 0n };

export const positionRejections = {
  'event-store.not-a-position': {
    kind: 'invalid',
    says: 'This is not a position that a command answered with.',
  },
} as const satisfies Rejections;

const UINT64_MAX = 0xffff_ffff_ffff_ffffn;
const TOKEN = /^v1\.([0-9a-z]{1,13})(?:\.([0-9a-z]{1,13}))?$/;

/** Negative when `a` lies before `b`, positive when after, 0 when they are the same place. */
export function comparePositions(a: Position, b: Position): number {
  if (a.commit !== b.commit) return a.commit < b.commit ? -1 : 1;
  if (a.prepare !== b.prepare) return a.prepare < b.prepare ? -1 : 1;
  return 0;
}

/** The opaque, URL-safe token that HTTP shows instead of a position. */
export function encodePosition({ commit, prepare }: Position): string {
  return commit === prepare
    ? `v1.${commit.toString(36)}`
    : `v1.${commit.toString(36)}.${prepare.toString(36)}`;
}

/** The position that a token stands for, or {@link Rejected} `event-store.not-a-position` naming `field`. */
export function decodePosition(token: unknown, field: string | null = null): Position {
  const match = typeof token === 'string' ? TOKEN.exec(token) : null;
  const commit = fromBase36(match?.[1] ?? '');
  const prepare = fromBase36(match?.[2] ?? match?.[1] ?? '');
  if (match === null || commit > UINT64_MAX || prepare > UINT64_MAX) {
    const { kind, says } = positionRejections['event-store.not-a-position'];
    throw new Rejected('event-store.not-a-position', kind, says, field);
  }
  return { commit, prepare };
}

function fromBase36(digits: string): bigint {
  let value = 0n;
  for (const digit of digits) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}
