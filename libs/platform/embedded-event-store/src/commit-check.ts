/** The numbers with which EventStoreDB writes an expectation that is not a revision, on the wire and in its errors. */
export const expectNoStream = -1n;
export const expectAny = -2n;
export const expectStreamExists = -4n;

/** A revision, or one of the three numbers above. */
export type Expected = bigint;

/** What the rules ask about a stream; `idAt` and `recentRevision` look ids up. */
export type StreamState = {
  readonly last: number;
  readonly tombstoned: boolean;
  readonly softDeleted: boolean;
  readonly hasMetadata: boolean;
  readonly idAt: (revision: number) => string | undefined;
  readonly recentRevision: (id: string) => number | undefined;
};

export type Verdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'wrong-version' }
  /** All of it is there already, up to this revision. */
  | { readonly kind: 'repeated'; readonly last: number };

const ok: Verdict = { kind: 'ok' };
const deleted: Verdict = { kind: 'deleted' };
const wrong: Verdict = { kind: 'wrong-version' };

/** EventStoreDB's rules for "may these events be written here, and were they already?". */
export function checkCommit(stream: StreamState, expected: Expected, ids: readonly string[]): Verdict {
  if (stream.tombstoned) return deleted;
  if (expected === expectStreamExists) {
    if (stream.softDeleted) return deleted;
    if (stream.last < 0 && !stream.hasMetadata) return wrong;
  }
  if (expected === expectAny || expected === expectStreamExists) return checkWeakly(stream, ids);
  if (expected < BigInt(stream.last)) return checkBehind(stream, Number(expected), ids);
  return expected === BigInt(stream.last) ? ok : wrong;
}

/** Without an expected revision only recent ids are compared: the first unknown one decides. */
function checkWeakly(stream: StreamState, ids: readonly string[]): Verdict {
  let last: number | undefined;
  for (const id of ids) {
    const revision = stream.recentRevision(id);
    if (revision === undefined) return last === undefined ? ok : wrong;
    last = revision;
  }
  return last === undefined ? ok : { kind: 'repeated', last };
}

/** Behind the stream: the same ids at the very same revisions are a repetition, anything else lost the race. */
function checkBehind(stream: StreamState, expected: number, ids: readonly string[]): Verdict {
  let revision = expected;
  for (const id of ids) {
    revision += 1;
    if (stream.idAt(revision) === id) continue;
    const first = revision === expected + 1;
    return first && expected === Number(expectNoStream) && stream.softDeleted ? ok : wrong;
  }
  return revision === expected ? wrong : { kind: 'repeated', last: revision };
}
