import { z } from 'zod';
import {
  defineEvent,
  historyEvents,
  IsoDateShape,
  passedFrom,
  PartialDate,
  rejector,
  type Decider,
  type EventOf,
  type IsoDate,
} from '#kernel';
import type { Decisions } from '#platform/event-store';
import { day, flag, json, nullable, projection, table, text } from '#platform/read-store';
import { policy, type Policy, type Road } from '#platform/policies';

/** A small context for the specs of policies: books are lent, and whoever is late is reminded. */
const loanId = z.string();
const example = { loanId: 'book', until: '2026-03-28' };
export const loanEvents = [
  defineEvent('loan.Granted', { says: 'Lent.', data: { loanId, until: IsoDateShape }, example }),
  defineEvent('loan.Renewed', { says: 'Renewed.', data: { loanId, until: IsoDateShape }, example }),
  defineEvent('loan.Returned', { says: 'Returned.', data: { loanId }, example: { loanId: 'book' } }),
  defineEvent('loan.Disputed', { says: 'Disputed.', data: { loanId }, example: { loanId: 'book' } }),
  defineEvent('loan.Reminded', { says: 'Reminded.', data: { loanId, until: IsoDateShape }, example }),
] as const;
export type LoanEvent = EventOf<(typeof loanEvents)[number]>;
type Loan = {
  readonly until: IsoDate | null;
  readonly reminded: readonly IsoDate[];
  readonly disputed: boolean;
};
export type LoanCommand =
  | { readonly type: 'Record'; readonly event: LoanEvent }
  | { readonly type: 'Remind'; readonly loanId: string; readonly until: IsoDate };

const rejections = { 'loan.disputed': { kind: 'conflict', says: 'The loan is disputed.' } } as const;
const reject = rejector(rejections);

export const loan: Decider<LoanCommand, Loan, LoanEvent> = {
  name: 'loan',
  events: [...loanEvents, ...historyEvents('loan', { type: 'loan.Granted', data: example })],
  rejections,
  initial: { until: null, reminded: [], disputed: false },
  decide: (command, state) => {
    if (command.type === 'Record') return [command.event];
    const { type: _, ...data } = command;
    if (state.disputed) return reject('loan.disputed');
    if (state.until !== data.until || state.reminded.includes(data.until)) return [];
    return [{ type: 'loan.Reminded', data }];
  },
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'loan.Granted':
      case 'loan.Renewed':
        return { ...state, until: data.until };
      case 'loan.Returned':
        return { ...state, until: null };
      case 'loan.Disputed':
        return { ...state, disputed: true };
      case 'loan.Reminded':
        return { ...state, reminded: [...state.reminded, data.until] };
    }
  },
};

export const LateTable = table({
  columns: {
    loanId: text(),
    until: nullable(day()),
    because: text(),
    isReminded: flag(),
    said: json<string>(),
  },
  key: ['loanId'],
});

const lent = {
  key: ({ event }: { readonly event: LoanEvent }) => ({ loanId: event.data.loanId }),
  apply: (
    _: unknown,
    {
      event,
      recordedAs,
    }: { readonly event: { readonly data: { until: IsoDate } }; readonly recordedAs: string },
  ) => ({ until: event.data.until, because: recordedAs, isReminded: false, said: 'lent' }),
};
/** It does not hear of disputes, so that the decider knows better. */
export const lateLoans = projection<LoanEvent, typeof LateTable>({
  name: 'late-loans',
  version: 1,
  table: LateTable,
  when: {
    'loan.Granted': lent,
    'loan.Renewed': lent,
    'loan.Returned': { key: lent.key, apply: () => null },
    'loan.Reminded': {
      key: lent.key,
      apply: (row, { event }) =>
        row?.until === event.data.until ? { ...row, isReminded: true } : (row ?? null),
    },
  },
});

export const loanRoad: Road<LoanCommand> = (decisions: Decisions, { id, command }, request) =>
  decisions.decide(loan, id, command, request);

export const whenLoanIsLateThenRemind = (road: Road<LoanCommand> = loanRoad, list = lateLoans): Policy =>
  policy<typeof LateTable, LoanCommand>({
    name: 'when-loan-is-late-then-remind',
    says: 'Whoever has a book for too long is reminded, once for each last day.',
    list,
    matterOf: ({ until, isReminded, because }) => {
      const dueFrom = until === null ? null : passedFrom(PartialDate.parse(until));
      return dueFrom === null || until === null || isReminded ? null : { what: until, dueFrom, because };
    },
    ask: ({ loanId: id, until }) =>
      until === null ? [] : [{ id, command: { type: 'Remind', loanId: id, until } }],
    road,
  });
