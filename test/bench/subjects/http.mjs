/** Whoever uses the register over HTTP. */
import { randomUUID } from 'node:crypto';
import { HttpClient } from '../support/http-client.mjs';
import { atRate, perSecond } from '../support/load.mjs';
import { quantile } from '../support/rounds.mjs';

const CONNECTIONS = 64;

export async function open({ url, token }) {
  const http = new HttpClient(url, CONNECTIONS, token);
  const register = async () => {
    const body = { name: 'Verloskundigenpraktijk De Ooievaar', kind: 'midwifery', domain: 'medical' };
    const answer = await http.post('/v1/organisations', body, `Idempotency-Key: ${randomUUID()}\r\n`);
    if (answer.status !== 201) throw new Error(`POST answers ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body);
  };
  const percentiles = (sorted) => ({
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    max: sorted.at(-1),
  });
  return {
    commands: (load) =>
      perSecond(load, async () => {
        await register();
        return 1;
      }),

    /** Milliseconds from the moment at which a command was due to its 201. */
    latency: async ({ rate, ms }) =>
      percentiles(
        await atRate(rate, ms, async (due) => {
          await register();
          return performance.now() - due;
        }),
      ),

    /** Milliseconds from a 201 to the answer of a read model that knows of it. */
    visibility: async ({ rate, ms }) =>
      percentiles(
        await atRate(rate, ms, async () => {
          const { id, position } = await register();
          const recorded = performance.now();
          const { status, body } = await http.get(`/v1/organisations/${id}?after=${position}`);
          if (status !== 200) throw new Error(`GET answers ${status}: ${body}`);
          return performance.now() - recorded;
        }),
      ),

    reads: ({ path, bytesMin, ...load }) =>
      perSecond(load, async () => {
        const { status, body } = await http.get(path);
        if (status !== 200 || body.length < bytesMin)
          throw new Error(`GET answers ${status}: ${body.slice(0, 500)}`);
        return 1;
      }),
  };
}
