import { z } from 'zod';
import { defineEvent } from './event.ts';

/** The one stream of all certificates: whoever numbers the log anew reads it first. */
export const CERTIFICATES = 'destruction-certificates';

/** On which ground a record was destroyed: GDPR (AVG), articles 5(1)(e), 17 and 58(2), or since it should not be there. */
export const DestructionGrounds = [
  'termPassed',
  'erasureRequested',
  'consentWithdrawn',
  'enteredInError',
  'ordered',
] as const;
export type DestructionGround = (typeof DestructionGrounds)[number];

const HASH = /^[0-9a-f]{64}$/;

/**
 * What the ledger needs of an event that is gone: its number, place and leaf hash, and what else stood in its header.
 * Positions are decimal texts, since they may be larger than numbers of JSON hold exactly.
 */
const DestroyedEventShape = z.strictObject({
  seq: z.int().positive(),
  commit: z.string().regex(/^\d+$/),
  prepare: z.string().regex(/^\d+$/),
  revision: z.int().nonnegative(),
  id: z.uuid(),
  type: z.string(),
  /** UTC to the microsecond, as the journal has it. */
  recordedAt: z.string(),
  isJson: z.boolean(),
  leaf: z.string().regex(HASH),
});
export type DestroyedEvent = z.output<typeof DestroyedEventShape>;

/** A record was destroyed: its key, what was stored of it, and its rows. A record of many events has several certificates. */
export const Certified = defineEvent('destruction.Certified', {
  says: 'A record was destroyed for ever, on a named ground, and this is what remains of its events.',
  data: {
    stream: z.string().min(1),
    ground: z.enum(DestructionGrounds),
    events: z.array(DestroyedEventShape).min(1),
  },
  example: {
    stream: 'referral-7d8f5a52-3c0e-4a53-9d0b-6d6f1d1a2b3c',
    ground: 'termPassed',
    events: [
      {
        seq: 4211,
        commit: '912345',
        prepare: '912345',
        revision: 0,
        id: '01a2196c-fe83-753c-9369-d908a3d04b6f',
        type: 'referral.Recorded',
        recordedAt: '2026-11-26T20:54:55.927000Z',
        isJson: true,
        leaf: '7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069',
      },
    ],
  },
});
export type Certificate = z.output<typeof Certified.data>;

/** The certificate that a stored event is; `null`: it is none, or one that nobody can read. */
export function certificateIn(stream: string, type: string, data: string): Certificate | null {
  if (stream !== CERTIFICATES || type !== Certified.type) return null;
  try {
    const read = Certified.data.safeParse(JSON.parse(data));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
