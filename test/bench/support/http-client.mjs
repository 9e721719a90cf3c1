import { connect } from 'node:net';

/**
 * A client that costs little, since it shares the processors with what it measures: connections that are kept, one
 * request at a time on each, answers with a Content-Length only.
 */
export class HttpClient {
  #idle = [];
  #waiting = [];

  constructor(url, connections, token = null) {
    const { hostname, port } = new URL(url);
    this.address = { host: hostname, port: Number(port) };
    this.head = `Host: ${hostname}:${port}\r\nConnection: keep-alive\r\n${token === null ? '' : `Authorization: Bearer ${token}\r\n`}`;
    for (let count = 0; count < connections; count++) this.#idle.push(this.#connection());
  }

  get(path) {
    return this.#send(`GET ${path} HTTP/1.1\r\n${this.head}\r\n`);
  }

  post(path, body, headers = '') {
    const text = JSON.stringify(body);
    const length = Buffer.byteLength(text);
    return this.#send(
      `POST ${path} HTTP/1.1\r\n${this.head}${headers}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${text}`,
    );
  }

  close() {
    for (const { socket } of this.#idle) socket.destroy();
  }

  async #send(request) {
    const connection = this.#idle.pop() ?? (await new Promise((resolve) => this.#waiting.push(resolve)));
    try {
      return await new Promise((resolve, reject) => {
        Object.assign(connection, { resolve, reject });
        connection.socket.write(request);
      });
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(connection);
      else next(connection);
    }
  }

  #connection() {
    const socket = connect({ ...this.address, noDelay: true });
    const connection = { socket, resolve: () => undefined, reject: () => undefined };
    let bytes = Buffer.alloc(0);
    socket.on('data', (more) => {
      bytes = bytes.length === 0 ? more : Buffer.concat([bytes, more]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = bytes.toString('latin1', 0, end);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (bytes.length < end + 4 + length) return;
      const body = bytes.toString('utf8', end + 4, end + 4 + length);
      bytes = Buffer.alloc(0);
      connection.resolve({ status: Number(head.slice(9, 12)), body });
    });
    const fail = (error) => connection.reject(error ?? new Error('the connection was closed'));
    socket.on('error', fail).on('close', () => fail());
    return connection;
  }
}
