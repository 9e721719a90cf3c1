import type { Upcasters } from '#kernel';
import { DataSource } from 'typeorm';
import { dataSourceOptions, migrate, sessionOf } from './data-source.ts';
import { givenMore, NOTHING_GIVEN, type Fed, type Given } from './fed.ts';
import { eventsAfter, type EventWithLeaf } from './journal.ts';
import { differenceOf, misplaced, NOT_CERTIFIED, placedWrong } from './journal-against-store.ts';
import { askIn, noteVerified, type Finding } from './ledger.ts';
import type { Projection } from './projection.ts';
import type { Log } from './projector.ts';
import { snapshotOf, type Aside, type Snapshot } from './snapshot.ts';
import { StoreNumbers } from './store-numbers.ts';
import { Hearers } from './telling.ts';

export type Verified = {
  /** Up to which number, and how many events of how many read models were compared. */
  readonly seq: number;
  readonly projections: readonly {
    readonly storage: string;
    readonly given: number;
    readonly parked: number;
  }[];
  /** Read models of the database of which this programme knows nothing. */
  readonly unknown: readonly string[];
  /** `null`: all is well. */
  readonly finding: Finding | null;
};

export type CompletenessOptions = {
  readonly url: string;
  readonly log: Pick<Log, 'readAll' | 'load'>;
  /** None: only the journal is compared, with the store. */
  readonly projections: readonly Projection[];
  readonly upcasters: Upcasters;
  readonly onProgress?: (progress: { readonly seq: number; readonly end: number }) => void;
  readonly signal?: AbortSignal;
};

/**
 * Proves that no event got lost, doubled, changed or moved on its way: reads the store again beside the journal, event
 * by event, and recomputes from the journal what each read model was to be given. Memory is bounded. What comes
 * meanwhile is left for the next time. Writes down what it found, for metrics and status.
 */
export async function verifyCompleteness(options: CompletenessOptions): Promise<Verified> {
  await migrate(options.url);
  const dataSource = await new DataSource(dataSourceOptions(options.url, 1, 0)).initialize();
  try {
    const session = await sessionOf(dataSource.createQueryRunner());
    const snapshot = await snapshotOf(session, options.projections);
    const store = await StoreNumbers.open(options.log, snapshot.end.position);
    const finding = await walk(session, snapshot, store, options).finally(() => store.close());
    // A look at journal and store alone tells nothing of read models, which status and metrics tell of.
    if (options.projections.length > 0) await noteVerified(askIn(session), snapshot.end.seq, finding);
    return {
      seq: snapshot.end.seq,
      projections: snapshot.fed.map(({ storage, given }) => ({
        ...{ storage: storage.name, given: given.count },
        parked: snapshot.aside.get(storage.name)?.waiting ?? 0,
      })),
      unknown: snapshot.unknown,
      finding,
    };
  } finally {
    await dataSource.destroy();
  }
}

type Session = Awaited<ReturnType<typeof sessionOf>>;

async function walk(
  session: Session,
  snapshot: Snapshot,
  store: StoreNumbers,
  { upcasters, onProgress, signal }: CompletenessOptions,
): Promise<Finding | null> {
  const { seq: end } = snapshot.end;
  const proofs = snapshot.fed.map((fed) => new Proof(fed, snapshot));
  let at = 0;
  while (at < end) {
    signal?.throwIfAborted();
    const events = await eventsAfter(session, at, end);
    const told = await store.take(Math.max(1, events.length));
    for (const [index, { event, leaf }] of events.entries()) {
      const should = told[index];
      if (event.seq !== at + 1 || should === undefined || placedWrong(event, should.event)) {
        return { seq: at + 1, what: await misplaced(session, at + 1, event, should?.event) };
      }
      const known =
        event.isDestroyed && !should.event.isDestroyed ? await store.certifiedSince(at + 1) : should;
      const differs =
        known === undefined ? NOT_CERTIFIED : differenceOf(event, { isTrue: true, ...known }, leaf);
      if (differs !== null) return { seq: at + 1, what: differs };
      at += 1;
    }
    if (events.length === 0) {
      return { seq: at + 1, what: await misplaced(session, at + 1, undefined, told[0]?.event) };
    }
    give(proofs, events, upcasters);
    onProgress?.({ seq: at, end });
  }
  const findings = [snapshot.finding, ...proofs.map(({ finding }) => finding)];
  const [first = null] = findings
    .flatMap((finding) => finding ?? [])
    .sort((one, other) => one.seq - other.seq);
  return first;
}

function give(proofs: readonly Proof[], events: readonly EventWithLeaf[], upcasters: Upcasters): void {
  const hearers = new Hearers(upcasters, [...new Set(proofs.map(({ projection }) => projection))]);
  for (const { event, leaf } of events) {
    const { to } = hearers.of(event);
    for (const proof of proofs) proof.take(event.seq, leaf, to.includes(proof.projection));
  }
}

/** What one generation was to be given, as far as it is. */
class Proof {
  readonly projection: Projection;
  #given: Given = NOTHING_GIVEN;
  readonly #aside: Aside | undefined;

  constructor(
    private readonly fed: Fed,
    snapshot: Snapshot,
  ) {
    this.projection = fed.storage.projection;
    this.#aside = snapshot.aside.get(fed.storage.name);
  }

  /** `isGiven`: by today's programme. What was set aside was given too, whatever is made of it today. */
  take(seq: number, leaf: Buffer, isGiven: boolean): void {
    if (seq > this.fed.seq || !(isGiven || this.#aside?.has(seq) === true)) return;
    this.#given = givenMore(this.#given, [{ seq, leaf }]);
  }

  get finding(): Finding | null {
    const { storage, given, seq } = this.fed;
    if (given.count === this.#given.count && given.hash.equals(this.#given.hash)) return null;
    const counts = `${given.count} events instead of ${this.#given.count}`;
    const what = given.count === this.#given.count ? 'other events than it should have' : counts;
    return { seq, what: `${storage.name} was given ${what}, up to this number: rebuild it` };
  }
}
