import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance } from 'fastify';
import type { Admission } from './caller.ts';

const asking = new AsyncLocalStorage<readonly string[]>();

/**
 * For whom they stand that ask at this moment, where records are withheld. Nobody, where nobody asks: what loses its way is shown
 * less, and never more.
 */
export const standsForNow = (): readonly string[] => asking.getStore() ?? [];

/** Keeps for whom they stand that ask, from when the request is read until it is answered. */
export function keepForWhom(instance: FastifyInstance, admission: () => Admission): void {
  instance.addHook('preHandler', (request, _reply, done) => {
    if (request.caller === null) done();
    else asking.run(admission().standsFor(request.caller), done);
  });
}
