import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type JWK,
  type JWTPayload,
} from 'jose';
import Provider from 'oidc-provider';
import { callerIn, OWN_CLAIMS } from '#platform/callers';
import { Tokens } from './tokens.ts';

const AUDIENCE = 'https://register.example';
const SECRET = 'a-secret-of-this-test-alone';
const CLIENT = 'coalition-dashboard';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

/** A key of an issuer, as a private JWK. */
async function keyNamed(kid: string, alg = 'ES256'): Promise<{ readonly jwk: JWK } & Pair> {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { ...pair, jwk: { ...(await exportJWK(pair.privateKey)), kid, alg, use: 'sig' } };
}

/** An OpenID Connect server on the loopback address, which gives a client access tokens as JWTs (RFC 9068). */
async function issuerWith(
  keys: readonly JWK[],
  port = 0,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(url, {
    jwks: { keys: keys.map((key) => ({ ...key })) },
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    extraTokenClaims: () => ({ role: 'municipality', municipalities: ['GM0114'] }),
  });
  const handle = provider.callback();
  server.on('request', (request, answer) => {
    answer.setHeader('connection', 'close'); // Its port is taken by another one later.
    void handle(request, answer);
  });
  return { url, server };
}

/** A token as a client gets it: by asking the issuer. */
async function askedFor(url: string): Promise<string> {
  const answer = await fetch(`${url}/token`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${CLIENT}:${SECRET}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: AUDIENCE }),
  });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

let issuer: Awaited<ReturnType<typeof issuerWith>>;
let signer: Awaited<ReturnType<typeof keyNamed>>;
let tokens: Tokens;
const servers: Server[] = [];

const tokensOf = (url: string): Tokens =>
  new Tokens({ kind: 'oidc', url, audience: AUDIENCE, claims: OWN_CLAIMS }, { keysCooldownMs: 0 });

beforeAll(async () => {
  signer = await keyNamed('first');
  issuer = await issuerWith([signer.jwk]);
  servers.push(issuer.server);
  tokens = tokensOf(issuer.url);
});
afterAll(() => Promise.all(servers.map(stop)));

/** What a header comes to: the subject, or the refusal. */
const outcomeOf = async (authorization: string | undefined, by = tokens): Promise<unknown> =>
  by.bearerOf(authorization).then(
    ({ subject }) => subject,
    (error: unknown) => (error as { readonly code: string }).code,
  );

const NOW = Math.floor(Date.now() / 1000);
const CLAIMS: JWTPayload = { sub: 'somebody', role: 'analyst', iat: NOW, exp: NOW + 600, aud: AUDIENCE };

/** A token signed with the issuer's own key, but for what is said otherwise. */
const forged = (claims: JWTPayload = {}, header: object = {}, key = signer.privateKey): Promise<string> =>
  new SignJWT({ iss: issuer.url, ...CLAIMS, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'first', typ: 'at+jwt', ...header })
    .sign(key);

describe('a token of the issuer', () => {
  it('says who its bearer is, and in which role', async () => {
    const { issuer: of, subject, payload } = await tokens.bearerOf(`Bearer ${await askedFor(issuer.url)}`);
    expect([of, subject]).toEqual([issuer.url, CLIENT]);
    expect(callerIn(payload, OWN_CLAIMS, 'reference')).toEqual({
      actor: 'reference',
      role: 'municipality',
      municipalities: ['GM0114'],
    });
  });

  it('holds although the clocks are half a minute apart', async () => {
    expect(await outcomeOf(`Bearer ${await forged({ iat: NOW + 20, exp: NOW + 600 })}`)).toBe('somebody');
    expect(await outcomeOf(`bearer ${await forged({ exp: NOW - 20 })}`)).toBe('somebody');
  });

  it('is signed by a new key when the old one is gone, which then holds no more', async () => {
    const [old, next] = [await keyNamed('old'), await keyNamed('next')];
    const before = await issuerWith([old.jwk]);
    servers.push(before.server);
    const own = tokensOf(before.url);
    const earlier = `Bearer ${await askedFor(before.url)}`;
    expect(await outcomeOf(earlier, own)).toBe(CLIENT);
    await stop(before.server);
    const after = await issuerWith([next.jwk], Number(new URL(before.url).port));
    servers.push(after.server);
    expect(await outcomeOf(`Bearer ${await askedFor(after.url)}`, own)).toBe(CLIENT);
    const withOldKey = await new SignJWT({ ...CLAIMS, iss: after.url })
      .setProtectedHeader({ alg: 'ES256', kid: 'old', typ: 'at+jwt' })
      .sign(old.privateKey);
    expect(await outcomeOf(`Bearer ${withOldKey}`, own)).toBe('access.invalid-token');
  });
});

describe('no token, or one that does not hold', () => {
  it.each([
    ['none', undefined],
    ['another scheme', 'Basic YTpi'],
    ['two tokens', 'Bearer a.b.c d.e.f'],
    ['nothing behind the scheme', 'Bearer '],
    ['what is no token', 'Bearer nonsense'],
    ['parts that are no JSON', 'Bearer e30.e30.e30'],
  ])('%s', async (name, header) => {
    expect(await outcomeOf(header)).toBe(name === 'none' ? 'access.no-token' : 'access.invalid-token');
  });

  it('without a signature (alg none)', async () => {
    const unsigned = new UnsecuredJWT({ iss: issuer.url, ...CLAIMS }).encode();
    expect(await outcomeOf(`Bearer ${unsigned}`)).toBe('access.invalid-token');
    const [, payload] = (await forged()).split('.');
    const none = Buffer.from('{"alg":"none","kid":"first"}').toString('base64url');
    expect(await outcomeOf(`Bearer ${none}.${payload}.`)).toBe('access.invalid-token');
  });

  it('signed with the public key as if it were a shared secret (HMAC)', async () => {
    const pem = await exportSPKI(signer.publicKey);
    const { d: _, ...open } = signer.jwk;
    for (const secret of [pem, JSON.stringify(open)]) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const token = await new SignJWT({ iss: issuer.url, ...CLAIMS })
          .setProtectedHeader({ alg, kid: 'first', typ: 'at+jwt' })
          .sign(new TextEncoder().encode(secret));
        expect(await outcomeOf(`Bearer ${token}`)).toBe('access.invalid-token');
      }
    }
  });

  it('with the key in its own header', async () => {
    const stranger = await keyNamed('first');
    const { d: _, ...open } = stranger.jwk;
    const token = await forged({}, { jwk: open, jku: `${issuer.url}/jwks` }, stranger.privateKey);
    expect(await outcomeOf(`Bearer ${token}`)).toBe('access.invalid-token');
  });

  it.each([
    ['expired', { exp: NOW - 31 }],
    ['of the future', { iat: NOW + 120, exp: NOW + 600 }],
    ['not yet valid', { nbf: NOW + 120 }],
    ['too old, whatever it says', { iat: NOW - 25 * 3600 }],
    ['of another issuer', { iss: 'https://elsewhere.example' }],
    ['for another audience', { aud: 'https://payroll.example' }],
    ['for nobody', { aud: [] }],
    ['without an audience', { aud: undefined }],
    ['without an end', { exp: undefined }],
    ['without a beginning', { iat: undefined }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
  ])('%s', async (_, claims) => {
    expect(await outcomeOf(`Bearer ${await forged(claims as JWTPayload)}`)).toBe('access.invalid-token');
  });

  it('signed with a key that the issuer does not have', async () => {
    const other = await keyNamed('other');
    expect(await outcomeOf(`Bearer ${await forged({}, { kid: 'other' }, other.privateKey)}`)).toBe(
      'access.invalid-token',
    );
    expect(await outcomeOf(`Bearer ${await forged({}, {}, other.privateKey)}`)).toBe('access.invalid-token');
  });

  it('of another kind: one that says who somebody is, or that somebody is logged out', async () => {
    for (const typ of ['id+jwt', 'logout+jwt', 'dpop+jwt', 'secevent+jwt']) {
      expect(await outcomeOf(`Bearer ${await forged({}, { typ })}`)).toBe('access.invalid-token');
    }
  });

  it('with one byte changed anywhere', async () => {
    const token = await forged();
    for (const at of [3, Math.floor(token.length / 2), token.length - 12]) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const changed = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
      expect(await outcomeOf(`Bearer ${changed}`)).toBe('access.invalid-token');
    }
  });

  it('larger than a token is', async () => {
    const token = await forged({ padding: 'a'.repeat(8_192) });
    expect(await outcomeOf(`Bearer ${token}`)).toBe('access.invalid-token');
  });

  it('is told from an issuer that cannot be reached, or is another one', async () => {
    const nowhere = tokensOf('http://127.0.0.1:9');
    expect(await outcomeOf(`Bearer ${await forged()}`, nowhere)).toBe('access.issuer-unavailable');
    const other = tokensOf(`${issuer.url}/`);
    expect(await outcomeOf(`Bearer ${await forged()}`, other)).toBe('access.issuer-unavailable');
    await expect(other.reach()).rejects.toThrow('access.issuer-unavailable');
  });
});
