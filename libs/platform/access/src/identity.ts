import { callerIn } from '#platform/callers';
import { refused, RequestRefused, type Caller } from '#platform/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actors } from './actors.ts';
import type { Rates } from './rates.ts';
import type { Tokens } from './tokens.ts';

/** Says who asks: by the token of the request, by a reference that says nothing of them. */
export class Identity {
  constructor(
    private readonly tokens: Tokens,
    private readonly actors: Actors,
    private readonly rates: Rates,
  ) {}

  /** Reaches the issuer, so that a wrong address is told at the start. */
  reach(): Promise<void> {
    return this.tokens.reach();
  }

  /** Throws `RequestRefused`: 401, 403, 429 or 503; and `ReadStoreUnavailable`, where the caller is a new one. */
  async identify(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const { issuer, subject, payload } = await this.tokens
      .bearerOf(request.headers.authorization)
      .catch(async (error: unknown) => {
        if (error instanceof RequestRefused && error.status === 401) await this.rates.countFailure(request);
        throw error;
      });
    const actor = await this.actors.referenceOf(issuer, subject);
    await this.rates.count(actor, reply);
    const caller = callerIn(payload, this.tokens.claims, actor);
    if (typeof caller === 'string') throw refused(caller);
    return caller;
  }
}
