import { noting } from './log/own-chain.ts';
import type { Ask } from './log/access-log.ts';

/** Who stands behind a reference. */
export type Actor = { readonly issuer: string; readonly subject: string; readonly since: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHOW = `SELECT issuer, subject, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
  FROM actor WHERE reference = $1`;
const ERASE = 'DELETE FROM actor WHERE reference = $1 RETURNING issuer, subject, since::text';

async function actorBy(
  databaseUrl: string,
  reference: string,
  action: 'R' | 'D',
  text: string,
): Promise<Actor | null> {
  if (!UUID.test(reference)) return null;
  const what = { action, operation: action === 'R' ? 'actor show' : 'actor erase', purpose: 'actors' };
  const object = { kind: 'actor', id: reference };
  return noting(databaseUrl, { ...what, object }, async (ask: Ask) => {
    const [actor] = (await ask(text, [reference])) as readonly Actor[];
    return actor ?? null;
  });
}

/** Who an actor is; `null` where nobody knows, or not any more. Noted in the access log. */
export const actorOf = (databaseUrl: string, reference: string): Promise<Actor | null> =>
  actorBy(databaseUrl, reference, 'R', SHOW);

/**
 * Forgets who an actor is: the reference stays in what was recorded, and leads to nobody. Whoever comes with a token of
 * that subject afterwards is somebody new, within a minute in every process. False where nobody knew already. Noted in
 * the access log.
 */
export const eraseActor = async (databaseUrl: string, reference: string): Promise<boolean> =>
  (await actorBy(databaseUrl, reference, 'D', ERASE)) !== null;
