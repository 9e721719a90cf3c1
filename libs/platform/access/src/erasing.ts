import { Client } from 'pg';

/** Who stands behind a reference. */
export type Actor = { readonly issuer: string; readonly subject: string; readonly since: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function asked<R extends object>(
  databaseUrl: string,
  text: string,
  reference: string,
): Promise<R | null> {
  if (!UUID.test(reference)) return null;
  const client = new Client({ connectionString: databaseUrl, application_name: 'register' });
  await client.connect();
  try {
    return (await client.query<R>(text, [reference])).rows[0] ?? null;
  } finally {
    await client.end();
  }
}

/** Who an actor is; `null` where nobody knows, or not any more. */
export const actorOf = (databaseUrl: string, reference: string): Promise<Actor | null> =>
  asked<Actor>(
    databaseUrl,
    `SELECT issuer, subject, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
     FROM actor WHERE reference = $1`,
    reference,
  );

/**
 * Forgets who an actor is: the reference stays in what was recorded, and leads to nobody. Whoever comes with a token of
 * that subject afterwards is somebody new, within a minute in every process. False where nobody knew already.
 */
export const eraseActor = async (databaseUrl: string, reference: string): Promise<boolean> =>
  (await asked(databaseUrl, 'DELETE FROM actor WHERE reference = $1 RETURNING reference', reference)) !==
  null;
