import { z } from 'zod';
import { IsoDate } from '#kernel';

const INSTANT = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;

/** The same instant in UTC with six digits of a second (the journal counts microseconds), or `null`. */
function toUtc(text: string): string | null {
  const [, day = '', time = '', fraction = '', offset = ''] = INSTANT.exec(text) ?? [];
  if (!IsoDate.is(day)) return null;
  const instant = new Date(`${day}T${time}${offset.toUpperCase()}`);
  if (Number.isNaN(instant.getTime()) || instant.getUTCFullYear() < 1 || instant.getUTCFullYear() > 9999)
    return null;
  return instant.toISOString().replace('000Z', `${fraction.slice(0, 6).padEnd(6, '0')}Z`);
}

/**
 * An instant with an offset (RFC 3339 section 5.6 `date-time`), read as UTC to the microsecond:
 * `2026-03-01T12:00:00+01:00` becomes `2026-03-01T11:00:00.000000Z`. Compares as text.
 */
export const InstantShape = z
  .string()
  .max(40)
  .transform((text, context) => {
    const utc = toUtc(text);
    if (utc !== null) return utc;
    context.addIssue({
      code: 'custom',
      message: 'must be an instant with an offset such as 2026-03-01T12:00:00Z',
    });
    return z.NEVER;
  })
  .brand<'Instant'>();
export type Instant = z.output<typeof InstantShape>;

/** The instant of a clock's reading. */
export const instantOf = (now: Date): Instant => InstantShape.parse(now.toISOString());
