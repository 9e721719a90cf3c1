import { createParamDecorator, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '#platform/callers';
import { refusalFor } from './http-problems.ts';
import { PROBLEM_JSON, problemOf } from './problem.ts';

/** What somebody asks for: an operation of the OpenAPI document, and what the request says. */
export type Asked = {
  /** `Agreement.sign` */
  readonly operation: string;
  readonly request: FastifyRequest;
};

/** Who comes in, and who may do what. Whatever is not public passes both. */
export abstract class Admission {
  /**
   * Who a request comes from, before its body is read; sets what headers the answer has for that. Throws
   * `RequestRefused`: 401 without a token that holds, 429 where somebody asks too often.
   */
  abstract identify(request: FastifyRequest, reply: FastifyReply): Promise<Caller>;
  /** Throws `RequestRefused` unless the caller may: 403, or 404 where they may not know that there is such a thing. */
  abstract authorise(caller: Caller, asked: Asked): Promise<void>;
  /** The names by which a record that is withheld is shown to the caller; none: by no name. */
  abstract standsFor(caller: Caller): readonly string[];
  /** Notes who asked for what, and what came of it, before it is answered. Throws where that is not answered unnoted. */
  abstract account(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** The last request is answered; what is noted is still to be kept. */
  abstract close(): Promise<void>;
}

/** Whoever reaches the loopback address is the operator: for what only tells how a process is. */
export class LoopbackAdmission extends Admission {
  override identify(): Promise<Caller> {
    return Promise.resolve({ actor: 'loopback', role: 'operator' });
  }
  override authorise(): Promise<void> {
    return Promise.resolve();
  }
  override standsFor(): readonly string[] {
    return [];
  }
  override account(): Promise<void> {
    return Promise.resolve();
  }
  override close(): Promise<void> {
    return Promise.resolve();
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; `null` where the route is public. */
    caller: Caller | null;
    /** What is asked for: an operation of the OpenAPI document, once it is known. */
    operation: string | null;
    /** The code of the problem that it is answered with. */
    refusal: string | null;
  }
  interface FastifyContextConfig {
    /** Anybody may ask, without a token. A route that does not say so is not. */
    isPublic?: boolean;
  }
}

/** What a public route has as its configuration. */
export const PUBLIC = { isPublic: true } as const;

const logger = new Logger('Http');

// What a browser asks before it asks is answered, or not, by the list of origins.
const isOpen = (request: FastifyRequest): boolean =>
  request.is404 || request.method === 'OPTIONS' || request.routeOptions.config.isPublic === true;

/** Asks who comes in, at every route that is not public. */
export function identifyCallers(instance: FastifyInstance, admission: () => Admission): void {
  instance.decorateRequest('caller', null);
  instance.decorateRequest('operation', null);
  instance.decorateRequest('refusal', null);
  instance.addHook('onRequest', async (request, reply) => {
    if (isOpen(request)) return;
    request.caller = await admission().identify(request, reply);
  });
  instance.addHook('onSend', async (request, reply, payload) => {
    if (isOpen(request)) return payload;
    try {
      await admission().account(request, reply);
      return payload;
    } catch (error) {
      // Nobody is told what nobody may know that they were told.
      const refusal = refusalFor('access.not-logged');
      for (const header of ['ETag', 'Register-Number', 'Content-Length']) void reply.removeHeader(header);
      void reply
        .code(refusal.status)
        .type(`${PROBLEM_JSON}; charset=utf-8`)
        .headers(refusal.headers ?? {});
      logger.warn(
        `${refusal.code} [${request.id}]: ${error instanceof Error ? error.message : String(error)}`,
      );
      return JSON.stringify(problemOf(refusal, request.id));
    }
  });
}

/** The name of an operation, from its controller and method: the same in the OpenAPI document. */
export const operationOf = (controller: string, method: string): string =>
  `${controller.replace(/Controller$/, '')}.${method}`;

/** Lets nobody through to a route who may not be there. */
export class AdmissionGuard implements CanActivate {
  constructor(private readonly admission: Admission) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.caller === null) return request.routeOptions.config.isPublic === true;
    const operation = operationOf(context.getClass().name, context.getHandler().name);
    request.operation = operation;
    await this.admission.authorise(request.caller, { operation, request });
    return true;
  }
}

/** Who a request comes from. Throws where the route is public: nobody was asked. */
export function callerOf(context: ExecutionContext): Caller {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (caller === null) throw new TypeError('a public route has no caller');
  return caller;
}

/** The {@link Caller}, as an argument of a route. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context),
);
