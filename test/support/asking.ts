import { expect } from '@jest/globals';
import { logOf, type Answered, type Api } from './register.ts';

/** What a question was answered, at which number, for which moments. */
export type Told<T> = {
  readonly meta: { readonly number: number; readonly asOf: string | null; readonly validOn: string | null };
  readonly data: T;
};

/** What a command came to, and the entity tag of the record now. */
export type Done = {
  readonly status: number;
  readonly etag: string | null;
  readonly id: string;
  readonly revision: number;
  readonly position: string;
  readonly events: readonly { readonly id: string; readonly type: string }[];
  readonly repeated: boolean;
};

/** How long a machine that is busy may take until what was recorded is visible. */
const VISIBLE_MS_MAX = 30_000;

/** The answer to a question that must have one; `path` is what follows `/v1/`. Whoever is told to ask again does. */
export async function ask<T = unknown>(api: Api, path: string): Promise<Told<T>> {
  const until = Date.now() + VISIBLE_MS_MAX;
  let { status, body } = await api.get(`/v1/${path}`);
  while ((body as Partial<Problem> | null)?.code === 'request.not-yet-visible' && Date.now() < until)
    ({ status, body } = await api.get(`/v1/${path}`));
  if (status !== 200) throw new Error(`GET ${path} answers ${status}: ${JSON.stringify(body)}`);
  return body as Told<T>;
}

/** What a command that must succeed came to. */
export async function tell(
  api: Api,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Done> {
  const answer = await api.post(`/v1/${path}`, body, headers);
  if (answer.status >= 300) {
    throw new Error(`POST ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  const done = answer.body as Omit<Done, 'status' | 'etag'>;
  return { ...done, status: answer.status, etag: answer.headers.get('etag') };
}

type Problem = {
  readonly status: number;
  readonly code: string;
  readonly errors?: readonly { readonly field: string; readonly code: string }[];
};

/** A refusal in short: status, code, and each wrong field, with its own rule where that says more. */
export function refusalIn({ status, headers, body }: Answered): readonly (string | number)[] {
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = body as Problem;
  expect(problem).toMatchObject({
    type: `/v1/problems/${problem.code}`,
    title: expect.stringMatching(/./),
    status,
    detail: expect.stringMatching(/./),
    correlationId: headers.get('x-correlation-id'),
  });
  const fields = (problem.errors ?? []).map(({ field, code }) =>
    code === problem.code ? field : `${field}: ${code}`,
  );
  return [status, problem.code, ...fields];
}

/** How far the record has come, once a position is visible: the last number of the journal, and the events of the store. */
export async function recordedIn(api: Api & { readonly eventStoreUrl: string }, position?: string) {
  const { meta } = await ask(api, `organisations/vws${position === undefined ? '' : `?after=${position}`}`);
  return { number: meta.number, events: (await logOf(api.eventStoreUrl)).length };
}

/** None for certain, and so many perhaps. */
export const perhaps = (uncertain: number) => ({ certain: 0, uncertain });
/** So many for certain, and perhaps some more. */
export const certainly = (certain: number, uncertain = 0) => ({ certain, uncertain });
