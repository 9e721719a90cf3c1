import type { FastifyInstance } from 'fastify';
import { CommandAnswer } from './command-answer.ts';
import { QueryAnswer } from './query.ts';

/** Gives answers the status and headers that follow from what they say. */
export function answerAsTheySay(instance: FastifyInstance): void {
  instance.addHook('preSerialization', (_request, reply, payload, done) => {
    if (payload instanceof CommandAnswer) {
      void reply.code(payload.status).header('ETag', `"${payload.revision}"`);
    }
    if (payload instanceof QueryAnswer) {
      void reply.header('Register-Number', String(payload.meta.number));
      if (payload.revision !== null) void reply.header('ETag', `"${payload.revision}"`);
    }
    done(null, payload);
  });
}
