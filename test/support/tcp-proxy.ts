import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A cable between a client and a server on loopback that can be cut, stalled and pulled out, on one fixed port. */
export class TcpProxy {
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #server: Server | null = null;
  #isStalled = false;
  #port = 0;
  #accepted = 0;
  #bytesLeft = Infinity;

  private constructor(private readonly targetPort: number) {}

  static async before(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    await proxy.plugIn();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** Connections that were ever made. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Breaks all connections at once, in the middle of whatever they carry. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
    this.#pairs.clear();
  }

  /** Breaks all connections once, when the client has sent so many bytes more. */
  cutAfter(bytes: number): void {
    this.#bytesLeft = bytes;
  }

  /** Lets nothing through any more, without a word; connections that are made meanwhile fall silent too. */
  stall(): void {
    this.#isStalled = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** Lets everything through again; what was held back arrives late. */
  flow(): void {
    this.#isStalled = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  /** Breaks all connections and refuses new ones. */
  async pullOut(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.close();
    this.cut();
    if (server?.listening === true) await once(server, 'close');
  }

  /** Accepts connections, on the same port as before. */
  async plugIn(): Promise<void> {
    const server = createServer((near) => this.#join(near));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = portOf(server.address());
    this.#server = server;
  }

  #join(near: Socket): void {
    this.#accepted++;
    const far = connect(this.targetPort, '127.0.0.1');
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (bytes: Buffer) => {
        if (from === near) this.#bytesLeft -= bytes.length;
        to.write(this.#bytesLeft < 0 ? bytes.subarray(0, this.#bytesLeft) : bytes);
        if (this.#bytesLeft >= 0) return;
        this.#bytesLeft = Infinity;
        setImmediate(() => this.cut());
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      if (this.#isStalled) from.pause();
    }
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not a TCP port');
  return address.port;
}
