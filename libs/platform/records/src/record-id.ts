import { v5 as uuidV5, v7 as uuidV7 } from 'uuid';
import type { CommandContext } from '#platform/http';

const NAMESPACE = '6f1c6f0e-6a1d-5d0e-9d57-2b8f6d1f7a10';

/**
 * The id of a record that a request brings into being without naming one: a new UUID v7, or, with an idempotency key,
 * the UUID v5 of caller and key, so that the request when repeated finds what it made.
 */
export const recordIdFor = ({ caller, idempotencyKey }: CommandContext): string =>
  idempotencyKey === undefined ? uuidV7() : uuidV5(JSON.stringify([caller.actor, idempotencyKey]), NAMESPACE);
