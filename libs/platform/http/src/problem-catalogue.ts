import type { FastifyInstance } from 'fastify';
import { PUBLIC } from './caller.ts';
import type { KnownProblem } from './http-problems.ts';
import { refused, refuseParameters } from './refused.ts';

/** Serves what the API may answer with at `/v1/problems`, and each at the address that its documents have as `type`. */
export function serveProblems(instance: FastifyInstance, problems: readonly KnownProblem[]): void {
  const byCode = new Map(problems.map((problem) => [problem.code, problem]));
  const all = [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  instance.get('/v1/problems', { config: PUBLIC }, (request) => {
    refuseParameters(request.query);
    return { problems: all };
  });
  instance.get<{ Params: { code: string } }>('/v1/problems/:code', { config: PUBLIC }, (request) => {
    refuseParameters(request.query);
    const known = byCode.get(request.params.code);
    if (known === undefined) throw refused('request.unknown-path');
    return known;
  });
}
