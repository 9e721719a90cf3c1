import { writeFile } from 'node:fs/promises';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { operationOf, PUBLIC } from './caller.ts';
import { KNOWN_PROBLEM_SCHEMA, OWN_PATHS } from './openapi-own.ts';
import { PROBLEM_JSON } from './problem.ts';
import { refuseParameters } from './refused.ts';

/** What the API says about itself. `version` is semver; its major is the one in the path. */
export type ApiDescription = {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly contact: { readonly name: string; readonly url: string; readonly email: string };
};

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Components = NonNullable<OpenAPIObject['components']>;
type Schema = NonNullable<Components['schemas']>[string];

const text = (description: string): Schema => ({ type: 'string', description });

const PROBLEM: Schema = {
  type: 'object',
  description: 'A problem document (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code', 'correlationId'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: text('The kind of problem.'),
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: text('What is wrong with this request.'),
    code: text('Stable: what programmes decide by.'),
    correlationId: text('Under which this request was logged.'),
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: {
          field: text('Dotted, as the caller wrote it.'),
          code: text('The rule, stable.'),
          message: text('The rule, in words.'),
        },
      },
    },
    about: { description: 'What else the decision said about its refusal.' },
  },
};

const HEADERS = {
  'API-Version': { description: 'The full version of this API.', schema: { type: 'string' } },
  'X-Correlation-Id': { description: 'As sent, or new.', schema: { type: 'string' } },
};
const HEADER_REFERENCES = Object.fromEntries(
  Object.keys(HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);
const PROBLEM_REFERENCE = { $ref: '#/components/responses/Problem' };

const READING = [400, 404, 406, 500, 503];
const WRITING = [400, 404, 406, 409, 412, 413, 415, 500, 503];
const ADMITTING = [401, 403, 429];
const isPublic = ({ security }: Operation): boolean => security?.length === 0;

function completed(operation: Operation, statuses: readonly number[]): Operation {
  const answers = Object.entries(operation.responses).map(
    ([status, response]) =>
      [
        status,
        response === undefined || '$ref' in response
          ? response
          : { ...response, headers: { ...HEADER_REFERENCES, ...response.headers } },
      ] as const,
  );
  const admitting = isPublic(operation) ? [] : ADMITTING;
  const problems = [...statuses, ...admitting].map((status) => [String(status), PROBLEM_REFERENCE] as const);
  return { ...operation, responses: { ...Object.fromEntries(problems), ...Object.fromEntries(answers) } };
}

const completedPath = (item: PathItem): PathItem => ({
  ...item,
  ...(item.get && { get: completed(item.get, READING) }),
  ...(item.post && { post: completed(item.post, WRITING) }),
  ...(item.put && { put: completed(item.put, WRITING) }),
  ...(item.patch && { patch: completed(item.patch, WRITING) }),
  ...(item.delete && { delete: completed(item.delete, WRITING) }),
});

const inOrder = <V>(record: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The OpenAPI 3.0 document of an application. The same application gives the same document, byte for byte. */
export function openApiDocument(app: INestApplication, api: ApiDescription): OpenAPIObject {
  const { title, version, description, contact } = api;
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.0.3')
    .setTitle(title)
    .setVersion(version)
    .setDescription(description)
    .setContact(contact.name, contact.url, contact.email)
    .addServer('/v1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'token')
    .addSecurityRequirements('token')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    ignoreGlobalPrefix: true,
    operationIdFactory: operationOf,
  });
  const { components = {}, paths } = document;
  return {
    ...document,
    paths: inOrder(
      Object.fromEntries(
        Object.entries({ ...paths, ...OWN_PATHS }).map(([path, item]) => [path, completedPath(item)]),
      ),
    ),
    components: {
      ...components,
      schemas: inOrder({ ...components.schemas, Problem: PROBLEM, KnownProblem: KNOWN_PROBLEM_SCHEMA }),
      headers: HEADERS,
      responses: {
        Problem: {
          description: 'Refused, or failed; `code` says why.',
          headers: HEADER_REFERENCES,
          content: { [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

/** Serves the document at `/v1/openapi.json`, to any origin. It is made when it is first asked for, since it takes a while. */
export function serveOpenApi(instance: FastifyInstance, document: () => OpenAPIObject): void {
  let json: string | undefined;
  instance.get('/v1/openapi.json', { config: PUBLIC }, (request, reply) => {
    void reply.header('Access-Control-Allow-Origin', '*');
    refuseParameters(request.query);
    return reply.type('application/json').send((json ??= JSON.stringify(document())));
  });
}

/** Prints the document to a file. */
export const printOpenApi = (document: OpenAPIObject, file: string): Promise<void> =>
  writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
