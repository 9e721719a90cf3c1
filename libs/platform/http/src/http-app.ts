import type { DynamicModule, LogLevel, Type as Class } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '#platform/clock';
import { answerAsTheySay } from './answers.ts';
import { keepForWhom } from './asking-for.ts';
import { Admission, AdmissionGuard, identifyCallers } from './caller.ts';
import { answerConnectionError, answerExpectations, watchExchanges } from './connection-errors.ts';
import { httpProblems, type KnownProblem } from './http-problems.ts';
import { answerHeaders, correlationIdOf, takeIn } from './intake.ts';
import { KnownRoutes } from './known-routes.ts';
import { openApiDocument, serveOpenApi, type ApiDescription } from './openapi.ts';
import { serveProblems } from './problem-catalogue.ts';
import { ProblemFilter, sendProblem } from './problem.filter.ts';
import { refusalOf, type ErrorMapping } from './refusal-of.ts';
import { UnreadGuard } from './unread.guard.ts';
import { RequestPipe } from './validation.ts';

const KIB = 1024;
const BODY_BYTES_MAX = 256 * KIB;
const HEADERS_BYTES_MAX = 16 * KIB;

/** How long things may take, in milliseconds. */
export type HttpTimeouts = {
  /** For a request to arrive, whole. */
  readonly requestMs: number;
  /** From the headers to the answer; longer than {@link requestMs}, so that a slow sender is told that it is. */
  readonly answerMs: number;
};

export type HttpOptions = {
  readonly api: ApiDescription;
  /** How errors of other parts of the platform are told. */
  readonly errors?: readonly ErrorMapping[];
  /** What the contexts may refuse, for `/v1/problems`. */
  readonly problems?: readonly KnownProblem[];
  readonly timeouts?: HttpTimeouts;
  /** Who comes in; else the module provides an {@link Admission}. */
  readonly admission?: Admission;
  /** Names in `Host` by which it is reached, beside those of the loopback address. */
  readonly hosts?: readonly string[];
  /** Web origins whose pages may ask (CORS). */
  readonly origins?: readonly string[];
  readonly logger?: false | LogLevel[];
};

const TIMEOUTS: HttpTimeouts = { requestMs: 15_000, answerMs: 30_000 };

function adapterFor(version: string, { requestMs, answerMs }: HttpTimeouts): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: requestMs,
    handlerTimeout: answerMs,
    return503OnClosing: false,
    genReqId: correlationIdOf,
    // A request without a Host header is answered by us, with a problem document.
    http: {
      maxHeaderSize: HEADERS_BYTES_MAX,
      requireHostHeader: false,
      headersTimeout: requestMs,
      connectionsCheckingInterval: Math.min(requestMs, 1000),
    },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers(answerHeaders(version, request.id));
      sendProblem(reply, refusalOf(error, []));
    },
    clientErrorHandler: answerConnectionError(version),
  });
}

/** A Nest application that speaks HTTP as the register does. Its modules provide a {@link Clock}. Not yet listening. */
export async function createHttpApp(
  module: Class | DynamicModule,
  {
    api,
    errors = [],
    problems = [],
    timeouts = TIMEOUTS,
    logger = ['fatal', 'error', 'warn'],
    hosts = [],
    origins = [],
    admission: given,
  }: HttpOptions,
): Promise<NestFastifyApplication> {
  const adapter = adapterFor(api.version, timeouts);
  const routes = new KnownRoutes(adapter.getInstance());
  takeIn(adapter.getInstance(), api.version, hosts);
  let door = given;
  const admissionNow = (): Admission => {
    if (door === undefined) throw new TypeError('nobody says who comes in');
    return door;
  };
  identifyCallers(adapter.getInstance(), admissionNow);
  keepForWhom(adapter.getInstance(), admissionNow);
  watchExchanges(adapter.getHttpServer());
  answerExpectations(adapter.getHttpServer(), api.version);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger,
  });
  const admission: Admission = given ?? app.get<Admission, Admission>(Admission, { strict: false });
  door = admission;
  // After the last answer, and before Nest takes away what everything rests on.
  adapter.getInstance().addHook('onClose', () => admission.close());
  if (origins.length > 0) app.enableCors(corsFor(origins));
  app.setGlobalPrefix('v1', { exclude: ['health', 'health/live', 'health/ready', 'metrics'] });
  app.useGlobalFilters(new ProblemFilter(routes, errors));
  app.useGlobalGuards(new AdmissionGuard(admission), new UnreadGuard());
  app.useGlobalPipes(new RequestPipe(app.get(Clock, { strict: false })));
  answerAsTheySay(adapter.getInstance());
  const mapped = errors.map(({ code, status, detail }) => ({ code, status, says: detail }));
  serveProblems(adapter.getInstance(), [...httpProblems, ...mapped, ...problems]);
  serveOpenApi(adapter.getInstance(), () => openApiDocument(app, api));
  return app;
}

/** What web pages of other origins may send and see. */
const corsFor = (origins: readonly string[]) => ({
  origin: [...origins],
  methods: ['GET', 'POST'],
  allowedHeaders: [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'If-Match',
    'If-None-Match',
    'Traceparent',
    'X-Correlation-Id',
  ],
  exposedHeaders: [
    'API-Version',
    'ETag',
    'RateLimit',
    'RateLimit-Policy',
    'Register-Number',
    'Retry-After',
    'X-Correlation-Id',
  ],
  maxAge: 600,
});

/** Listens on one address, by default that of the loopback. Answers where; 0 is a free port. */
export async function listen(app: NestFastifyApplication, port: number, host = '127.0.0.1'): Promise<string> {
  try {
    await app.init();
    // Not by way of Nest, which logs a failure before it is known to be one that can be told in a sentence.
    return await app.getHttpAdapter().getInstance().listen({ port, host });
  } catch (error) {
    throw portProblem(error, port) ?? error;
  }
}

function portProblem(error: unknown, port: number): Error | null {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new Error(
        `Port ${port} is in use. Stop what listens there, or set PORT to another one (0: any free one).`,
      );
    case 'EACCES':
      return new Error(`Port ${port} may not be used by this user. Set PORT to one above 1023.`);
    default:
      return null;
  }
}
