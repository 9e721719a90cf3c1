import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JSONWebKeySet,
} from 'jose';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { callerIn, type WrongClaims } from './claims.ts';
import { OWN_CLAIMS } from './issuer.ts';

export const LOCAL_ISSUER = 'urn:kansrijke-start:this-machine';
export const LOCAL_AUDIENCE = 'register';
const ALGORITHM = 'ES256';

/** What a token of the local issuer says. */
export type LocalClaims = {
  readonly role: string;
  readonly municipalities?: readonly string[] | undefined;
  readonly organisation?: string | undefined;
  /** Who it is for: the same subject is the same actor. */
  readonly subject?: string | undefined;
  readonly hours?: number | undefined;
};

const HOURS = 8;
const Key = z.object({
  ...{ kty: z.literal('EC'), crv: z.literal('P-256'), kid: z.string(), alg: z.literal(ALGORITHM) },
  ...{ x: z.string(), y: z.string(), d: z.string() },
});
type Key = z.infer<typeof Key>;

/** The key of a data folder, in a file for its owner only; made where there is none. Several may ask at once. */
async function keyOf(dataDir: string): Promise<Key> {
  const folder = join(dataDir, 'access');
  const file = join(folder, 'issuer.jwk.json');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (;;) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    });
    if (text !== null) return Key.parse(JSON.parse(text));
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const made = JSON.stringify({ ...jwk, alg: ALGORITHM, kid: await calculateJwkThumbprint(jwk) });
    const own = `${file}.${process.pid}.${uuid()}`;
    await writeFile(own, made, { mode: 0o600, flush: true });
    await chmod(own, 0o600);
    // The first one is everybody's.
    await link(own, file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    await rm(own);
  }
}

/** The keys by which tokens of the data folder are verified, none of which can sign. */
export async function localKeys(dataDir: string): Promise<JSONWebKeySet> {
  const { d: _, ...open } = await keyOf(dataDir);
  return { keys: [open] };
}

const WRONG: Readonly<Record<WrongClaims, string>> = {
  'access.no-role': 'The access token would name no role of the register.',
  'access.incomplete-role':
    'The access token would not say for which municipalities or organisation: see --municipality and --organisation.',
};

/** A token that the register on this data folder takes. Throws where it would not. */
export async function localToken(
  dataDir: string,
  { role, municipalities, organisation, subject = 'local', hours = HOURS }: LocalClaims,
): Promise<string> {
  const claims = {
    role,
    ...(municipalities !== undefined && { municipalities }),
    ...(organisation !== undefined && { organisation }),
  };
  const caller = callerIn(claims, OWN_CLAIMS, subject);
  if (typeof caller === 'string') throw new Error(`${caller}: ${WRONG[caller]}`);
  const key = await keyOf(dataDir);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: 'at+jwt' })
    .setIssuer(LOCAL_ISSUER)
    .setAudience(LOCAL_AUDIENCE)
    .setSubject(subject)
    .setJti(uuid())
    .setIssuedAt()
    .setExpirationTime(`${hours}h`)
    .sign(await importJWK(key, ALGORITHM));
}
