import { Injectable } from '@nestjs/common';
import type { IsoDate } from '#kernel';
import { Clock } from '#platform/clock';
import { decodePosition } from '#platform/event-store';
import {
  QueryAnswer,
  refuseFuture,
  RequestRefused,
  standsForNow,
  type KnownProblem,
  type QueryParameters,
  type Refusal,
} from '#platform/http';
import {
  ReadStore,
  type Answer,
  type AsOf,
  type Questions,
  type Scope,
  type View,
} from '#platform/read-store';

const VISIBLE_MS_MAX = 5_000;

/** What a question came to: its rows, the day it was about, and the envelope for its answer. */
export type Read<Q extends Questions> = {
  readonly rows: Answer<Q>['rows'];
  readonly number: number;
  /** What the stream of the record had come to at that number; `null`: it had no event, or none was asked for. */
  readonly revision: number | null;
  /** The day that was asked for, or today in Europe/Amsterdam. */
  readonly day: IsoDate;
  readonly answer: <T>(data: T) => QueryAnswer<T>;
  /** The refusal of a question about what is not there at that number: 404, which says so. */
  readonly absent: () => RequestRefused;
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

const refusal = ({ code, status, says }: KnownProblem, more: Partial<Refusal> = {}): RequestRefused =>
  new RequestRefused({ code, status, detail: says, ...more });

/** The refusal of a question about a record that the register cannot have: 404. */
export const noSuchRecord = (): RequestRefused => refusal(NO_SUCH_RECORD);
/** The answer to a question, or `null` where the register has no such record, or does not tell whoever asks. */
export const unlessAbsent = <T>(asked: Promise<T>): Promise<T | null> =>
  asked.catch((error: unknown) => {
    if (error instanceof RequestRefused && error.status === NO_SUCH_RECORD.status) return null;
    throw error;
  });

const absentAt = (number: number): RequestRefused =>
  refusal(NO_SUCH_RECORD, { about: { number }, headers: { 'Register-Number': String(number) } });

/** Asks the read models as a request wants them: as of an instant, on a day, not before a position is visible. */
@Injectable()
export class Reading {
  constructor(
    private readonly store: ReadStore,
    private readonly clock: Clock,
  ) {}

  /** Asks as of a number of the journal, whatever instant a request wants: for answers that are put together from several. */
  at(number: number): Reading {
    return new ReadingAt(this.store, this.clock, number);
  }

  /** As of which moment a request wants to be answered. Throws {@link RequestRefused}: 400 for an instant of the future. */
  protected momentOf(parameters: QueryParameters): AsOf {
    refuseFuture(parameters, this.clock.now());
    return parameters.asOf;
  }

  /**
   * `record` is the stream of the one record that is asked for: the answer then has its entity tag. `organisation` is
   * the one that asks, where rows about people are.
   * Throws {@link RequestRefused}: 400 for an instant of the future, 503 when a position does not become visible.
   */
  async ask<const Q extends Questions>(
    parameters: QueryParameters,
    questions: (view: View, day: IsoDate) => Q,
    { record, organisation }: { readonly record?: string; readonly organisation?: string | null } = {},
  ): Promise<Read<Q>> {
    const moment = this.momentOf(parameters);
    const { asOf, after } = parameters;
    if (after !== undefined && !(await this.store.waitFor(decodePosition(after, 'after'), VISIBLE_MS_MAX))) {
      throw refusal(NOT_YET_VISIBLE, { headers: { 'Retry-After': '1' } });
    }
    const day = parameters.validOn ?? this.clock.today();
    const scope = { organisation: organisation ?? null, standsFor: standsForNow() };
    const { at, rows, revision, parked } = await this.store.read(
      moment,
      (view) => questions(view, day),
      record,
      scope,
    );
    return {
      rows,
      number: at,
      revision,
      day,
      answer: (data) =>
        new QueryAnswer({ number: at, asOf: asOf ?? null, validOn: day, setAside: parked }, data, revision),
      absent: () => absentAt(at),
      more: (next) => this.#more(moment === undefined, at, next, scope),
    };
  }

  /** What was current at the first question mostly still is; only where an event came between, the past is asked. */
  async #more<const N extends Questions>(
    isOfNow: boolean,
    at: number,
    next: (view: View) => N,
    scope: Scope,
  ): Promise<Answer<N>['rows']> {
    if (isOfNow) {
      const now = await this.store.read(undefined, next, null, scope);
      if (now.at === at) return now.rows;
    }
    return (await this.store.read(at, next, null, scope)).rows;
  }
}

/** Asks as of one number. */
class ReadingAt extends Reading {
  constructor(
    store: ReadStore,
    clock: Clock,
    private readonly number: number,
  ) {
    super(store, clock);
  }

  protected override momentOf(): AsOf {
    return this.number;
  }
}
