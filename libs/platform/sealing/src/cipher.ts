import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** It was not sealed with this key for this place, or is not whole. */
export class NotOpened extends Error {
  constructor(cause?: unknown) {
    super('the seal does not open: it is not whole, or of another place or key', { cause });
    this.name = 'NotOpened';
  }
}

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce: nonce, ciphertext, tag. It opens for the same `place` only. With one key
 * a record, a nonce meets itself no sooner than a key would be guessed.
 */
export function close(key: Buffer, place: string, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What {@link close} closed. Throws {@link NotOpened}. */
export function open(key: Buffer, place: string, sealed: Buffer): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new NotOpened();
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(place, 'utf8'));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw new NotOpened(error);
  }
}
