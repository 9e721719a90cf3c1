import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';

/** A certificate for a host, signed by itself, and the file that one trusts it by. */
export type Certificate = {
  readonly key: string;
  readonly cert: string;
  readonly file: string;
  remove(): Promise<void>;
};

/** @param host an address or a name that the certificate is for */
export async function certificateFor(host: string): Promise<Certificate> {
  const isAddress = /^[\d.]+$/.test(host);
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [isAddress ? { type: 7, ip: host } : { type: 2, value: host }] },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  const file = join(folder, 'ca.pem');
  await writeFile(file, cert);
  return { key, cert, file, remove: () => rm(folder, { recursive: true }) };
}

/** The encrypted way to a server on loopback that does not encrypt, as a proxy in front of it makes one. */
export class TlsDoor {
  readonly #sockets = new Set<TLSSocket>();

  private constructor(private readonly server: Server) {}

  static async before(port: number, { key, cert }: Certificate): Promise<TlsDoor> {
    const door = new TlsDoor(createServer({ key, cert, ALPNProtocols: ['h2'] }));
    door.server.on('secureConnection', (near) => {
      door.#sockets.add(near);
      const far = connect(port, '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
    door.server.on('tlsClientError', () => undefined); // Whoever does not trust it goes away.
    door.server.listen(0, '127.0.0.1');
    await once(door.server, 'listening');
    return door;
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('not a TCP port');
    return address.port;
  }

  /** Breaks all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  stop(): void {
    this.server.close();
    this.cut();
  }
}
