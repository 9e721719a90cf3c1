import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { refused } from '#platform/http';

const WINDOW_S = 60;
/** How often a minute an address may come without a token that holds. */
const FAILURES_MAX = 120;

/** How often somebody may ask, in this process. `0`: as often as they like. */
export class Rates {
  readonly #asked: RateLimiterMemory | null;
  readonly #failed: RateLimiterMemory | null;

  constructor(private readonly perMinute: number) {
    const isLimited = perMinute > 0;
    this.#asked = isLimited ? new RateLimiterMemory({ points: perMinute, duration: WINDOW_S }) : null;
    this.#failed = isLimited ? new RateLimiterMemory({ points: FAILURES_MAX, duration: WINDOW_S }) : null;
  }

  /**
   * Counts a request of a caller, and tells how many are left (`RateLimit` and `RateLimit-Policy`,
   * draft-ietf-httpapi-ratelimit-headers). Throws `RequestRefused` (429) where there are none.
   */
  async count(actor: string, reply: FastifyReply): Promise<void> {
    if (this.#asked === null) return;
    void reply.header('RateLimit-Policy', `"caller";q=${this.perMinute};w=${WINDOW_S}`);
    try {
      const { remainingPoints, msBeforeNext } = await this.#asked.consume(actor);
      void reply.header('RateLimit', `"caller";r=${remainingPoints};t=${Math.ceil(msBeforeNext / 1000)}`);
    } catch (error) {
      throw tooMany(error);
    }
  }

  /** Counts a request without a token that holds. Throws `RequestRefused` (429) where there were too many. */
  async countFailure({ ip }: FastifyRequest): Promise<void> {
    try {
      await this.#failed?.consume(ip);
    } catch (error) {
      throw tooMany(error);
    }
  }
}

function tooMany(error: unknown): unknown {
  if (!(error instanceof RateLimiterRes)) return error;
  const seconds = Math.ceil(error.msBeforeNext / 1000);
  return refused('access.too-many-requests', {
    headers: { 'Retry-After': String(seconds), RateLimit: `"caller";r=0;t=${seconds}` },
  });
}
