import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const answersJson = (description: string, schema: Schema) => ({
  '200': { description, content: { 'application/json': { schema } } },
});
const KNOWN_PROBLEM = { $ref: '#/components/schemas/KnownProblem' };

export const KNOWN_PROBLEM_SCHEMA: Schema = {
  type: 'object',
  description: 'A problem that this API may answer with.',
  required: ['code', 'status', 'says'],
  properties: {
    code: { type: 'string', example: 'request.invalid-field' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    says: { type: 'string' },
  },
};

/** The routes that are HTTP's own, beside those of the application's controllers. */
export const OWN_PATHS: Readonly<Record<string, PathItem>> = {
  '/openapi.json': {
    get: {
      operationId: 'OpenApi.document',
      tags: ['about'],
      security: [],
      summary: 'This document.',
      responses: answersJson('OpenAPI 3.0', { type: 'object' }),
    },
  },
  '/problems': {
    get: {
      operationId: 'Problems.all',
      tags: ['about'],
      security: [],
      summary: 'Every problem that this API may answer with.',
      responses: answersJson('All, by code.', {
        type: 'object',
        required: ['problems'],
        properties: { problems: { type: 'array', items: KNOWN_PROBLEM } },
      }),
    },
  },
  '/problems/{code}': {
    get: {
      operationId: 'Problems.one',
      tags: ['about'],
      security: [],
      summary: 'What a problem says: the address that problem documents have as their type.',
      parameters: [{ name: 'code', in: 'path', required: true, schema: { type: 'string' } }],
      responses: answersJson('The problem.', KNOWN_PROBLEM),
    },
  },
};
