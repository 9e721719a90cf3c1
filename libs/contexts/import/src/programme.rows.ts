import {
  type End,
  IdShape,
  isReversed,
  type Level,
  NameShape,
  type Start,
  TextShape,
  UrlShape,
} from '#kernel';
import { programme, ProgrammeStarted, type ProgrammeEvent } from '#contexts/programme';
import { z } from 'zod';
import { amountEur, asserting, end, filled, list, perhaps, rowFile, start, wholeNumber } from './row-file.ts';

const RowKinds = ['programme', 'grant', 'obligation'] as const;

/** A programme, a grant or an obligation, each a record of its own. */
export const programmeRows = rowFile({
  file: 'programme.csv',
  identity: 'id',
  columns: {
    id: filled(IdShape),
    kind: filled(z.enum(RowKinds)),
    name: filled(NameShape),
    level: filled(ProgrammeStarted.data.shape.level),
    from: start,
    until: end,
    to: perhaps(IdShape),
    amount_eur: amountEur,
    years: list(wholeNumber.pipe(z.int().min(1900).max(2200))),
    detail: perhaps(TextShape),
    source: perhaps(UrlShape),
  },
  tell: ({ kind, ...row }) => {
    if (isReversed(row.from, row.until)) return { column: 'until', reason: 'lies before the beginning' };
    const money = moneyColumn(row);
    if (kind === 'obligation' && money !== null) {
      return { column: money, reason: 'must be empty for an obligation' };
    }
    return {
      key: row.id,
      names: row.to === undefined ? [] : [{ of: 'organisation', id: row.to, column: 'to' }],
      assertion: asserting(programme, row.id, CLAIMS[kind](row)),
    };
  },
});

type Row = {
  readonly id: string;
  readonly name: string;
  readonly level: Level;
  readonly from: Start;
  readonly until: End;
  readonly to?: string | undefined;
  readonly amount_eur?: number | undefined;
  readonly years: number[];
  readonly detail?: string | undefined;
};

/** The first column that tells of money, or `null`. */
const moneyColumn = ({ to, amount_eur: amount, years }: Row): string | null =>
  to !== undefined ? 'to' : amount !== undefined ? 'amount_eur' : years.length > 0 ? 'years' : null;

const CLAIMS: Record<(typeof RowKinds)[number], (row: Row) => readonly ProgrammeEvent[]> = {
  programme: ({ id: programmeId, name, level, from, until, detail, ...row }) => {
    const started = { programmeId, name, level, from, until };
    if (moneyColumn({ id: programmeId, name, level, from, until, ...row }) === null) {
      return [{ type: 'programme.Started', data: { ...started, detail } }];
    }
    // What a row with money remarks is about the money.
    return [
      { type: 'programme.Started', data: started },
      {
        type: 'programme.FundingGranted',
        data: {
          programmeId,
          grantId: programmeId,
          to: row.to,
          amountEur: row.amount_eur,
          years: row.years,
          detail,
          obligations: [],
        },
      },
    ];
  },
  grant: ({ id, name, level, from, until, to, amount_eur: amount, years, detail }) => [
    {
      type: 'programme.FundingGranted',
      data: {
        programmeId: id,
        grantId: id,
        name,
        level,
        from,
        until,
        to,
        amountEur: amount,
        years,
        detail,
        obligations: [],
      },
    },
  ],
  obligation: ({ id, name, level, from, until, detail }) => [
    {
      type: 'programme.ObligationSet',
      data: {
        programmeId: id,
        obligationId: id,
        kind: name,
        dueOn: 'unknown',
        level,
        from,
        until,
        detail,
      },
    },
  ],
};
