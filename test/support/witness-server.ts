import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openCheckpoint, provesConsistency, type Hash, type TreeHead, type Verifier } from '#platform/ledger';

const COSIGNATURE_V1 = 4;
const NAME = 'witness.example/under-test';

/**
 * A witness over HTTP, as C2SP tlog-witness has it: it cosigns a tree head of one log that goes on from the last that it has seen,
 * and nothing else.
 */
export class WitnessServer {
  /** The key with which it cosigns, as `name+hash+key`. */
  readonly key: string;
  /** How many tree heads it cosigned, and how many requests it refused, by status. */
  cosigned = 0;
  readonly refused: number[] = [];
  /** What it says it has seen; a witness keeps that for ever. */
  seen: TreeHead | null = null;
  /** Whether the next cosignature is lost on its way. */
  losesNext = false;
  readonly #keys = generateKeyPairSync('ed25519');
  readonly #hash: Buffer;
  readonly #server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { status, text } = this.#answer(request.url ?? '', Buffer.concat(parts).toString());
      if (status !== 200) this.refused.push(status);
      if (status === 200 && this.losesNext) {
        this.losesNext = false;
        response.destroy();
      } else response.writeHead(status).end(text);
    });
  });

  /** `log`: the key of the log that it knows; `null`: it knows none yet. */
  constructor(private readonly log: () => Verifier | null) {
    const { x = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const key = Buffer.concat([Buffer.of(COSIGNATURE_V1), Buffer.from(x, 'base64url')]);
    this.#hash = createHash('sha256').update(`${NAME}\n`).update(key).digest().subarray(0, 4);
    this.key = `${NAME}+${this.#hash.toString('hex')}+${key.toString('base64')}`;
  }

  /** Answers where it listens. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(at: string, body: string): { readonly status: number; readonly text: string } {
    const [, size = '', proof = '', note = ''] = /^old (\d+)\n((?:.+\n)*)\n([^]*)$/.exec(body) ?? [];
    if (at !== '/add-checkpoint' || size === '') return { status: 400, text: '' };
    const log = this.log();
    if (log === null) return { status: 404, text: 'unknown log\n' };
    const head = openCheckpoint(note, log);
    const [old, known] = [Number(size), this.seen?.size ?? 0];
    if (old !== known) return { status: 409, text: `${known}\n` };
    const hashes = proof.split('\n').filter((line) => line !== '');
    const path: Hash[] = hashes.map((hash) => Buffer.from(hash, 'base64'));
    const goesOn = this.seen === null ? path.length === 0 : provesConsistency(this.seen, head, path);
    if (!goesOn) return { status: 422, text: '' };
    this.seen = head;
    this.cosigned += 1;
    return { status: 200, text: this.#cosignature(note) };
  }

  #cosignature(note: string): string {
    const at = Buffer.alloc(8);
    at.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000)));
    const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
    const signed = `cosignature/v1\ntime ${at.readBigUInt64BE()}\n${text}`;
    const signature = sign(null, Buffer.from(signed), this.#keys.privateKey);
    return `\u2014 ${NAME} ${Buffer.concat([this.#hash, at, signature]).toString('base64')}\n`;
  }
}
