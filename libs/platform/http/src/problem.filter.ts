import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusalFor } from './http-problems.ts';
import type { KnownRoutes } from './known-routes.ts';
import { PROBLEM_JSON, problemOf, type Refusal } from './problem.ts';
import { refusalOf, type ErrorMapping } from './refusal-of.ts';

/** Sends a refusal as `application/problem+json`. */
export function sendProblem(reply: FastifyReply, refusal: Refusal): void {
  reply.request.refusal = refusal.code;
  void reply
    .code(refusal.status)
    .headers(refusal.headers ?? {})
    .type(PROBLEM_JSON)
    .send(JSON.stringify(problemOf(refusal, reply.request.id)));
}

/** Answers every error with a problem document, and logs those that are ours. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(
    private readonly routes: KnownRoutes,
    private readonly mappings: readonly ErrorMapping[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = this.refused(error, request);
    this.log(error, refusal, request);
    if (!reply.sent) sendProblem(reply, refusal);
  }

  private refused(error: unknown, request: FastifyRequest): Refusal {
    const refusal = refusalOf(error, this.mappings);
    if (refusal.code !== 'request.unknown-path' || !request.is404) return refusal;
    const allowed = this.routes.allowedAt(request.url);
    if (allowed.length === 0) return refusal;
    return refusalFor('request.method-not-allowed', { headers: { Allow: allowed.join(', ') } });
  }

  private log(error: unknown, refusal: Refusal, { id, method, routeOptions }: FastifyRequest): void {
    if (refusal.status < 500) return;
    const line = `${refusal.code} [${id}] ${method} ${routeOptions.url ?? 'unknown path'}`;
    if (refusal.status === 503) this.logger.warn(`${line}: ${error instanceof Error ? error.message : ''}`);
    else this.logger.error(line, error instanceof Error ? error.stack : String(error));
  }
}
