/** Access tokens for what is measured: real ones, which the register verifies. */
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { dist } from './processes.mjs';

/** No measurement is to end at a limit that is made to end it. */
export const UNLIMITED = { REQUESTS_PER_MINUTE: '0' };

/** A token of the programme office, for the register on a data folder. */
export async function localToken(dataDir) {
  const access = await import(dist('libs/platform/access/src/index.js'));
  return access.localToken(dataDir, { role: 'programme-office' });
}

/** An issuer on the loopback address: the settings of an API that takes its tokens, one of the programme office, and its end. */
export async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256' }];
  const server = createServer((request, answer) => {
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const says = request.url === '/keys' ? { keys } : { issuer, jwks_uri: `${issuer}/keys` };
    answer.setHeader('content-type', 'application/json').end(JSON.stringify(says));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const token = await new SignJWT({ role: 'programme-office' })
    .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience('bench')
    .setSubject('bench')
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(privateKey);
  return {
    settings: { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'bench', ...UNLIMITED },
    token,
    stop: () => server.close(),
  };
}
