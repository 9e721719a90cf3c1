import { afterAll } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const AUDIENCE = 'register-under-test';

type Signer = { readonly key: CryptoKey; readonly jwk: JWK };
type Issuing = { readonly url: string; readonly server: Server; readonly signer: Signer };

let issuing: Promise<Issuing> | undefined;

/** An issuer of tokens on the loopback address, started once for a spec file and stopped after its last test. */
const issuer = (): Promise<Issuing> => (issuing ??= start());

afterAll(async () => {
  (await issuing)?.server.close();
  issuing = undefined;
});

async function start(): Promise<Issuing> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const server = createServer(({ url }, answer) => {
    const { port } = server.address() as AddressInfo;
    const own = `http://127.0.0.1:${port}`;
    const says =
      url === '/keys'
        ? { keys: [jwk] }
        : url === '/.well-known/openid-configuration'
          ? { issuer: own, jwks_uri: `${own}/keys` }
          : null;
    answer.writeHead(says === null ? 404 : 200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(says));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, server, signer: { key: privateKey, jwk } };
}

/** The settings of a process that takes the tokens of the issuer of this spec file. */
export async function issuerSettings(): Promise<Record<string, string>> {
  return { OIDC_ISSUER: (await issuer()).url, OIDC_AUDIENCE: AUDIENCE, REQUESTS_PER_MINUTE: '0' };
}

/** A token of that issuer. */
export async function issued(claims: JWTPayload): Promise<string> {
  const { url, signer } = await issuer();
  return new SignJWT({ sub: `${String(claims['role'])} under test`, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'at+jwt' })
    .setIssuer(url)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(signer.key);
}
