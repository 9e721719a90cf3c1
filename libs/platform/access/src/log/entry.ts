import { createHash } from 'node:crypto';
import type { Role } from '#platform/http';

/**
 * Who did or saw what: the fields of BIO2 8.15.01 and NEN 7513. It holds references and codes, never what was read or
 * written, never a name, an address of a page with its parameters, or a token.
 */
export type AccessEntry = {
  /** UUID v7. */
  readonly id: string;
  /** UTC, to the millisecond. */
  readonly at: string;
  /** Create, read, update, delete, execute. */
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** What was asked for: an operation of the OpenAPI document, or a command of the command line. */
  readonly operation: string;
  /** For what, as the access table calls it. */
  readonly purpose: string;
  /** What it was about: kind and id of a record; `null`: no single one, or one that cannot be. */
  readonly object: { readonly kind: string; readonly id: string } | null;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly status: number;
  /** Of the refusal. */
  readonly code: string | null;
  /** An opaque reference; `null`: nobody knows who it was. */
  readonly actor: string | null;
  readonly role: Role | null;
  /** For whom the actor acted. */
  readonly responsible: string | null;
  /** The network address that the request came from. */
  readonly origin: string;
  readonly correlationId: string;
};

/** The beginning of a chain: which process it is of, and how all chains ended that nobody had seen the end of. */
export type ChainBegins = {
  readonly begins: string;
  readonly at: string;
  readonly program: string;
  readonly ends: readonly ChainEnd[];
};
export type ChainEnd = { readonly process: string; readonly place: number; readonly hash: string };

/** Whoever goes says so: what follows a last word is no entry of that process. */
export type ChainCloses = { readonly closes: string; readonly at: string };

export type Link = AccessEntry | ChainBegins | ChainCloses;

export const NO_HASH = Buffer.alloc(32);

/** The hash of a link: SHA-256 over the hash before it and its text. */
export const linkHash = (previous: Buffer, text: string): Buffer =>
  createHash('sha256').update(previous).update(text, 'utf8').digest();
