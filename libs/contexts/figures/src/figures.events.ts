import { z } from 'zod';
import { defineEvent, GmCodeShape, IdShape, IsoDateShape, type EventOf } from '#kernel';
import { Durations, Parts, QuarterShape } from './figures.content.ts';

const count = z.int().positive();
const days = z.int().nonnegative().optional();

/** What is shown of referrals that were sent: what is left out is too small, or would give a small number away. */
export const FiguresShape = z.strictObject({
  sent: count,
  counts: z.partialRecord(z.enum(Parts), count),
  workingDays: z.partialRecord(z.enum(Durations), z.strictObject({ median: days, p90: days })),
});
export type Figures = z.output<typeof FiguresShape>;

export const FiguresReleased = defineEvent('figures.Released', {
  says: 'Figures about people were released over a quarter, all at once: what they do not tell could give few people away.',
  data: {
    period: QuarterShape,
    /** What became of the referrals of the quarter, at the end of this day. */
    countedOn: IsoDateShape,
    /** Of fewer people nothing is shown. */
    threshold: z.int().positive(),
    /** Left out: in all there are too few. */
    region: FiguresShape.optional(),
    municipalities: z.array(z.strictObject({ municipality: GmCodeShape, figures: FiguresShape })).max(1000),
    /** How many were sent under which agreement, in all municipalities together. */
    routes: z.array(z.strictObject({ agreementId: IdShape, sent: count })).max(10_000),
    /** Under all others. */
    sentOtherwise: count.optional(),
  },
  example: {
    period: '2026-Q1',
    countedOn: '2026-06-30',
    threshold: 10,
    region: {
      sent: 64,
      counts: { accepted: 48, notAccepted: 16 },
      workingDays: { toAcceptance: { median: 3 } },
    },
    municipalities: [{ municipality: 'GM0114', figures: { sent: 25, counts: {}, workingDays: {} } }],
    routes: [{ agreementId: 'emmen-prenatale-signalering', sent: 30 }],
    sentOtherwise: 34,
  },
});

export const figuresEvents = [FiguresReleased] as const;
export type FiguresEvent = EventOf<(typeof figuresEvents)[number]>;
export type Release = EventOf<typeof FiguresReleased>['data'];
