import { z } from 'zod';
import { sameJson } from './json.ts';
import { PartialDateShape } from './partial-date.ts';
import { EventIdShape, IdShape, NameShape, UrlShape } from './values.ts';

/**
 * Where an assertion comes from: a collection and the record in it (together they say which assertion a later
 * reading of the same source replaces), and the address of the text, where there is one.
 */
export const SourceShape = z.strictObject({
  collection: NameShape,
  record: NameShape,
  url: UrlShape.optional(),
});
export type Source = z.output<typeof SourceShape>;

export const ConfirmationShape = z.strictObject({
  /** The assertion that is confirmed. */
  confirms: EventIdShape,
  organisationId: IdShape,
  function: NameShape.optional(),
  on: PartialDateShape,
});
export type Confirmation = z.output<typeof ConfirmationShape>;

/**
 * How the register knows a fact: `live` (decided here, under the rules), or `perSource` (a source asserts it;
 * unconfirmed as long as `confirmations` is empty).
 */
export type Provenance =
  | { readonly kind: 'live' }
  | { readonly kind: 'perSource'; readonly source: Source; readonly confirmations: readonly Confirmation[] };

export const LIVE: Provenance = { kind: 'live' };

/** What was told, and whether only a source tells it. */
export type Told<D> = { readonly said: D; readonly perSource: boolean };

/** Which of two that tell the same stands: the later one, but what a source tells undoes nothing that was decided live. */
export const prevailing = <T extends { readonly perSource: boolean }>(
  known: T | null | undefined,
  told: T,
): T => (told.perSource && known?.perSource === false ? known : told);

/** True where that very thing was decided before: what only a source tells was not. */
export const isDecided = (known: Told<unknown> | null | undefined, said: unknown): boolean =>
  known?.perSource === false && sameJson(known.said, said);
