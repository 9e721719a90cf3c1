import { Injectable } from '@nestjs/common';
import type { IsoDate } from '#kernel';
import { Clock } from '#platform/clock';
import { decodePosition } from '#platform/event-store';
import {
  QueryAnswer,
  refuseFuture,
  RequestRefused,
  type KnownProblem,
  type QueryParameters,
} from '#platform/http';
import { ReadStore, sql, type Answer, type Sql, type View } from '#platform/read-store';

const VISIBLE_MS_MAX = 5_000;

type Questions = { readonly [name: string]: Sql };

/** What a question came to: its rows, the day it was about, and the envelope for its answer. */
export type Read<Q extends Questions> = {
  readonly rows: Answer<Q>['rows'];
  readonly number: number;
  /** The day that was asked for, or today in Europe/Amsterdam. */
  readonly day: IsoDate;
  readonly answer: <T>(data: T) => QueryAnswer<T>;
  /** More questions at the same number, where they follow from the first answers. */
  readonly more: <const N extends Questions>(questions: (view: View) => N) => Promise<Answer<N>['rows']>;
};

const NO_SUCH_RECORD = {
  code: 'request.no-such-record',
  status: 404,
  says: 'The register has no such record, or did not have it at that moment.',
};
const NOT_YET_VISIBLE = {
  code: 'request.not-yet-visible',
  status: 503,
  says: 'The read models have not come to the position that the request carries; ask again.',
};
/** What a question may be refused with. */
export const recordProblems: readonly KnownProblem[] = [NO_SUCH_RECORD, NOT_YET_VISIBLE];

const refusal = ({ code, status, says }: KnownProblem, headers = {}): RequestRefused =>
  new RequestRefused({ code, status, detail: says, headers });

/** The refusal of a question about a record that the register does not have, or did not have then: 404. */
export const noSuchRecord = (): RequestRefused => refusal(NO_SUCH_RECORD);

/** Asks the read models as a request wants them: as of an instant, on a day, not before a position is visible. */
@Injectable()
export class Reading {
  constructor(
    private readonly store: ReadStore,
    private readonly clock: Clock,
  ) {}

  /**
   * `record` is the stream of the one record that is asked for: the answer then has its entity tag.
   * Throws {@link RequestRefused}: 400 for an instant of the future, 503 when a position does not become visible.
   */
  async ask<const Q extends Questions>(
    parameters: QueryParameters,
    questions: (view: View, day: IsoDate) => Q,
    record?: string,
  ): Promise<Read<Q>> {
    refuseFuture(parameters, this.clock.now());
    const { asOf, after } = parameters;
    if (after !== undefined && !(await this.store.waitFor(decodePosition(after, 'after'), VISIBLE_MS_MAX))) {
      throw refusal(NOT_YET_VISIBLE, { 'Retry-After': '1' });
    }
    const day = parameters.validOn ?? this.clock.today();
    const { at, rows } = await this.store.read(asOf, (view) => questions(view, day));
    const revision = record === undefined ? null : await this.#revisionOf(record, at);
    return {
      rows,
      number: at,
      day,
      answer: (data) => new QueryAnswer({ number: at, asOf: asOf ?? null, validOn: day }, data, revision),
      more: async (next) => (await this.store.read(at, next)).rows,
    };
  }

  async #revisionOf(stream: string, number: number): Promise<number | null> {
    const { rows } = await this.store.read(number, (view) => ({
      last: sql<{ readonly revision: number | null }>`
        SELECT max(revision)::float8 AS revision FROM ${view.journal()} j WHERE stream = ${stream}`,
    }));
    return rows.last[0]?.revision ?? null;
  }
}
