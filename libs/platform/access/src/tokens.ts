import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { refused, type RequestRefused } from '#platform/http';
import {
  assertSafe,
  localKeys,
  LOCAL_AUDIENCE,
  LOCAL_ISSUER,
  OWN_CLAIMS,
  type ClaimNames,
  type Issuer,
} from '#platform/callers';

/** Signatures by a key pair only: whoever verifies cannot sign (RFC 8725, 3.1 and 3.2). */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'EdDSA', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];
const TYPES: readonly (string | undefined)[] = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];
const TOKEN_CHARACTERS_MAX = 8_192;
/** How far the clocks of issuer and register may be apart. */
const SKEW_S = 30;
/** A token that was issued longer ago is not taken, whatever it says of itself. */
const AGE_MAX = '24h';
const KNOWN_TOKENS_MAX = 5_000;
/** A token is looked at again after so long: its key may be gone. */
const KNOWN_MS_MAX = 60_000;
const FETCH_MS_MAX = 5_000;
const KEYS_AGE_MS_MAX = 600_000;
/** Between two fetches because of a key that is not known: what anybody can write must not become a flood. */
const KEYS_COOLDOWN_MS = 5_000;
const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;

/** What is known of the bearer of a token that holds. */
export type Bearer = { readonly issuer: string; readonly subject: string; readonly payload: JWTPayload };

type Expected = { readonly issuer: string; readonly audience: string; readonly keys: JWTVerifyGetKey };

const challenge = (code: 'access.no-token' | 'access.invalid-token'): RequestRefused =>
  refused(code, {
    headers: {
      'WWW-Authenticate':
        code === 'access.no-token'
          ? 'Bearer realm="register"'
          : 'Bearer realm="register", error="invalid_token"',
    },
  });

/** Verifies access tokens of one issuer (RFC 6750, RFC 7519, RFC 9068). */
export class Tokens {
  readonly claims: ClaimNames;
  readonly #known = new LRUCache<string, Bearer>({ max: KNOWN_TOKENS_MAX });
  #expected: Promise<Expected> | undefined;

  constructor(
    private readonly issuer: Issuer,
    private readonly options: { readonly keysCooldownMs?: number } = {},
  ) {
    this.claims = issuer.kind === 'oidc' ? issuer.claims : OWN_CLAIMS;
  }

  /** Reaches the issuer, so that a wrong address is told at the start. */
  async reach(): Promise<void> {
    await this.#expectedNow();
  }

  /**
   * The bearer of the token in an `Authorization` header. Throws `RequestRefused`: 401 where there is none or it does
   * not hold, 503 where the issuer's keys cannot be had.
   */
  async bearerOf(authorization: string | undefined): Promise<Bearer> {
    if (authorization === undefined) throw challenge('access.no-token');
    const [, token] = BEARER.exec(authorization) ?? [];
    if (token === undefined || token.length > TOKEN_CHARACTERS_MAX) throw challenge('access.invalid-token');
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    const bearer = await this.#verified(token);
    const leftMs = (bearer.payload.exp ?? 0) * 1000 - Date.now();
    if (leftMs > 0) this.#known.set(token, bearer, { ttl: Math.min(leftMs, KNOWN_MS_MAX) });
    return bearer;
  }

  async #verified(token: string): Promise<Bearer> {
    const { issuer, audience, keys } = await this.#expectedNow();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        ...{ issuer, audience, algorithms: ALGORITHMS, clockTolerance: SKEW_S, maxTokenAge: AGE_MAX },
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      const { sub } = payload;
      if (!TYPES.includes(protectedHeader.typ?.toLowerCase()) || sub === undefined || sub === '')
        throw challenge('access.invalid-token');
      return { issuer, subject: sub, payload };
    } catch (error) {
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError))
        throw unavailable(error);
      // The answer of a server of keys that is no set of keys is its trouble, not the caller's.
      if (error instanceof errors.JWKSInvalid || error.code === 'ERR_JOSE_GENERIC') throw unavailable(error);
      throw challenge('access.invalid-token');
    }
  }

  async #expectedNow(): Promise<Expected> {
    this.#expected ??= this.#discovered();
    try {
      return await this.#expected;
    } catch (error) {
      this.#expected = undefined;
      throw unavailable(error);
    }
  }

  async #discovered(): Promise<Expected> {
    if (this.issuer.kind === 'local') {
      const keys = createLocalJWKSet(await localKeys(this.issuer.dataDir));
      return { issuer: LOCAL_ISSUER, audience: LOCAL_AUDIENCE, keys };
    }
    const { url: issuer, audience } = this.issuer;
    const { jwks_uri: keysAt } = await discover(issuer);
    const keys = createRemoteJWKSet(new URL(keysAt), {
      timeoutDuration: FETCH_MS_MAX,
      cooldownDuration: this.options.keysCooldownMs ?? KEYS_COOLDOWN_MS,
      cacheMaxAge: KEYS_AGE_MS_MAX,
      [customFetch]: (address, options) => fetch(address, { ...options, redirect: 'error' }),
    });
    return { issuer, audience, keys };
  }
}

const unavailable = (cause: unknown): Error =>
  cause instanceof Error && cause.name === 'RequestRefused'
    ? cause
    : Object.assign(refused('access.issuer-unavailable'), { cause });

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** What an issuer says of itself (OpenID Connect Discovery 1.0, 4): it must be who it was asked for (4.3). */
async function discover(issuer: string): Promise<z.infer<typeof Discovery>> {
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_MS_MAX),
  });
  if (!answer.ok) throw new Error(`the issuer answers ${answer.status}`);
  const found = Discovery.parse(await answer.json());
  if (found.issuer !== issuer) throw new Error(`it is the issuer ${found.issuer}`);
  assertSafe(new URL(found.jwks_uri));
  return found;
}
